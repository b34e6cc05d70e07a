import { homedir } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import type { Policy } from './core/decide/policy.ts';
import type { JsonObject } from './core/json/index.ts';
import { isBucketAddress, parsePlace } from './core/names/place.ts';
import { DEFAULT_STAGES } from './core/names/stage.ts';
import type {
  AdoptResult,
  CopyResult,
  DoctorResult,
  ExportResult,
  ExportSqlResult,
  ImportResult,
  InitResult,
  MlflowPullResult,
  MlflowPushResult,
  RegisterResult,
  VerifyResult,
  VersionChangeResult,
  VersionView,
} from './generated/output.ts';
import type { InitRequest } from './operations/init.ts';
import type { DoctorRequest } from './operations/integrity/doctor.ts';
import type { VerifyRequest } from './operations/integrity/verify.ts';
import type { PullRequest } from './operations/mlflow/pulling.ts';
import type { PushRequest } from './operations/mlflow/pushing.ts';
import type { AdoptRequest } from './operations/registration/adopt.ts';
import type { RegisterFromRequest } from './operations/registration/register-from.ts';
import type { RegisterRequest } from './operations/registration/register-request.ts';
import type { RunRegistration } from './operations/registration/register-run.ts';
import { checked, checkedText } from './operations/requests.ts';
import { registryExists, type Session } from './operations/session.ts';
import type { CopyRequest } from './operations/transport/copy.ts';
import type { ExportRequest } from './operations/transport/export.ts';
import type { ExportSqlRequest } from './operations/transport/export-sql.ts';
import type { ImportRequest } from './operations/transport/importer.ts';
import { Lifecycle } from './registry/lifecycle.ts';
import { type Author, currentAuthor } from './store/author.ts';
import { layoutOf } from './store/layout.ts';
import type { Work } from './work.ts';

export type { VersionViews } from './core/view/version-views.ts';
export type { CatalogueModel } from './operations/reading/catalogue.ts';
export type { ReportAnswer } from './registry/reading.ts';
export type { VersionView, Work };

function absolutePlace(text: string): string {
  const place = parsePlace(text, homedir);
  return isBucketAddress(place) ? place : resolvePath(place);
}

/** How a registry is opened; every member is optional. */
export interface RegistryOptions extends Partial<Policy> {
  /** Who is named in the log (default: the operating system's user and host). */
  readonly by?: Author | undefined;
  /** The clock. Times are for people: nothing depends on their order. */
  readonly now?: (() => Date) | undefined;
  /** Whether `register`, `adopt` and `import` make the registry where there is none (default: true). */
  readonly create?: boolean | undefined;
  /** An absolute directory for cached reads, which make the next search faster (default: no cache). */
  readonly cache?: string | undefined;
  /** Bytes that the versions of a bucket may have together in the cache (default: any number). */
  readonly cache_size?: number | undefined;
  /** Keeps the state in memory and reads on from there, for a long-lived process (default: false). */
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
export class Registry extends Lifecycle {
  readonly #session: Session;

  /** Opens the registry at `root`, a directory that need not exist yet, or a bucket (`s3://BUCKET/PREFIX`); `~` is the user's home.
   * Reads nothing. Throws MREG_INVALID for ftp:// and the like. */
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
      cache_size,
      follow = false,
    }: RegistryOptions = {},
  ) {
    // Asking the system for the user is slow, and only changes need the name.
    let author = by;
    const session: Session = {
      layout: layoutOf(absolutePlace(root)),
      policy: { stages, auto_archive, types, gates, metrics },
      get by() {
        author ??= currentAuthor();
        return author;
      },
      now,
      create,
      cache,
      cacheSize: cache_size,
      memory: follow ? {} : undefined,
    };
    super(session);
    this.#session = session;
  }

  /** The directory, absolute, or the address of the bucket. */
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

  /** Writes versions, or the whole registry, to one [archive](transport.md), a path or a stream; the same state gives the same bytes. */
  async export(request: ExportRequest, work?: Work): Promise<ExportResult> {
    const { exportArchive } = await import('./operations/transport/export.ts');
    return exportArchive(this.#session, checked('export', request), work);
  }

  /** Writes models, versions and runs as [SQL](transport.md#as-a-database) for SQLite and PostgreSQL, to a path or a stream. */
  async exportSql(request: ExportSqlRequest, work?: Work): Promise<ExportSqlResult> {
    const { exportSql } = await import('./operations/transport/export-sql.ts');
    return exportSql(this.#session, checked('exportSql', request), work);
  }

  /** [Copies](transport.md#copies) the registry, or some versions, into another folder or bucket; run again, it brings what is new. */
  async copy(request: CopyRequest, work?: Work): Promise<CopyResult> {
    const { copy } = await import('./operations/transport/copy.ts');
    const { to } = checked('copy', request);
    const target: Session = { ...this.#session, layout: layoutOf(absolutePlace(to)), memory: undefined };
    return copy(this.#session, target, request, work);
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

  /** Replays models, versions and runs into an MLflow server, and says what it cannot keep. */
  async pushMlflow(request: PushRequest, work?: Work): Promise<MlflowPushResult> {
    const { pushMlflow } = await import('./operations/mlflow/push.ts');
    return pushMlflow(this.#session, checked('pushMlflow', request), work);
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
}
