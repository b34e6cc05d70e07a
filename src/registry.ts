import { homedir } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import type { Policy } from './core/decide/policy.ts';
import type { JsonObject } from './core/json/index.ts';
import { parsePlace } from './core/names/place.ts';
import { DEFAULT_STAGES } from './core/names/stage.ts';
import type { ModelDetails } from './core/view/view.ts';
import type { FileRecord } from './generated/metadata.ts';
import type {
  AdoptResult,
  AliasListResult,
  BestResult,
  CleanupResult,
  CompareResult,
  DeleteResult,
  DiffResult,
  DoctorResult,
  ExportResult,
  GcResult,
  HistoryResult,
  ImportResult,
  InfoModelResult,
  InfoVersionResult,
  InitResult,
  LineageResult,
  ListResult,
  ListVersionsResult,
  MetricLogResult,
  MetricShowResult,
  MlflowPullResult,
  ModelChangeResult,
  PathResult,
  RegisterResult,
  ReportResult,
  SearchResult,
  TransitionResult,
  VerifyResult,
  VersionChangeResult,
  VersionView,
} from './generated/output.ts';
import type { InitRequest } from './operations/init.ts';
import type { DoctorRequest } from './operations/integrity/doctor.ts';
import type { VerifyRequest } from './operations/integrity/verify.ts';
import type { CleanupRequest } from './operations/lifecycle/cleanup.ts';
import type { DeleteRequest, RestoreRequest } from './operations/lifecycle/delete.ts';
import type { GcRequest } from './operations/lifecycle/gc.ts';
import type * as label from './operations/lifecycle/label.ts';
import type * as model from './operations/lifecycle/model.ts';
import type * as stage from './operations/lifecycle/stage.ts';
import type { MetricLogRequest, MetricShowRequest } from './operations/metric.ts';
import type { PullRequest } from './operations/mlflow/pulling.ts';
import type { Catalogue, CatalogueRequest } from './operations/reading/catalogue.ts';
import type { BestRequest, CompareRequest } from './operations/reading/compare.ts';
import type { HistoryRequest } from './operations/reading/history.ts';
import type { LineageRequest } from './operations/reading/lineage.ts';
import * as read from './operations/reading/read.ts';
import type { ReportRequest } from './operations/reading/report.ts';
import type { SearchRequest } from './operations/reading/search.ts';
import type { VersionFile } from './operations/reading/version-files.ts';
import type { AdoptRequest } from './operations/registration/adopt.ts';
import type { RegisterFromRequest } from './operations/registration/register-from.ts';
import type { RegisterRequest } from './operations/registration/register-request.ts';
import type { RunRegistration } from './operations/registration/register-run.ts';
import { checked, checkedText } from './operations/requests.ts';
import { registryExists, type Session } from './operations/session.ts';
import type { ExportRequest } from './operations/transport/export.ts';
import type { ImportRequest } from './operations/transport/importer.ts';
import { Tracking } from './registry-tracking.ts';
import { type Author, currentAuthor } from './store/author.ts';
import { layoutOf } from './store/layout.ts';
import type { Work } from './work.ts';

export type { Catalogue, CatalogueModel } from './operations/reading/catalogue.ts';
export type { VersionView, Work };

/** How a registry is opened; all of it may be left out. */
export interface RegistryOptions extends Partial<Policy> {
  /** Who is named in the log; the operating system's user and host where left out. */
  readonly by?: Author | undefined;
  /** The clock. Times are for people: nothing depends on their order. */
  readonly now?: (() => Date) | undefined;
  /** Whether `register`, `adopt` and `import` make the registry where there is none; true where left out. */
  readonly create?: boolean | undefined;
  /** An absolute directory where what was read of the registry may be kept, so that the next search is faster; none
   * where left out. */
  readonly cache?: string | undefined;
  /** Keeps the state in memory, and reads on from there: for a process that lives long. False where left out. */
  readonly follow?: boolean | undefined;
}

