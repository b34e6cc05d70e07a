import type { ModelDetails } from '../core/view/view.ts';
import type { FileRecord } from '../generated/metadata.ts';
import type {
  BestResult,
  CompareResult,
  DiffResult,
  HistoryResult,
  InfoModelResult,
  InfoVersionResult,
  LineageResult,
  ListResult,
  ListVersionsResult,
  MetricLogResult,
  MetricShowResult,
  PathResult,
  ReportResult,
  SearchResult,
  VersionView,
} from '../generated/output.ts';
import type { MetricLogRequest, MetricShowRequest } from '../operations/metric.ts';
import type { Catalogue, CatalogueRequest } from '../operations/reading/catalogue.ts';
import type { BestRequest, CompareRequest } from '../operations/reading/compare.ts';
import type { HistoryRequest } from '../operations/reading/history.ts';
import type { LineageRequest } from '../operations/reading/lineage.ts';
import * as read from '../operations/reading/read.ts';
import type { ReportRequest } from '../operations/reading/report.ts';
import type { SearchRequest } from '../operations/reading/search.ts';
import type { VersionFile } from '../operations/reading/version-files.ts';
import { checked, checkedText } from '../operations/requests.ts';
import type { Session } from '../operations/session.ts';
import type { Work } from '../work.ts';

import { Tracking } from './tracking.ts';

/** Models and versions of a registry: what there is, and how it came about. */
export abstract class Reading extends Tracking {
  readonly #session: Session;

  protected constructor(session: Session) {
    super(session);
    this.#session = session;
  }

  /** Every model, by type and name, as `{ models }`. */
  async models(request?: read.ListModelsRequest): Promise<ListResult> {
    return read.listModels(this.#session, checked('models', request ?? {}));
  }

  /** Every model with all its versions, as the log has them now; of their files nothing is looked at. */
  async catalogue(request?: CatalogueRequest): Promise<Catalogue> {
    const { readCatalogue } = await import('../operations/reading/catalogue.ts');
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
  async path(request: read.PathRequest, work?: Work): Promise<PathResult> {
    return read.path(this.#session, checked('path', request), work);
  }

  /** The files of a version, with their sizes and digests. */
  async versionFiles(ref: string): Promise<{ files: readonly FileRecord[] }> {
    const { listVersionFiles } = await import('../operations/reading/version-files.ts');
    return listVersionFiles(this.#session, checkedText('versionFiles', 'ref', ref));
  }

  /** One file of a version, to be read from any place on. */
  async readVersionFile(request: { readonly ref: string; readonly path: string }): Promise<VersionFile> {
    const { readVersionFile } = await import('../operations/reading/version-files.ts');
    const { ref, path } = checked('readVersionFile', request);
    return readVersionFile(this.#session, ref, path);
  }

  /** Versions side by side: metrics, and the hyperparameters that differ. */
  async compare(request: CompareRequest): Promise<CompareResult> {
    const { compare } = await import('../operations/reading/compare.ts');
    return compare(this.#session, checked('compare', request));
  }

  /** What is different in the second version: metadata, tags and files. */
  async diff(from: string, to: string): Promise<DiffResult> {
    const { diff } = await import('../operations/reading/compare.ts');
    return diff(this.#session, checkedText('diff', 'from', from), checkedText('diff', 'to', to));
  }

  /** The version of a model with the best value of a metric. */
  async best(request: BestRequest): Promise<BestResult> {
    const { best } = await import('../operations/reading/compare.ts');
    return best(this.#session, checked('best', request));
  }

  /** The versions of all models that meet a [condition](conditions.md). */
  async search(request?: SearchRequest, work?: Work): Promise<SearchResult> {
    const { search } = await import('../operations/reading/search.ts');
    return search(this.#session, checked('search', request ?? {}), work);
  }

  /** What a version was derived from, and what was derived from it; or the versions that came from a base model, a
   * data set, a run or a commit. */
  async lineage(request: string | LineageRequest): Promise<LineageResult> {
    const { lineage } = await import('../operations/reading/lineage.ts');
    return lineage(
      this.#session,
      checked('lineage', typeof request === 'string' ? { ref: request } : request),
    );
  }

  /** Logs what was measured of a version: all points or none. */
  async logMetrics(request: MetricLogRequest): Promise<MetricLogResult> {
    const { logMetrics } = await import('../operations/metric.ts');
    return logMetrics(this.#session, checked('logMetrics', request));
  }

  /** What was measured of a version over time. */
  async metrics(request: MetricShowRequest): Promise<MetricShowResult> {
    const { showMetrics } = await import('../operations/metric.ts');
    return showMetrics(this.#session, checked('metrics', request));
  }

  /** The changes of the registry, a model or a version, newest first; with `at`, the state at that moment too. */
  async history(request?: HistoryRequest): Promise<HistoryResult> {
    const { history } = await import('../operations/reading/history.ts');
    return history(this.#session, checked('history', request ?? {}));
  }

  /** A model, or the whole registry, as [one HTML page](report.md) that needs nothing else: `{ html, … }`. Writes nothing. */
  async report(request?: ReportRequest, work?: Work): Promise<ReportAnswer> {
    const [{ gatherReport }, { reportPage }] = await Promise.all([
      import('../operations/reading/report.ts'),
      import('../render/report/page.ts'),
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
