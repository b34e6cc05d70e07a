// Made from schemas/ by `npm run generate`; do not edit.

/**
 * The result of each command.
 */
export interface Results {
  adopt: AdoptResult;
  aliasList: AliasListResult;
  best: BestResult;
  cleanup: CleanupResult;
  compare: CompareResult;
  completion: CompletionResult;
  config: ConfigResult;
  copy: CopyResult;
  delete: DeleteResult;
  diff: DiffResult;
  doctor: DoctorResult;
  error: ErrorDocument;
  experimentChange: ExperimentChangeResult;
  experimentList: ExperimentListResult;
  exportSql: ExportSqlResult;
  export: ExportResult;
  gc: GcResult;
  history: HistoryResult;
  import: ImportResult;
  infoModel: InfoModelResult;
  infoVersion: InfoVersionResult;
  init: InitResult;
  lineage: LineageResult;
  listVersions: ListVersionsResult;
  list: ListResult;
  metricLog: MetricLogResult;
  metricShow: MetricShowResult;
  mlflowExec: MlflowExecResult;
  mlflowPull: MlflowPullResult;
  mlflowPush: MlflowPushResult;
  modelChange: ModelChangeResult;
  path: PathResult;
  register: RegisterResult;
  report: ReportResult;
  rpc: RpcResult;
  runArtifacts: RunArtifactsResult;
  runCompare: RunCompareResult;
  runInfo: RunInfoResult;
  runList: RunListResult;
  schema: SchemaResult;
  search: SearchResult;
  server: ServerResult;
  transition: TransitionResult;
  validate: ValidateResult;
  verify: VerifyResult;
  versionChange: VersionChangeResult;
}
/**
 * `mreg adopt`
 */
export interface AdoptResult {
  adopted: VersionView[];
  refused: {
    directory: string;
    code: string;
    problem: string;
  }[];
  /**
   * What was decided where directory and metadata.json differ.
   */
  notes: string[];
  revision: number;
  applied: boolean;
}
/**
 * A version, wherever one appears.
 */
export interface VersionView {
  ref: string;
  type: string;
  model: string;
  version: string;
  number: number;
  stage: string;
  aliases: string[];
  /**
   * Relative to the registry.
   */
  directory: string;
  registered_at: string;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest: string;
  tags: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: number | string;
  };
  description: string | null;
  pinned: boolean;
  /**
   * Where it is in the trash: since when, and the stage it had.
   */
  deleted?: {
    at: string;
    from: string;
  };
  /**
   * What mreg metric log last said of each metric; there only where anything was logged, in info, list, compare, best and report.
   */
  logged?: {
    [k: string]: number | string;
  };
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id: string | null;
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  } | null;
  /**
   * When it was registered, or its stage or its description last changed.
   */
  updated_at: string;
}
/**
 * `mreg alias list`
 */
export interface AliasListResult {
  aliases: AliasView[];
}
/**
 * An alias and the version that it shows.
 */
export interface AliasView {
  alias: string;
  version: VersionView;
}
/**
 * `mreg best`
 */
export interface BestResult {
  version: VersionView;
  metric: string;
  direction: 'min' | 'max';
  value: number | string;
  /**
   * How many versions had a value.
   */
  candidates: number;
  /**
   * Fields that were asked for and that no version has.
   */
  unknown_fields?: UnknownField[];
}
/**
 * A field that a condition or an order asks for and that none of the versions has.
 */
export interface UnknownField {
  name: string;
  /**
   * The field that was probably meant.
   */
  nearest: string | null;
}
/**
 * `mreg cleanup`
 */
export interface CleanupResult {
  action: 'archive' | 'delete';
  /**
   * What goes to Archived or into the trash.
   */
  remove: RetentionItem[];
  keep: RetentionItem[];
  /**
   * Bytes moved to the trash, which gc would free; 0 where versions are archived.
   */
  freed: number;
  revision: number;
  applied: boolean;
}
/**
 * A version, and what becomes of it.
 */
