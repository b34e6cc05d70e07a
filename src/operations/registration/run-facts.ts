import type { JsonObject, JsonValue } from '../../core/json/index.ts';
import { sourceOfRun } from '../../core/metadata/origin.ts';
import type { RunDigest } from '../../core/tracking/digest.ts';
import { tagsOf } from '../../core/tracking/view.ts';

/** The facts of a run that describe its model. */
export interface TrainingFacts {
  /** When the training ended, or began if it has not ended. */
  readonly trainedAt: string;
  /** The first data set, as `name:digest`. */
  readonly data: string | undefined;
  /** The latest value of each metric. */
  readonly metrics: Readonly<Record<string, number | string>>;
  readonly params: JsonObject;
  /** The git commit of the run's code, as metadata has it. */
  readonly source: JsonObject | undefined;
}

/** Metrics, params, data and time of a run. `read` makes a param's text a value. */
export function trainingFacts(digest: RunDigest, read: (text: string) => JsonValue): TrainingFacts {
  const [data] = Object.values(digest.datasets);
  const metrics = Object.entries(digest.metrics).map(([key, { latest }]) => [key, latest[2]] as const);
  const params = Object.entries(digest.params).map(([key, text]) => [key, read(text)] as const);
  return {
    trainedAt: digest.ended_at ?? digest.started_at ?? digest.created?.started_at ?? digest.at,
    data: data && `${data.name}:${data.digest}`,
    metrics: Object.fromEntries(metrics),
    params: Object.fromEntries(params),
    source: sourceOfRun(tagsOf(digest)),
  };
}
