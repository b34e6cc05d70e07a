import type { Limits } from '../core/archive/list.ts';
import type { Expected } from '../core/decide/expected.ts';
import type { TargetRequest } from '../core/decide/registration/target.ts';
import type { Evaluation } from '../core/metadata/evaluation.ts';
import { BUMPS } from '../core/names/bump.ts';
import type { MlflowSource } from '../core/state/model.ts';
import {
  checkArgument,
  checkShape,
  count,
  either,
  flag,
  jsonObject,
  listOf,
  nothing,
  object,
  objectOf,
  oneOf,
  optional,
  readable,
  reason,
  type Shape,
  tagFilter,
  text,
  texts,
  textsByName,
  writable,
} from '../core/values/shape.ts';
import type { InitRequest } from './init.ts';
import type { DoctorRequest } from './integrity/doctor.ts';
import type { VerifyRequest } from './integrity/verify.ts';
import type { ChangeOptions, ModelChangeOptions } from './lifecycle/change.ts';
import type { CleanupRequest } from './lifecycle/cleanup.ts';
import type { DeleteRequest, RestoreRequest } from './lifecycle/delete.ts';
import type { EditRequest } from './lifecycle/edit.ts';
import type { GcRequest } from './lifecycle/gc.ts';
import type * as label from './lifecycle/label.ts';
import type * as model from './lifecycle/model.ts';
import type * as stage from './lifecycle/stage.ts';
import type { MetricLogRequest, MetricShowRequest } from './metric.ts';
import type { PullRequest } from './mlflow/pulling.ts';
import type { PushRequest } from './mlflow/pushing.ts';
import type { CatalogueRequest } from './reading/catalogue.ts';
import type { BestRequest, CompareRequest } from './reading/compare.ts';
import type { HistoryRequest } from './reading/history.ts';
import type { LineageRequest } from './reading/lineage.ts';
import type * as read from './reading/read.ts';
import type { ReportRequest } from './reading/report.ts';
import type { SearchRequest } from './reading/search.ts';
import type { AdoptRequest } from './registration/adopt.ts';
import type { RegisterFromRequest } from './registration/register-from.ts';
import type { RegisterRequest } from './registration/register-request.ts';
import type { RunRegistration } from './registration/register-run.ts';
import { TRACKING_SHAPES, type TrackingRequests } from './tracking/requests.ts';
import type { CopyRequest } from './transport/copy.ts';
import type { ExportRequest } from './transport/export.ts';
import type { ExportSqlRequest } from './transport/export-sql.ts';
import type { ImportRequest } from './transport/importer.ts';

/** The request of each method of the library. */
interface Requests extends TrackingRequests {
  readonly init: InitRequest;
  readonly register: RegisterRequest;
  readonly registerFrom: RegisterFromRequest;
  readonly registerRun: RunRegistration;
  readonly adopt: AdoptRequest;
  readonly models: read.ListModelsRequest;
  readonly listVersions: read.ListVersionsRequest;
  readonly path: read.PathRequest;
  readonly catalogue: CatalogueRequest;
  readonly readVersionFile: { readonly ref: string; readonly path: string };
  readonly compare: CompareRequest;
  readonly best: BestRequest;
  readonly search: SearchRequest;
  readonly lineage: LineageRequest;
  readonly logMetrics: MetricLogRequest;
  readonly metrics: MetricShowRequest;
  readonly promote: stage.PromoteRequest;
  readonly transition: stage.TransitionRequest;
  readonly archive: stage.ArchiveRequest;
  readonly rollback: stage.RollbackRequest;
  readonly setAlias: label.AliasRequest;
  readonly removeAlias: label.AliasRemovalRequest;
  readonly createModel: model.CreateModelRequest;
  readonly renameModel: model.RenameModelRequest;
  readonly deleteModel: model.DeleteModelRequest;
  readonly tag: label.TagRequest;
  readonly describe: label.DescriptionRequest;
  readonly pin: label.PinRequest;
  readonly edit: EditRequest;
  readonly cleanup: CleanupRequest;
  readonly delete: DeleteRequest;
  readonly restore: RestoreRequest;
  readonly deleted: { readonly model?: string | undefined; readonly type?: string | undefined };
  readonly gc: GcRequest;
  readonly export: ExportRequest;
  readonly exportSql: ExportSqlRequest;
  readonly copy: CopyRequest;
  readonly import: ImportRequest;
  readonly pullMlflow: PullRequest;
  readonly pushMlflow: PushRequest;
  readonly verify: VerifyRequest;
  readonly doctor: DoctorRequest;
  readonly history: HistoryRequest;
  readonly report: ReportRequest;
}