export interface RetentionItem {
  ref: string;
  type: string;
  model: string;
  version: string;
  number: number;
  stage: string;
  aliases: string[];
  /**
   * Relative to the registry.
   */
  directory: string;
  registered_at: string;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest: string;
  tags: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: number | string;
  };
  description: string | null;
  pinned: boolean;
  /**
   * Where it is in the trash: since when, and the stage it had.
   */
  deleted?: {
    at: string;
    from: string;
  };
  /**
   * Whole days since it was registered.
   */
  age_days: number;
  /**
   * The rule that chose it, or what keeps it.
   */
  reason: string;
}
/**
 * `mreg compare`: lists hold one item for each version, in the order asked for.
 */
export interface CompareResult {
  versions: VersionView[];
  metrics: ComparedMetric[];
  /**
   * Those that differ, by dotted name.
   */
  hyperparameters: {
    name: string;
    values: unknown[];
  }[];
}
export interface ComparedMetric {
  name: string;
  /**
   * Which values are better; null where nothing says.
   */
  direction: 'min' | 'max' | null;
  values: (number | string | null)[];
  /**
   * The places of the best values, from 0.
   */
  best: number[];
  /**
   * To the first version or run; relative to the size of its value.
   */
  differences: (null | {
    absolute: number;
    relative: number | null;
  })[];
}
/**
 * `mreg completion`
 */
export interface CompletionResult {
  shell: string;
  script: string;
}
/**
 * `mreg config`: each setting with its value and where that comes from.
 */
export interface ConfigResult {
  settings: {
    key: string;
    value: unknown;
    origin: string;
  }[];
}
/**
 * `mreg copy`
 */
export interface CopyResult {
  /**
   * The root of the registry that was copied.
   */
  from: string;
  /**
   * The root of the registry that got the copy.
   */
  to: string;
  /**
   * Of a whole registry those that were new; else those that were named.
   */
  versions: CopiedVersion[];
  /**
   * Entries that the log took over.
   */
  entries: number;
  /**
   * The ids of runs and logged models that were new, or had gone on.
   */
  runs: string[];
  /**
   * Bytes of the versions.
   */
  size: number;
  /**
   * The revision of the copy.
   */
  revision: number;
  head: string | null;
  applied: boolean;
}
/**
 * What became of a version.
 */
export interface CopiedVersion {
  ref: string;
  /**
   * identical: it was there already; skipped: another of that version is.
   */
  outcome: 'copied' | 'renamed' | 'identical' | 'skipped';
  /**
   * Its reference in the copy; null if it was not copied.
   */
  copied_as: string | null;
  size: number;
}
/**
 * `mreg delete`
 */
export interface DeleteResult {
  /**
   * The model that was deleted as a whole, with all its versions.
   */
  model: string | null;
  deleted: VersionView[];
  /**
   * Bytes moved to the trash, which gc would free.
   */
  freed: number;
  revision: number;
  applied: boolean;
}
/**
 * `mreg diff`: what is different in the second version.
 */
export interface DiffResult {
  from: VersionView;
  to: VersionView;
  equal: boolean;
  /**
   * From the registration of the first to that of the second.
   */
  seconds: number;
  changes: {
    field: string;
    /**
     * Null where there was none.
     */
    from: unknown;
    to: unknown;
  }[];
  files: {
    added: FileView[];
    removed: FileView[];
    changed: {
      path: string;
      from: FileView;
      to: FileView;
    }[];
    unchanged: number;
  };
}
/**
 * A file of a version.
 */
export interface FileView {
  path: string;
  size: number;
  sha256: string;
}
/**
 * `mreg doctor`: what is not as it should be, what that means, and what would mend it.
 */
export interface DoctorResult {
  findings: Finding[];
  revision: number | null;
  /**
   * SHA-256 of the newest entry of the log.
   */
  head: string | null;
  /**
   * Something was repaired.
   */
  applied: boolean;
}
export interface Finding {
  /**
   * A stable word; those of verify, and more.
   */
  kind: string;
  ref: string | null;
  /**
   * Relative to the registry.
   */
  path: string;
  problem: string;
  /**
   * When a leftover was last changed.
   */
  since: string | null;
  /**
   * What follows from it.
   */
  meaning: string;
  /**
   * What --repair does about it; null where it does nothing.
   */
  repair: string | null;
  /**
   * What a person can do.
   */
  advice: string | null;
  /**
   * False for what is only worth knowing.
   */
  attention: boolean;
  repaired: boolean;
}
/**
 * What stands on stderr with --json when a command fails.
 */
