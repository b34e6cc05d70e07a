import type { DatasetRecord } from '../../core/tracking/batch.ts';
import type { PointInput } from '../../core/tracking/decide-run.ts';
import type { Order } from '../../core/tracking/order.ts';
import {
  bytes,
  callable,
  count,
  either,
  flag,
  listOf,
  number,
  objectOf,
  oneOf,
  optional,
  type Rule,
  type Shape,
  text,
  texts,
  textsByName,
  whole,
} from '../../core/values/shape.ts';
import type * as artifact from './artifacts.ts';
import type { RunCompareRequest } from './compare-runs.ts';
import type * as experiment from './experiments.ts';
import type * as model from './logged-models.ts';
import type { CurvesRequest, MetricHistoryRequest } from './metrics.ts';
import type * as run from './runs.ts';
import type { RunSearchRequest } from './search-runs.ts';

/** The requests of the methods for experiments, runs and logged models. */
export interface TrackingRequests {
  readonly createExperiment: experiment.ExperimentCreation;
  readonly experiments: experiment.ExperimentListRequest;
  readonly experiment: experiment.ExperimentRequest;
  readonly renameExperiment: experiment.ExperimentRenaming;
  readonly deleteExperiment: experiment.ExperimentDeletion;
  readonly restoreExperiment: experiment.ExperimentDeletion;
  readonly setExperimentTags: experiment.ExperimentTagging;
  readonly createRun: run.RunCreation;
  readonly updateRun: run.RunUpdate;
  readonly logBatch: run.BatchRequest;
  readonly deleteRunTags: run.RunTagRemoval;
  readonly logInputs: run.InputsRequest;
  readonly logOutputs: run.OutputsRequest;
  readonly searchRuns: RunSearchRequest;
  readonly compareRuns: RunCompareRequest;
  readonly metricHistory: MetricHistoryRequest;
  readonly metricCurves: CurvesRequest;
  readonly artifacts: artifact.ArtifactsRequest;
  readonly artifactFiles: artifact.ArtifactsRequest;
  readonly readArtifact: artifact.ArtifactReading;
  readonly writeArtifact: artifact.ArtifactWriting;
  readonly logArtifacts: artifact.ArtifactLogging;
  readonly deleteArtifacts: artifact.ArtifactDeletion;
  readonly artifactDirectory: artifact.ArtifactsRequest;
  readonly createLoggedModel: model.LoggedModelCreation;
  readonly finalizeLoggedModel: model.LoggedModelStatus;
  readonly setLoggedModelTags: model.LoggedModelTags;
  readonly deleteLoggedModelTag: model.LoggedModelTagRemoval;
  readonly logLoggedModelParams: model.LoggedModelParams;
  readonly searchLoggedModels: model.LoggedModelSearch;
}

const aText = optional(text);
const someTexts = optional(texts);
const aCount = optional(count);
const aTime: Rule = { expected: 'milliseconds of the epoch', holds: number.holds };
const view = optional(oneOf('active', 'deleted', 'all'));
const CHANGE = { reason: aText, dryRun: optional(flag) };
const PAGE = { limit: aCount, offset: aCount };
const order = optional(listOf(objectOf<Order<unknown>>({ key: callable, descending: optional(flag) })));
const SEARCH = { experiments: someTexts, view, where: optional(callable), order, ...PAGE };
const point = objectOf<PointInput>({
  key: text,
  value: either(number, text),
  timestamp: aTime,
  step: optional(whole),
  model_id: aText,
  dataset_name: aText,
  dataset_digest: aText,
  run_id: aText,
});
const dataset = objectOf<DatasetRecord>({
  name: text,
  digest: text,
  source_type: aText,
  source: aText,
  schema: aText,
  profile: aText,
  tags: optional(textsByName),
});
const inputs = listOf(objectOf<{ model_id: string }>({ model_id: text }));
const outputs = listOf(
  objectOf<run.OutputsRequest['models'][number]>({ model_id: text, step: optional(whole) }),
);

export const TRACKING_SHAPES: {
  readonly [Method in keyof TrackingRequests]: Shape<TrackingRequests[Method]>;
} = {
  createExperiment: { name: text, tags: optional(textsByName), ...CHANGE },
  experiments: { view },
  experiment: { ref: aText, id: aText, name: aText },
  renameExperiment: { id: text, name: text, ...CHANGE },
  deleteExperiment: { id: text, ...CHANGE },
  restoreExperiment: { id: text, ...CHANGE },
  setExperimentTags: { id: text, set: optional(textsByName), remove: someTexts, ...CHANGE },
  createRun: {
    experiment: aText,
    id: aText,
    name: aText,
    user: aText,
    startTime: optional(aTime),
    tags: optional(textsByName),
    params: optional(textsByName),
    status: aText,
  },
  updateRun: { id: text, status: aText, endTime: optional(aTime), startTime: optional(aTime), name: aText },
  logBatch: {
    id: text,
    points: optional(listOf(point)),
    params: optional(textsByName),
    tags: optional(textsByName),
  },
  deleteRunTags: { id: text, keys: texts },
  logInputs: { id: text, datasets: optional(listOf(dataset)), models: optional(inputs) },
  logOutputs: { id: text, models: outputs },
  searchRuns: { condition: aText, sort: aText, ...SEARCH },
  compareRuns: { runs: texts, metrics: someTexts },
  metricHistory: { id: text, keys: someTexts, sinceStep: optional(number), limit: aCount, after: aText },
  metricCurves: { id: text, keys: someTexts, points: aCount },
  artifacts: { owner: text, path: aText },
  artifactFiles: { owner: text, path: aText },
  readArtifact: { owner: text, path: text, range: optional(objectOf({ start: aCount, end: aCount })) },
  writeArtifact: { owner: text, path: text, from: bytes, size: aCount },
  logArtifacts: { owner: text, source: text, path: aText },
  deleteArtifacts: { owner: text, path: text },
  artifactDirectory: { owner: text, path: aText },
  createLoggedModel: {
    experiment: aText,
    id: aText,
    name: aText,
    source_run_id: aText,
    model_type: aText,
    params: optional(textsByName),
    tags: optional(textsByName),
    startTime: optional(aTime),
  },
  finalizeLoggedModel: { id: text, status: text },
  setLoggedModelTags: { id: text, tags: textsByName },
  deleteLoggedModelTag: { id: text, key: text },
  logLoggedModelParams: { id: text, params: textsByName },
  searchLoggedModels: SEARCH,
};