const aText = optional(text);
const someTexts = optional(texts);
const aFlag = optional(flag);
const aCount = optional(count);
const anObject = optional(jsonObject);
const CHANGE: Shape<ChangeOptions> = { reason: aText, dryRun: aFlag };
const MODEL_CHANGE: Shape<ModelChangeOptions> = {
  ...CHANGE,
  onlyIf: optional(objectOf<Expected>({ model: text, revisions: listOf(count) })),
};
const MOVE = { keepExisting: aFlag, expect: aText, ...MODEL_CHANGE };
const VERSIONS: Shape<read.ListVersionsRequest> = {
  model: text,
  stage: aText,
  tags: optional(tagFilter),
  where: aText,
};
const REGISTRATION = {
  include: someTexts,
  exclude: someTexts,
  followLinks: aFlag,
  type: aText,
  name: aText,
  version: aText,
  bump: optional(oneOf(...BUMPS)),
  defaults: optional(objectOf<NonNullable<TargetRequest['defaults']>>({ type: aText, name: aText })),
  stage: aText,
  aliases: someTexts,
  parents: someTexts,
  metadata: anObject,
  metrics: anObject,
  evaluations: optional(listOf(objectOf<Evaluation>({ name: text, document: jsonObject, group: aText }))),
  parameters: anObject,
  config: aText,
  dataVersion: aText,
  ifExists: optional(oneOf('fail', 'skip')),
  foreignMetadata: optional(oneOf('refuse', 'keep')),
  mustExist: aFlag,
  calls: optional(
    objectOf<NonNullable<RegisterRequest['calls']>>({ metadata: aText, metrics: aText, parameters: aText }),
  ),
  env: optional(object),
  ...CHANGE,
};
const direction = optional(oneOf('min', 'max'));