export interface ErrorDocument {
  error: {
    code: string;
    message: string;
    hint?: string;
    details?: {};
  };
}
/**
 * `mreg experiment create`, `rename`, `delete`, `restore` and `tag`
 */
export interface ExperimentChangeResult {
  experiment: ExperimentView;
  revision: number;
  applied: boolean;
}
/**
 * An experiment: a name under which runs stand.
 */
export interface ExperimentView {
  id: string;
  name: string;
  tags: {
    [k: string]: string;
  };
  /**
   * Null for Default, which is always there.
   */
  created_at: string | null;
  changed_at: string | null;
  /**
   * Null unless it is deleted.
   */
  deleted_at: string | null;
}
/**
 * `mreg experiment list`
 */
export interface ExperimentListResult {
  experiments: ExperimentView[];
}
/**
 * `mreg export --sql`
 */
export interface ExportSqlResult {
  /**
   * The file's path; null where it went to a stream, or none was made.
   */
  output: string | null;
  /**
   * Rows of registry_models.
   */
  models: number;
  /**
   * Rows of run_metadata.
   */
  runs: number;
  /**
   * Runs that are left out, since they cannot be read.
   */
  unreadable_runs: string[];
  /**
   * References of the versions in it, in the order of their ids.
   */
  versions: string[];
  /**
   * Rows of model_metrics.
   */
  metrics: number;
  /**
   * Bytes of the SQL.
   */
  size: number;
  /**
   * Versions whose metadata.json is damaged: what only that holds is NULL.
   */
  unreadable: string[];
  /**
   * The state of the registry that was exported.
   */
  revision: number;
  /**
   * Whether SQL was written.
   */
  applied: boolean;
}
/**
 * `mreg export`
 */
export interface ExportResult {
  /**
   * The archive's path; null where it went to a stream, or none was made.
   */
  output: string | null;
  /**
   * References of the versions in the archive.
   */
  versions: string[];
  /**
   * Entries of the log in the archive.
   */
  entries: number;
  /**
   * Versions whose logged metrics (mreg metric log) go along.
   */
  series: string[];
  /**
   * Ids of the runs and logged models that go along (--runs).
   */
  runs: string[];
  /**
   * Members beside the list.
   */
  files: number;
  /**
   * Bytes of the members beside the list.
   */
  size: number;
  /**
   * Bytes of the archive before it is compressed; null where none was made.
   */
  archive_size: number | null;
  /**
   * sha256:… of the list, which covers every byte of the archive; null where none was made.
   */
  digest: string | null;
  /**
   * The revision after which the log in the archive begins; null without history.
   */
  since: number | null;
  /**
   * What the next --since should be.
   */
  revision: number;
  head: string | null;
  /**
   * Whether an archive was made.
   */
  applied: boolean;
}
/**
 * `mreg gc`
 */
export interface GcResult {
  remove: GcItem[];
  keep: GcItem[];
  /**
   * What was to go and is still there; the reason says what is in the way.
   */
  failed: GcItem[];
  /**
   * Bytes removed for good.
   */
  freed: number;
  /**
   * Files of the log that were put together in larger ones.
   */
  packed: {
    /**
     * Files that are gone, since a block holds what they held.
     */
    files: number;
    /**
     * Blocks that were made: files of 100 or 10,000 entries.
     */
    blocks: number;
    /**
     * Files that are complete for a block and are as they were: one of them or their block is damaged, or they have more than 8 MiB together.
     */
    left: number;
  };
  revision: number;
  applied: boolean;
}
/**
 * Something that takes up space without being a version.
 */
export interface GcItem {
  /**
   * A deleted version; a leftover in the trash; a leftover in the staging area; an untracked version directory; the series of a purged version; a deleted run; a deleted experiment with its runs.
   */
  kind: 'version' | 'trash' | 'staging' | 'directory' | 'series' | 'run' | 'experiment';
  /**
   * Relative to the registry.
   */
  path: string;
  ref: string | null;
  size: number;
  /**
   * Deleted then, or last changed.
   */
  since: string;
  reason: string;
}
/**
 * `mreg history`: the entries, newest first; with --at also the state at that moment.
 */