/**
 * A model registry in a folder. Any number of processes may use one folder at once. Every method that
 * changes something is one entry in the log, or none: when it resolves, the change is on the disk; when it
 * rejects, nothing has changed. All reject with a `MregError`; compare its `code`.
 *
 * A reference is written as on the command line: `name`, `type/name`, `name@v1.2.0`, `name@3`,
 * `name@^1.2`, `name@latest`, `name@production`, `name@champion`, `models:/name/Production`.
 */
export class Registry extends Tracking {
  readonly #session: Session;

  /** Opens the registry at `root`, a directory that need not exist yet; `~` is the user's home. Reads nothing.
   * Throws MREG_INVALID for s3:// and the like. */
  constructor(
    root: string,
    {
      by,
      now = () => new Date(),
      stages = DEFAULT_STAGES,
      auto_archive = true,
      types,
      gates,
      metrics,
      create = true,
      cache,
      follow = false,
    }: RegistryOptions = {},
  ) {
    // To ask the system who it is takes its time, and only changes need to know.
    let author = by;
    const session: Session = {
      layout: layoutOf(resolvePath(parsePlace(root, homedir))),
      policy: { stages, auto_archive, types, gates, metrics },
      get by() {
        author ??= currentAuthor();
        return author;
      },
      now,
      create,
      cache,
      memory: follow ? {} : undefined,
    };
    super(session);
    this.#session = session;
  }

  /** The directory, absolute. */
  get root(): string {
    return this.#session.layout.root;
  }