/** The shape of each request. The table of methods in docs/library.md is generated from it. */
export const SHAPES: { readonly [Method in keyof Requests]: Shape<Requests[Method]> } = {
  ...TRACKING_SHAPES,
  init: { shared: aFlag, ...CHANGE },
  register: { source: either(text, texts), move: aFlag, ...REGISTRATION },
  registerFrom: {
    model: text,
    owner: aText,
    path: aText,
    copyOf: aText,
    source: optional(
      objectOf<MlflowSource>({ uri: text, external: aText, run_link: aText, model_id: aText }),
    ),
    runId: aText,
    version: aText,
    bump: optional(oneOf(...BUMPS)),
    tags: optional(textsByName),
    description: aText,
    ...CHANGE,
  },
  registerRun: { run: text, path: aText, ...REGISTRATION },
  adopt: {
    directory: aText,
    nameFrom: optional(oneOf('directory', 'metadata')),
    infer: aFlag,
    ...CHANGE,
  },
  models: { type: aText },
  listVersions: VERSIONS,
  catalogue: { type: aText },
  readVersionFile: { ref: text, path: text },
  path: { ref: text, fallback: optional(either(text, texts)), file: aText, cwd: aText },
  compare: { refs: texts, metrics: someTexts },
  best: { ...VERSIONS, metric: text, direction },
  search: { condition: aText, sort: aText, limit: aCount, type: aText },
  lineage: { ref: aText, parent: aText, origins: aFlag, runId: aText, dataVersion: aText, commit: aText },
  logMetrics: { ref: text, metrics: anObject, file: aText, at: aText, step: aCount, dryRun: aFlag },
  metrics: { ref: text, metrics: someTexts, since: aText, by: optional(oneOf('time', 'step')) },
  promote: {
    ref: text,
    to: aText,
    require: someTexts,
    betterThan: aText,
    metric: aText,
    direction,
    by: aText,
    override: optional(reason),
    ...MOVE,
  },
  transition: { ref: text, to: text, override: optional(reason), ...MOVE },
  archive: { refs: texts, ...CHANGE },
  rollback: { model: text, stage: aText, ...MOVE },
  setAlias: { ref: text, alias: text, ...MODEL_CHANGE },
  removeAlias: { model: text, alias: text, ...MODEL_CHANGE },
  createModel: {
    name: text,
    exact: aFlag,
    type: aText,
    description: aText,
    tags: optional(textsByName),
    created_at: aText,
    ...CHANGE,
  },
  renameModel: { model: text, to: text, exact: aFlag, ...MODEL_CHANGE },
  deleteModel: { model: text, force: aFlag, ...MODEL_CHANGE },
  tag: { ref: text, set: optional(textsByName), remove: someTexts, ...MODEL_CHANGE },
  describe: { ref: text, to: either(text, nothing), ...MODEL_CHANGE },
  pin: { ref: text, to: flag, ...MODEL_CHANGE },
  edit: {
    ref: text,
    description: optional(either(text, nothing)),
    set: optional(textsByName),
    remove: someTexts,
    pinned: aFlag,
    name: aText,
    ...MODEL_CHANGE,
  },
  cleanup: {
    model: aText,
    type: aText,
    keep: aCount,
    rollback: aCount,
    olderThan: aText,
    stage: aText,
    tags: optional(tagFilter),
    delete: aFlag,
    only: someTexts,
    ...CHANGE,
  },
  delete: { refs: texts, force: aFlag, ...MODEL_CHANGE },
  restore: { ref: text, ...MODEL_CHANGE },
  deleted: { model: aText, type: aText },
  gc: { olderThan: aText, only: someTexts, ...CHANGE },
  export: {
    refs: someTexts,
    all: aFlag,
    withHistory: aFlag,
    runs: aFlag,
    since: aCount,
    compress: optional(oneOf('gzip', 'zstd')),
    to: optional(either(text, writable)),
    dryRun: aFlag,
  },
  exportSql: { refs: someTexts, to: optional(either(text, writable)), dryRun: aFlag },
  copy: { refs: someTexts, to: text, onConflict: optional(oneOf('fail', 'skip', 'rename')), ...CHANGE },
  import: {
    from: either(text, readable),
    onConflict: optional(oneOf('fail', 'skip', 'rename')),
    limits: optional(
      objectOf<Partial<Limits>>({
        bytes: aCount,
        members: aCount,
        list: aCount,
        ratio: aCount,
        unpacked: aCount,
        idle: aCount,
      }),
    ),
    ...CHANGE,
  },
  pullMlflow: {
    from: text,
    models: someTexts,
    type: aText,
    runs: aFlag,
    versionTag: aText,
    env: optional(object),
    ...CHANGE,
  },
  pushMlflow: { to: text, models: someTexts, runs: aFlag, env: optional(object), dryRun: aFlag },
  verify: { ref: aText, expectHead: aText, quick: aFlag, strict: aFlag },
  doctor: { repair: aFlag, dryRun: aFlag, olderThan: aText },
  history: { ref: aText, at: aText, limit: aCount },
  report: { ref: aText, compare: someTexts, metrics: someTexts, since: aText, title: aText },
};

/** A request as a method takes it, before anything is read.
 * @throws MREG_INVALID for a member that is unknown or of another kind */
export function checked<Method extends keyof Requests, Request extends Requests[Method]>(
  method: Method,
  request: Request,
  // The compiler reports a member that the table does not have.
  ..._unknown: Exclude<keyof Request, keyof Requests[Method]> extends never ? [] : [never]
): Request {
  checkShape(method, SHAPES[method], request);
  return request;
}

/** An argument of a method that has to be text.
 * @throws MREG_INVALID */
export function checkedText(method: string, name: string, value: string): string {
  checkArgument(method, name, text, value);
  return value;
}