export interface HistoryResult {
  entries: EntryView[];
  at?: string;
  revision?: number;
  models?: ModelView[];
  versions?: VersionView[];
}
/**
 * A log entry; see log-entry.schema.json.
 */
export interface EntryView {
  revision: number;
  id: string;
  previous: string | null;
  at: string;
  /**
   * Who made the change.
   */
  by: {
    user: string;
    host: string;
  };
  command: string;
  reason: string | null;
  changes: {}[];
  gates?: GateReport[];
  override?: string;
}
/**
 * One condition of a promotion.
 */
export interface GateReport {
  condition: string;
  /**
   * Its value; null where it has none, by field where the condition asks for several.
   */
  candidate: unknown;
  /**
   * The value of the version compared with, or of the one that held the stage.
   */
  incumbent: unknown;
  incumbent_ref: string | null;
  passed: boolean;
}
/**
 * A model, wherever one appears.
 */
export interface ModelView {
  ref: string;
  type: string;
  model: string;
  /**
   * What the model is called elsewhere.
   */
  display_name: string | null;
  version_count: number;
  latest: string | null;
  /**
   * The version that each stage's pointer shows.
   */
  stages: {
    [k: string]: string;
  };
  aliases: {
    [k: string]: string;
  };
  /**
   * Bytes of all versions.
   */
  size: number;
}
/**
 * `mreg import`
 */
export interface ImportResult {
  /**
   * Every version in the archive.
   */
  versions: ImportItem[];
  /**
   * Entries that the log took over from the archive.
   */
  entries: number;
  /**
   * Every run and logged model in the archive.
   */
  runs: ImportedRun[];
  /**
   * Members of the archive beside the list.
   */
  files: number;
  /**
   * Bytes of the members beside the list.
   */
  size: number;
  /**
   * sha256:… of the archive's list.
   */
  digest: string;
  revision: number;
  head: string | null;
  applied: boolean;
}
/**
 * What became of a version of the archive.
 */
export interface ImportItem {
  /**
   * As in the archive.
   */
  ref: string;
  /**
   * identical: it was here already; skipped: another of that version is.
   */
  outcome: 'imported' | 'renamed' | 'identical' | 'skipped';
  /**
   * Its reference here; null where it was not taken in.
   */
  imported_as: string | null;
  /**
   * The version here that is identical, or in the way.
   */
  existing: string | null;
  number: number | null;
  stage: string;
  aliases: string[];
  /**
   * Stages and aliases that it had and did not get: another version has them here, or the stage has gates.
   */
  withheld: string[];
  size: number;
}
/**
 * What became of a run, or a logged model, of the archive.
 */
export interface ImportedRun {
  id: string;
  /**
   * here: a run of this id is here, and stays as it is.
   */
  outcome: 'imported' | 'here';
}
/**
 * `mreg info <model>`
 */
export interface InfoModelResult {
  ref: string;
  type: string;
  model: string;
  /**
   * What the model is called elsewhere.
   */
  display_name: string | null;
  version_count: number;
  latest: string | null;
  /**
   * The version that each stage's pointer shows.
   */
  stages: {
    [k: string]: string;
  };
  aliases: {
    [k: string]: string;
  };
  /**
   * Bytes of all versions.
   */
  size: number;
  description: string | null;
  /**
   * Tags of the model itself.
   */
  tags: {
    [k: string]: string;
  };
  created_at: string;
  /**
   * When it, or one of its versions, last changed.
   */
  updated_at: string;
  versions: VersionView[];
}
/**
 * `mreg info <version>`
 */
export interface InfoVersionResult {
  ref: string;
  type: string;
  model: string;
  version: string;
  number: number;
  stage: string;
  aliases: string[];
  /**
   * Relative to the registry.
   */
  directory: string;
  registered_at: string;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest: string;
  tags: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: number | string;
  };
  description: string | null;
  pinned: boolean;
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id: string | null;
  /**
   * Absolute directory.
   */
  path: string;
  /**
   * metadata.json as it is.
   */
  metadata: {};
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  } | null;
  /**
   * When it was registered, or its stage or its description last changed.
   */
  updated_at: string;
}
/**
 * `mreg init`
 */