  /** Whether there is a registry at the root now. */
  exists(): Promise<boolean> {
    return registryExists(this.#session);
  }

  /** Makes an empty registry; an existing one is left as it is. */
  async init(options: InitRequest = {}): Promise<InitResult> {
    const { init } = await import('./operations/init.ts');
    return init(this.#session, checked('init', options));
  }

  /** Copies or moves a file or a directory in as a new version; makes the registry if there is none. */
  async register(request: RegisterRequest, work?: Work): Promise<RegisterResult> {
    const { register } = await import('./operations/registration/register.ts');
    return register(this.#session, checked('register', request), work);
  }

  /** Makes a version of what the registry has already: of a run's files, of a logged model's, of another version's. */
  async registerFrom(request: RegisterFromRequest): Promise<VersionChangeResult> {
    const { registerFrom } = await import('./operations/registration/register-from.ts');
    return registerFrom(this.#session, checked('registerFrom', request));
  }

  /** Makes a version of the artifacts of a run, or of a logged model, with its params, latest metrics, data and id. */
  async registerRun(request: RunRegistration, work?: Work): Promise<RegisterResult> {
    const { registerRun } = await import('./operations/registration/register-run.ts');
    return registerRun(this.#session, checked('registerRun', request), work);
  }

  /** A JSON or YAML file as a document for `register`: numbers stay as they were written. */
  async readDocument(file: string): Promise<JsonObject> {
    const { readDocument } = await import('./store/intake/document.ts');
    return readDocument(checkedText('readDocument', 'file', file));
  }

  /** Brings version directories made by hand into the registry, where they lie. */
  async adopt(request?: AdoptRequest, work?: Work): Promise<AdoptResult> {
    const { adopt } = await import('./operations/registration/adopt.ts');
    return adopt(this.#session, checked('adopt', request ?? {}), work);
  }

  /** Every model, by type and name, as `{ models }`. */
  async models(request?: read.ListModelsRequest): Promise<ListResult> {
    return read.listModels(this.#session, checked('models', request ?? {}));
  }

  /** Every model with all its versions, as the log has them now; of their files nothing is looked at. */
  async catalogue(request?: CatalogueRequest): Promise<Catalogue> {
    const { readCatalogue } = await import('./operations/reading/catalogue.ts');
    return readCatalogue(this.#session, checked('catalogue', request ?? {}));
  }

  /** A model by its name. */
  async model(ref: string): Promise<ModelDetails> {
    return read.getModel(this.#session, checkedText('model', 'ref', ref));
  }

  /** The versions of a model, the newest registration first. A tag of null may have any value. */
  async versions(
    model: string,
    filter: Omit<read.ListVersionsRequest, 'model'> = {},
  ): Promise<VersionView[]> {
    checkedText('versions', 'model', model);
    return (await this.listVersions({ ...filter, model })).versions;
  }

  /** The same as `{ versions, damaged }`: `damaged` are references of versions whose directory is missing. */
  async listVersions(request: read.ListVersionsRequest): Promise<ListVersionsResult> {
    return read.listVersions(this.#session, checked('listVersions', request));
  }

  /** The version that a reference names. */
  async version(ref: string): Promise<VersionView> {
    return read.getVersion(this.#session, checkedText('version', 'ref', ref));
  }

  /** The highest version of a model, releases before pre-releases. */
  async latest(model: string): Promise<VersionView> {
    return this.version(`${checkedText('latest', 'model', model)}@latest`);
  }

  /** The version of a model that its Production pointer shows. */
  async production(model: string): Promise<VersionView> {
    return this.version(`${checkedText('production', 'model', model)}@production`);
  }

  /** A version with its `path` and `metadata`, or a model with its `versions`. */
  async info(ref: string): Promise<InfoVersionResult | InfoModelResult> {
    return read.info(this.#session, checkedText('info', 'ref', ref));
  }

  /** Where a version lies, or the first fallback that there is. Local paths begin at `cwd`, else at the working directory. */
  async path(request: read.PathRequest): Promise<PathResult> {
    return read.path(this.#session, checked('path', request));
  }

  /** The files of a version, with their sizes and digests. */
  async versionFiles(ref: string): Promise<{ files: readonly FileRecord[] }> {
    const { listVersionFiles } = await import('./operations/reading/version-files.ts');
    return listVersionFiles(this.#session, checkedText('versionFiles', 'ref', ref));
  }

  /** One file of a version, to be read from any place on. */
  async readVersionFile(request: { readonly ref: string; readonly path: string }): Promise<VersionFile> {
    const { readVersionFile } = await import('./operations/reading/version-files.ts');
    const { ref, path } = checked('readVersionFile', request);
    return readVersionFile(this.#session, ref, path);
  }

  /** Versions side by side: metrics, and the hyperparameters that differ. */
  async compare(request: CompareRequest): Promise<CompareResult> {
    const { compare } = await import('./operations/reading/compare.ts');
    return compare(this.#session, checked('compare', request));
  }

  /** What is different in the second version: metadata, tags and files. */
  async diff(from: string, to: string): Promise<DiffResult> {
    const { diff } = await import('./operations/reading/compare.ts');
    return diff(this.#session, checkedText('diff', 'from', from), checkedText('diff', 'to', to));
  }

  /** The version of a model with the best value of a metric. */
  async best(request: BestRequest): Promise<BestResult> {
    const { best } = await import('./operations/reading/compare.ts');
    return best(this.#session, checked('best', request));
  }

  /** The versions of all models that meet a [condition](conditions.md). */
  async search(request?: SearchRequest, work?: Work): Promise<SearchResult> {
    const { search } = await import('./operations/reading/search.ts');
    return search(this.#session, checked('search', request ?? {}), work);
  }

  /** What a version was derived from, and what was derived from it; or the versions that came from a base model, a
   * data set, a run or a commit. */
  async lineage(request: string | LineageRequest): Promise<LineageResult> {
    const { lineage } = await import('./operations/reading/lineage.ts');
    return lineage(
      this.#session,
      checked('lineage', typeof request === 'string' ? { ref: request } : request),
    );
  }

  /** Logs what was measured of a version: all points or none. */
  async logMetrics(request: MetricLogRequest): Promise<MetricLogResult> {
    const { logMetrics } = await import('./operations/metric.ts');
    return logMetrics(this.#session, checked('logMetrics', request));
  }

  /** What was measured of a version over time. */
  async metrics(request: MetricShowRequest): Promise<MetricShowResult> {
    const { showMetrics } = await import('./operations/metric.ts');
    return showMetrics(this.#session, checked('metrics', request));
  }

  /** Moves a version one stage forward, or to the stage asked for, if it passes the gates. */
  async promote(request: stage.PromoteRequest): Promise<TransitionResult> {
    const { promote } = await import('./operations/lifecycle/stage.ts');
    return promote(this.#session, checked('promote', request));
  }

  /** Moves a version to any stage, if it passes the stage's gates in the configuration. */
  async transition(request: stage.TransitionRequest): Promise<TransitionResult> {
    const { transition } = await import('./operations/lifecycle/stage.ts');
    return transition(this.#session, checked('transition', request));
  }

  /** Moves versions to Archived, all in one change. */
  async archive(request: stage.ArchiveRequest): Promise<TransitionResult> {
    const { archive } = await import('./operations/lifecycle/stage.ts');
    return archive(this.#session, checked('archive', request));
  }

  /** Gives a stage back to the version that held it before. */
  async rollback(request: stage.RollbackRequest): Promise<TransitionResult> {
    const { rollback } = await import('./operations/lifecycle/stage.ts');
    return rollback(this.#session, checked('rollback', request));
  }

  /** Points an alias at a version. */
  async setAlias(request: label.AliasRequest): Promise<VersionChangeResult> {
    const { setAlias } = await import('./operations/lifecycle/label.ts');
    return setAlias(this.#session, checked('setAlias', request));
  }

  /** Removes an alias; resolves to the version that it pointed at. */
  async removeAlias(request: label.AliasRemovalRequest): Promise<VersionChangeResult> {
    const { removeAlias } = await import('./operations/lifecycle/label.ts');
    return removeAlias(this.#session, checked('removeAlias', request));
  }

  /** Every alias, or those of one model, as `{ aliases }`. */
  async aliases(model?: string): Promise<AliasListResult> {
    const { listAliases } = await import('./operations/lifecycle/label.ts');
    return listAliases(this.#session, model === undefined ? model : checkedText('aliases', 'model', model));
  }

  /** Makes a model without versions; makes the registry where there is none. */
  async createModel(request: model.CreateModelRequest): Promise<ModelChangeResult> {
    const { createModel } = await import('./operations/lifecycle/model.ts');
    return createModel(this.#session, checked('createModel', request));
  }

  /** Gives a model another name in its type; all that it has goes with it, but directories keep their names. */
  async renameModel(request: model.RenameModelRequest): Promise<ModelChangeResult> {
    const { renameModel } = await import('./operations/lifecycle/model.ts');
    return renameModel(this.#session, checked('renameModel', request));
  }

  /** Moves a model with all its versions to the trash, in one change; the name is free then. */
  async deleteModel(request: model.DeleteModelRequest): Promise<DeleteResult> {
    const { deleteModel } = await import('./operations/lifecycle/model.ts');
    return deleteModel(this.#session, checked('deleteModel', request));
  }

  /** Sets tags of a version, or of a model, and removes others. */
  async tag(request: label.TagRequest): Promise<VersionChangeResult | ModelChangeResult> {
    const { setTags } = await import('./operations/lifecycle/label.ts');
    return setTags(this.#session, checked('tag', request));
  }

  /** Sets the description of a version, or of a model; null removes it. */
  async describe(request: label.DescriptionRequest): Promise<VersionChangeResult | ModelChangeResult> {
    const { setDescription } = await import('./operations/lifecycle/label.ts');
    return setDescription(this.#session, checked('describe', request));
  }

  /** Pins a version (`to: true`), so that no retention rule touches it, or unpins it. */
  async pin(request: label.PinRequest): Promise<VersionChangeResult> {
    const { setPin } = await import('./operations/lifecycle/label.ts');
    return setPin(this.#session, checked('pin', request));
  }

  /** Archives, or deletes, the versions that a [retention rule](retention.md) chooses; one change for each model. */
  async cleanup(request: CleanupRequest): Promise<CleanupResult> {
    const { cleanup } = await import('./operations/lifecycle/cleanup.ts');
    return cleanup(this.#session, checked('cleanup', request));
  }

  /** Moves versions to the trash, all in one change; what something refers to is refused. */
  async delete(request: DeleteRequest): Promise<DeleteResult> {
    const { deleteVersions } = await import('./operations/lifecycle/delete.ts');
    return deleteVersions(this.#session, checked('delete', request));
  }

  /** Takes a version out of the trash. */
  async restore(request: RestoreRequest): Promise<VersionChangeResult> {
    const { restore } = await import('./operations/lifecycle/delete.ts');
    return restore(this.#session, checked('restore', request));
  }

  /** The versions in the trash, of one model or of all, as `{ versions }`. */
  async deleted(
    request: { readonly model?: string | undefined; readonly type?: string | undefined } = {},
  ): Promise<ListVersionsResult> {
    const { listDeleted } = await import('./operations/lifecycle/delete.ts');
    return listDeleted(this.#session, checked('deleted', request));
  }

  /** Empties the trash and clears away what interrupted commands left. */
  async gc(request?: GcRequest, work?: Work): Promise<GcResult> {
    const { gc } = await import('./operations/lifecycle/gc.ts');
    return gc(this.#session, checked('gc', request ?? {}), work);
  }

  /** Writes versions, or the whole registry, to one [archive](transport.md), a path or a stream; the same state gives the same bytes. */
  async export(request: ExportRequest, work?: Work): Promise<ExportResult> {
    const { exportArchive } = await import('./operations/transport/export.ts');
    return exportArchive(this.#session, checked('export', request), work);
  }

  /** Takes an archive in, from a path or a stream, once it was checked to its last byte; makes the registry if there is none. */
  async import(request: ImportRequest, work?: Work): Promise<ImportResult> {
    const { importArchive } = await import('./operations/transport/import.ts');
    return importArchive(this.#session, checked('import', request), work);
  }

  /** Brings models, versions and runs from an MLflow server, or from a folder that MLflow wrote; what is here already is brought up to
   * date. Makes the registry if there is none. */
  async pullMlflow(request: PullRequest, work?: Work): Promise<MlflowPullResult> {
    const { pullMlflow } = await import('./operations/mlflow/pull.ts');
    return pullMlflow(this.#session, checked('pullMlflow', request), work);
  }

  /** Compares every byte of a version, or of the whole registry, with what the log says. Writes nothing. */
  async verify(request?: VerifyRequest, work?: Work): Promise<VerifyResult> {
    const { verify } = await import('./operations/integrity/verify.ts');
    return verify(this.#session, checked('verify', request ?? {}), work);
  }

  /** Names every leftover and damage short of reading the artifacts, and mends what can be mended. */
  async doctor(request?: DoctorRequest, work?: Work): Promise<DoctorResult> {
    const { doctor } = await import('./operations/integrity/doctor.ts');
    return doctor(this.#session, checked('doctor', request ?? {}), work);
  }

  /** The changes of the registry, a model or a version, newest first; with `at`, the state at that moment too. */
  async history(request?: HistoryRequest): Promise<HistoryResult> {
    const { history } = await import('./operations/reading/history.ts');
    return history(this.#session, checked('history', request ?? {}));
  }

  /** A model, or the whole registry, as [one HTML page](report.md) that needs nothing else: `{ html, … }`. Writes nothing. */
  async report(request?: ReportRequest, work?: Work): Promise<ReportAnswer> {
    const [{ gatherReport }, { reportPage }] = await Promise.all([
      import('./operations/reading/report.ts'),
      import('./render/report/page.ts'),
    ]);
    const report = await gatherReport(this.#session, checked('report', request ?? {}), work);
    const html = reportPage(report);
    return {
      title: report.title,
      revision: report.revision,
      generated_at: report.generatedAt.toISOString(),
      models: report.models.total,
      versions: { shown: report.versions.shown.length, total: report.versions.total },
      entries: { shown: report.entries.shown.length, total: report.entries.total },
      size: Buffer.byteLength(html),
      html,
    };
  }
}

/** A page, and what is on it. */
export interface ReportAnswer extends Omit<ReportResult, 'file'> {
  readonly html: string;
}
