export type { ArtifactFile, ArtifactItem } from './core/tracking/artifacts.ts';
export type { PointInput } from './core/tracking/decide-run.ts';
export type { Order } from './core/tracking/order.ts';
export type { LoggedModelView } from './core/tracking/view.ts';
export { ERROR_CODES, type ErrorCode, MregError } from './errors.ts';
export type * from './generated/output.ts';
export type { CleanupRequest } from './operations/lifecycle/cleanup.ts';
export type { DeleteRequest, RestoreRequest } from './operations/lifecycle/delete.ts';
export type { GcRequest } from './operations/lifecycle/gc.ts';
export type {
  AliasRemovalRequest,
  AliasRequest,
  DescriptionRequest,
  PinRequest,
  TagRequest,
} from './operations/lifecycle/label.ts';
export type {
  CreateModelRequest,
  DeleteModelRequest,
  RenameModelRequest,
} from './operations/lifecycle/model.ts';
export type {
  ArchiveRequest,
  PromoteRequest,
  RollbackRequest,
  TransitionRequest,
} from './operations/lifecycle/stage.ts';
export type { MetricLogRequest, MetricShowRequest } from './operations/metric.ts';
export type { BestRequest, CompareRequest } from './operations/reading/compare.ts';
export type { HistoryRequest } from './operations/reading/history.ts';
export type { LineageRequest } from './operations/reading/lineage.ts';
export type { ListModelsRequest, ListVersionsRequest, PathRequest } from './operations/reading/read.ts';
export type { ReportRequest } from './operations/reading/report.ts';
export type { SearchRequest } from './operations/reading/search.ts';
export type { AdoptRequest } from './operations/registration/adopt.ts';
export type { RegisterRequest } from './operations/registration/register-request.ts';
export type { RunRegistration } from './operations/registration/register-run.ts';
export type {
  ArtifactDeletion,
  ArtifactLogging,
  ArtifactReading,
  ArtifactsRequest,
  ArtifactWriting,
  OpenArtifact,
} from './operations/tracking/artifacts.ts';
export type { RunCompareRequest } from './operations/tracking/compare-runs.ts';
export type {
  ExperimentCreation,
  ExperimentDeletion,
  ExperimentListRequest,
  ExperimentRenaming,
  ExperimentRequest,
  ExperimentTagging,
  LifecycleView,
} from './operations/tracking/experiments.ts';
export type {
  LoggedModelCreation,
  LoggedModelList,
  LoggedModelParams,
  LoggedModelSearch,
  LoggedModelStatus,
  LoggedModelTagRemoval,
  LoggedModelTags,
} from './operations/tracking/logged-models.ts';
export type {
  CurvesRequest,
  MetricCurves,
  MetricHistory,
  MetricHistoryRequest,
} from './operations/tracking/metrics.ts';
export type {
  BatchRequest,
  InputsRequest,
  OutputsRequest,
  RunCreation,
  RunTagRemoval,
  RunUpdate,
} from './operations/tracking/runs.ts';
export type { Page, RunSearchRequest } from './operations/tracking/search-runs.ts';
export type { ExportRequest } from './operations/transport/export.ts';
export type { ExportSqlRequest } from './operations/transport/export-sql.ts';
export type { ImportRequest } from './operations/transport/importer.ts';
export { Registry, type RegistryOptions, type ReportAnswer, type Work } from './registry.ts';