export interface InitResult {
  root: string;
  created: boolean;
  applied: boolean;
}
/**
 * `mreg lineage`
 */
export interface LineageResult {
  version?: VersionView;
  /**
   * The version asked for, or the versions that came from what was asked for.
   */
  roots: VersionView[];
  /**
   * References, the nearest first; of what is not in the registry as they were given.
   */
  ancestors: string[];
  descendants: string[];
  edges: {
    parent: string;
    child: string;
  }[];
  /**
   * Ancestors that are not in the registry, or in its trash.
   */
  missing: string[];
  /**
   * Versions that are said to descend from themselves.
   */
  cyclic: string[];
  /**
   * Run, data and commit of each version related, with --origins or where versions were asked for by them.
   */
  origins: VersionOrigin[];
  /**
   * Versions whose metadata.json is damaged, where it was asked for: their origin is not known.
   */
  unreadable: string[];
}
/**
 * Where a version came from, as its metadata says; null where it does not.
 */
export interface VersionOrigin {
  ref: string;
  run_id: string | null;
  data_version: string | null;
  commit: string | null;
}
/**
 * `mreg list <model>`
 */
export interface ListVersionsResult {
  versions: VersionView[];
  /**
   * references of versions that are not whole, as far as was looked: the directory of each, and metadata.json where --where asks for it
   */
  damaged?: string[];
  /**
   * Fields that were asked for and that no version has.
   */
  unknown_fields?: UnknownField[];
}
/**
 * `mreg list`
 */
export interface ListResult {
  models: ModelView[];
}
/**
 * `mreg metric log`
 */
export interface MetricLogResult {
  version: VersionView;
  /**
   * How many points were logged, all or none.
   */
  points: number;
  /**
   * Their number among what was logged for the version; null where nothing was.
   */
  batch: number | null;
  applied: boolean;
}
/**
 * `mreg metric show`
 */
export interface MetricShowResult {
  version: VersionView;
  /**
   * Each metric of the points shown, in the order of its name.
   */
  metrics: MetricSummary[];
  /**
   * In the order of their times; of one time in the order in which they were logged.
   */
  points: MetricPoint[];
}
export interface MetricSummary {
  metric: string;
  count: number;
  /**
   * The value with the highest time.
   */
  latest: number | string;
  /**
   * The time of that value.
   */
  at: string;
  /**
   * Of the values that are numbers; null where none is.
   */
  min: number | null;
  max: number | null;
  mean: number | null;
}
/**
 * Values that were measured together.
 */
export interface MetricPoint {
  /**
   * ISO 8601, UTC.
   */
  at: string;
  /**
   * The step of the training, where one was given.
   */
  step?: number;
  /**
   * By dotted name; a text for what no double holds exactly, and for NaN and the infinities.
   */
  metrics: {
    [k: string]: number | string;
  };
}
/**
 * `mreg mlflow exec`
 */
export interface MlflowExecResult {
  command: string[];
  /**
   * The exit status of the command.
   */
  status: number;
}
/**
 * `mreg mlflow pull`
 */
export interface MlflowPullResult {
  /**
   * The address of the server, or the folder.
   */
  from: string;
  /**
   * Every version of the models that were asked for.
   */
  versions: MlflowPullItem[];
  runs: {
    pulled: number;
    /**
     * They were here, and got something new.
     */
    changed: number;
    same: number;
  };
  /**
   * Files that came.
   */
  files: number;
  /**
   * Bytes of these files.
   */
  size: number;
  /**
   * What the server does not have: registry, logged models.
   */
  absent: string[];
  /**
   * What could not be taken over; everything else was.
   */
  failed: MlflowFailure[];
  revision: number;
  applied: boolean;
}
/**
 * What became of a version.
 */
export interface MlflowPullItem {
  /**
   * Its reference here.
   */
  ref: string;
  number: number;
  /**
   * changed: it was here, and its stage, aliases, tags or description are others now.
   */
  outcome: 'pulled' | 'changed' | 'same';
  stage: string;
  aliases: string[];
  /**
   * Labels that it has there and not here: a stage that has gates or does not exist here, an alias that is reserved.
   */
  withheld: string[];
  /**
   * Where its files are, if they could not be read; null where they came.
   */
  external: string | null;
  /**
   * Bytes; null in a dry run.
   */
  size: number | null;
}
/**
 * Something that could not be taken over.
 */
