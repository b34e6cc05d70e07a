export { ERROR_CODES, type ErrorCode, MregError } from './errors.ts';
export type * from './generated/output.ts';
export type { AdoptRequest } from './operations/adopt.ts';
export type { CleanupRequest } from './operations/cleanup.ts';
export type { BestRequest, CompareRequest } from './operations/compare.ts';
export type { DeleteRequest, RestoreRequest } from './operations/delete.ts';
export type { ExportRequest } from './operations/export.ts';
export type { GcRequest } from './operations/gc.ts';
export type { HistoryRequest } from './operations/history.ts';
export type { ImportRequest } from './operations/import.ts';
export type {
  AliasRemovalRequest,
  AliasRequest,
  DescriptionRequest,
  PinRequest,
  TagRequest,
} from './operations/label.ts';
export type { LineageRequest } from './operations/lineage.ts';
export type { MetricLogRequest, MetricShowRequest } from './operations/metric.ts';
export type { ListModelsRequest, ListVersionsRequest, PathRequest } from './operations/read.ts';
export type { RegisterRequest } from './operations/register.ts';
export type { ReportRequest } from './operations/report.ts';
export type { SearchRequest } from './operations/search.ts';
export type {
  ArchiveRequest,
  PromoteRequest,
  RollbackRequest,
  TransitionRequest,
} from './operations/stage.ts';
export { Registry, type RegistryOptions, type ReportAnswer, type Work } from './registry.ts';