export interface MlflowFailure {
  what: string;
  code: string;
  message: string;
}
/**
 * `mreg mlflow push`
 */
export interface MlflowPushResult {
  /**
   * The address of the server.
   */
  to: string;
  versions: MlflowPushItem[];
  runs: {
    pushed: number;
    /**
     * They were there, and got something new.
     */
    changed: number;
    same: number;
  };
  /**
   * Files that went.
   */
  files: number;
  /**
   * Bytes of these files.
   */
  size: number;
  /**
   * What MLflow's interface cannot take over.
   */
  not_kept: MlflowLoss[];
  /**
   * What could not be pushed; everything else was.
   */
  failed: MlflowFailure[];
  applied: boolean;
}
/**
 * What became of a version.
 */
export interface MlflowPushItem {
  ref: string;
  /**
   * What its model is called there.
   */
  name: string;
  /**
   * Its number there.
   */
  number: number;
  outcome: 'pushed' | 'changed' | 'same';
}
/**
 * Something that the server cannot keep as such.
 */
export interface MlflowLoss {
  what: string;
  /**
   * Of how many versions or runs.
   */
  count: number;
  /**
   * The tag that keeps it there; null if nothing does.
   */
  tag: string | null;
}
/**
 * `mreg create`, `rename`, and `tag`, `untag` and `describe` of a model: the model as it is now.
 */
export interface ModelChangeResult {
  ref: string;
  type: string;
  model: string;
  /**
   * What the model is called elsewhere.
   */
  display_name: string | null;
  version_count: number;
  latest: string | null;
  /**
   * The version that each stage's pointer shows.
   */
  stages: {
    [k: string]: string;
  };
  aliases: {
    [k: string]: string;
  };
  /**
   * Bytes of all versions.
   */
  size: number;
  description: string | null;
  /**
   * Tags of the model itself.
   */
  tags: {
    [k: string]: string;
  };
  created_at: string;
  /**
   * When it, or one of its versions, last changed.
   */
  updated_at: string;
  revision: number;
  applied: boolean;
}
/**
 * `mreg path`: the version and where it lies; a fallback to local files has no version.
 */
export interface PathResult {
  ref?: string;
  type?: string;
  model?: string;
  version?: string;
  number?: number;
  stage?: string;
  aliases?: string[];
  /**
   * Relative to the registry.
   */
  directory?: string;
  registered_at?: string;
  /**
   * Bytes of all artifacts.
   */
  size?: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest?: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest?: string;
  tags?: {
    [k: string]: string;
  };
  metrics?: {
    [k: string]: number | string;
  };
  description?: string | null;
  pinned?: boolean;
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id?: string | null;
  /**
   * Absolute, or with --relative relative to the working directory.
   */
  path: string;
  /**
   * Whether the reference itself was found, or one of --fallback.
   */
  source: 'reference' | 'fallback';
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source?: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  } | null;
  /**
   * When it was registered, or its stage or its description last changed.
   */
  updated_at?: string;
}
/**
 * `mreg register`: the version, new or found.
 */
export interface RegisterResult {
  ref: string;
  type: string;
  model: string;
  version: string;
  number: number;
  stage: string;
  aliases: string[];
  /**
   * Relative to the registry.
   */
  directory: string;
  registered_at: string;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest: string;
  tags: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: number | string;
  };
  description: string | null;
  pinned: boolean;
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id: string | null;
  /**
   * What the model is called elsewhere.
   */
  display_name: string | null;
  /**
   * False where --if-exists skip found the same files.
   */
  created: boolean;
  /**
   * References of earlier versions with the same files.
   */
  identical_to: string[];
  framework: {
    name: string;
    version?: string;
  } | null;
  artifacts: string[];
  file_count: number;
  /**
   * What is worth to be known of the files: what was left out, what may be secret, pointers of Git LFS.
   */
  notes: string[];
  displaced: VersionView[];
  /**
   * What the files of --metrics hold that is no number, by dotted name; it is kept in evaluation_results.
   */
  not_metrics: string[];
  duration_ms: number;
  revision: number;
  applied: boolean;
  /**
   * With --move, once it is done.
   */
  moved?: {
    /**
     * Paths in the source that could not be removed, or that hold another file now.
     */
    left: string[];
    /**
     * How many processes could not be asked whether they have the files open; null where none can be.
     */
    unseen_processes: number | null;
  };
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  } | null;
  /**
   * When it was registered, or its stage or its description last changed.
   */
  updated_at: string;
}
/**
 * `mreg report`
 */
export interface ReportResult {
  /**
   * The absolute path of the page; null where it was not written to a file.
   */
  file: string | null;
  /**
   * The page, where it was not written to a file.
   */
  html?: string;
  /**
   * Bytes of the page.
   */
  size: number;
  title: string;
  generated_at: string;
  revision: number;
  /**
   * How many models there are.
   */
  models: number;
  versions: ReportExtent;
  entries: ReportExtent;
}
/**
 * How many are on the page, and how many there are.
 */
export interface ReportExtent {
  shown: number;
  total: number;
}
/**
 * `mreg rpc`
 */
export interface RpcResult {
  root: string;
  /**
   * How many calls were answered.
   */
  calls: number;
}
/**
 * `mreg run artifacts`
 */
export interface RunArtifactsResult {
  run: string;
  /**
   * Where they lie, absolute.
   */
  directory: string;
  files: FileView[];
}
/**
 * `mreg run compare`
 */
export interface RunCompareResult {
  runs: RunView[];
  /**
   * The latest values.
   */
  metrics: ComparedMetric[];
  /**
   * Those that are not the same in all runs.
   */
  params: {
    name: string;
    values: (string | null)[];
  }[];
}
/**
 * What one training did.
 */
export interface RunView {
  id: string;
  /**
   * The id of its experiment.
   */
  experiment: string;
  name: string;
  status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
  user: string | null;
  started_at: string;
  ended_at: string | null;
  /**
   * Null unless it, or its experiment, is deleted.
   */
  deleted_at: string | null;
  params: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: RunMetric;
  };
  tags: {
    [k: string]: string;
  };
  inputs: {
    datasets: RunDataset[];
    models: {
      model_id: string;
    }[];
  };
  /**
   * Models that it logged.
   */
  outputs: {
    model_id: string;
    step: number;
  }[];
  /**
   * How many files it has.
   */
  artifacts: number;
  /**
   * How many batches its journal has.
   */
  batches: number;
}
export interface RunMetric {
  /**
   * The latest value: that with the highest step, then the highest timestamp, then the highest value.
   */
  value: number | string;
  step: number;
  /**
   * Milliseconds of the epoch.
   */
  timestamp: number;
  /**
   * Of the values that are numbers; null if none is.
   */
  min: number | null;
  max: number | null;
  /**
   * The first step that has the lowest value.
   */
  min_step: number | null;
  /**
   * The first step that has the highest value.
   */
  max_step: number | null;
}
export interface RunDataset {
  name: string;
  digest: string;
  source_type?: string;
  source?: string;
  schema?: string;
  profile?: string;
  tags: {
    [k: string]: string;
  };
}
/**
 * `mreg run info`, `create`, `log`, `end`, `delete` and `restore`
 */
export interface RunInfoResult {
  run: RunView;
  /**
   * Points of each metric in the order of their steps, thinned so that the extremes stay; of `mreg run info`.
   */
  curves?: {
    [k: string]: CurvePoint[];
  };
}
export interface CurvePoint {
  step: number;
  timestamp: number;
  value: number | string;
}
/**
 * `mreg run list`
 */
export interface RunListResult {
  runs: RunView[];
  /**
   * How many there are without a limit.
   */
  total: number;
  /**
   * The offset of the next page; null at the end.
   */
  next: number | null;
  /**
   * Runs that cannot be read; without an id all of an experiment.
   */
  unreadable: {
    id: string | null;
    /**
     * The id of the experiment.
     */
    experiment: string;
    problem: string;
  }[];
  /**
   * Fields that were asked for and that no run has.
   */
  unknown_fields: UnknownField[];
}
/**
 * `mreg schema`
 */
export interface SchemaResult {
  name?: string;
  schema?: {};
  names: string[];
}
/**
 * `mreg search`
 */
export interface SearchResult {
  versions: VersionView[];
  /**
   * Versions whose metadata.json is damaged, where it was asked for: what it holds counts as missing.
   */
  unreadable: string[];
  /**
   * Fields that were asked for and that no version has.
   */
  unknown_fields: UnknownField[];
}
/**
 * `mreg server`
 */
export interface ServerResult {
  /**
   * Where the server was reached.
   */
  address: string;
  root: string;
}
/**
 * `mreg transition`, `promote`, `archive`, `rollback`
 */
export interface TransitionResult {
  version: VersionView;
  from: string;
  to: string;
  displaced: VersionView[];
  gates: GateReport[];
  /**
   * Every version that was asked for, the first being the one above.
   */
  moves: {
    version: VersionView;
    from: string;
    to: string;
  }[];
  /**
   * Of a rollback: the versions that held the stage since the one that it goes back to, and why it does not go to them.
   */
  passed?: {
    version: string;
    because: string;
  }[];
  revision: number;
  applied: boolean;
}
/**
 * `mreg validate`
 */
export interface ValidateResult {
  file: string;
  valid: boolean;
  faults: {
    pointer: string;
    expected: string;
  }[];
  warnings: string[];
}
/**
 * `mreg verify`: what was read, and what of it is damaged.
 */
export interface VerifyResult {
  /**
   * Versions, live and deleted.
   */
  checked: number;
  /**
   * Files of these versions, and artifacts of runs.
   */
  files: number;
  /**
   * Bytes of these versions' artifacts.
   */
  size: number;
  /**
   * Only sizes were compared; no artifact was read.
   */
  quick: boolean;
  damaged: Damage[];
  /**
   * Files that interpreters and desktops leave in a directory they use, such as __pycache__; with --strict they are damage.
   */
  notes: Damage[];
  /**
   * Versions whose files are not in the registry: nothing but their metadata was read.
   */
  external: ElsewhereVersion[];
  /**
   * The newest entry of the log.
   */
  revision: number;
  /**
   * SHA-256 of that entry: remember it elsewhere, for --expect-head. Null for a registry without changes.
   */
  head: string | null;
}
export interface Damage {
  kind:
    | 'version-missing'
    | 'version-linked'
    | 'directory-replaced'
    | 'metadata-missing'
    | 'metadata-altered'
    | 'metadata-swapped'
    | 'file-missing'
    | 'file-size'
    | 'file-altered'
    | 'file-swapped'
    | 'file-linked'
    | 'file-special'
    | 'file-unreadable'
    | 'file-stray'
    | 'file-cache'
    | 'files-altered'
    | 'series-missing'
    | 'series-altered'
    | 'series-stray'
    | 'run-missing'
    | 'run-altered'
    | 'run-stray'
    | 'artifact-missing'
    | 'artifact-altered'
    | 'entry-missing'
    | 'entry-unreadable'
    | 'entry-altered'
    | 'block-altered'
    | 'log-stray'
    | 'manifest-torn'
    | 'manifest-altered'
    | 'pointer-dangling'
    | 'head-unknown';
  /**
   * The version, or the id of the run; null where the registry itself is damaged.
   */
  ref: string | null;
  /**
   * A file or a directory, relative to the registry.
   */
  file: string;
  problem: string;
}
export interface ElsewhereVersion {
  ref: string;
  /**
   * Where its files are.
   */
  source: string;
}
/**
 * `mreg tag`, `untag`, `describe`, `pin`, `unpin`, `alias set`, `alias rm`, `restore`: the version as it is now.
 */
export interface VersionChangeResult {
  ref: string;
  type: string;
  model: string;
  version: string;
  number: number;
  stage: string;
  aliases: string[];
  /**
   * Relative to the registry.
   */
  directory: string;
  registered_at: string;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  /**
   * sha256:… over the list of artifacts: equal where all files are.
   */
  digest: string;
  /**
   * sha256:… of metadata.json; covers every byte of the version.
   */
  metadata_digest: string;
  tags: {
    [k: string]: string;
  };
  metrics: {
    [k: string]: number | string;
  };
  description: string | null;
  pinned: boolean;
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id: string | null;
  revision: number;
  applied: boolean;
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  } | null;
  /**
   * When it was registered, or its stage or its description last changed.
   */
  updated_at: string;
}
