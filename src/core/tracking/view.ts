import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import type { ModelMetric, RunDigest } from './digest.ts';

/** The tag that is a run's name, in MLflow's words: to set the one is to set the other. */
export const NAME_TAG = 'mlflow.runName';

/** What a run can be. */
export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;

/** What a logged model can be. */
export const MODEL_STATUSES = ['PENDING', 'READY', 'FAILED'] as const;

type ModelStatus = (typeof MODEL_STATUSES)[number];

/** A logged model, as MLflow 3 has them: what a run logged as one, before anybody registers it. */
export interface LoggedModelView {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: ModelStatus;
  readonly model_type: string | null;
  readonly source_run_id: string | null;
  readonly created_at: string;
  readonly changed_at: string;
  readonly deleted_at: string | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The latest value of each metric for each data set. */
  readonly metrics: readonly ModelMetric[];
  readonly artifacts: number;
}

/** Where a run or a logged model stands. */
export interface Placed {
  readonly id: string;
  /** The id of the experiment. */
  readonly experiment: string;
  /** Since when the experiment is deleted. */
  readonly goneSince?: string | undefined;
}

/** A run as every result shows it. */
export function viewRun({ id, experiment, goneSince }: Placed, digest: RunDigest): RunView {
  const { created } = digest;
  const metrics = Object.fromEntries(
    Object.entries(digest.metrics).map(([key, { latest, min, max, min_step, max_step }]) => [
      key,
      { value: latest[2], step: latest[0], timestamp: latest[1], min, max, min_step, max_step },
    ]),
  );
  const tags = tagsOf(digest);
  return {
    id,
    experiment,
    name: tags[NAME_TAG] ?? '',
    status: isOneOf(RUN_STATUSES, digest.status) ? digest.status : 'RUNNING',
    user: created?.user ?? null,
    started_at: digest.started_at ?? created?.started_at ?? digest.at,
    ended_at: digest.ended_at ?? null,
    deleted_at: digest.deleted_at ?? goneSince ?? null,
    params: { ...digest.params },
    metrics,
    tags,
    inputs: {
      datasets: Object.values(digest.datasets).map(({ tags: own = {}, ...dataset }) => ({
        ...(dataset as { name: string; digest: string }),
        tags: own,
      })),
      models: digest.inputs.map((model_id) => ({ model_id })),
    },
    outputs: Object.entries(digest.outputs).map(([model_id, step]) => ({ model_id, step })),
    artifacts: artifactCount(digest),
    batches: digest.batches,
  };
}

/** A logged model as every result shows it. */
export function viewLoggedModel({ id, experiment, goneSince }: Placed, digest: RunDigest): LoggedModelView {
  const { created } = digest;
  return {
    id,
    experiment,
    name: created?.name ?? '',
    status: isOneOf(MODEL_STATUSES, digest.status) ? digest.status : 'PENDING',
    model_type: created?.model_type ?? null,
    source_run_id: created?.source_run_id ?? null,
    created_at: created?.started_at ?? digest.at,
    changed_at: digest.at,
    deleted_at: digest.deleted_at ?? goneSince ?? null,
    params: { ...digest.params },
    tags: tagsOf(digest),
    metrics: Object.values(digest.measured),
    artifacts: artifactCount(digest),
  };
}

/** The status that a text names, in any case.
 * @throws MREG_INVALID */
export function parseStatus<Status extends string>(
  noun: 'run' | 'logged model',
  statuses: readonly Status[],
  text: string,
): Status {
  const status = text.toUpperCase();
  if (isOneOf(statuses, status)) return status;
  throw new MregError(
    'MREG_INVALID',
    `'${text}' is no status of a ${noun}, expected one of ${statuses.join(', ')}`,
  );
}

/** Whether a text is one of some words. */
function isOneOf<Word extends string>(words: readonly Word[], text: string | undefined): text is Word {
  return (words as readonly (string | undefined)[]).includes(text);
}

/** The tags that were not taken away; the name among them. */
export function tagsOf({ tags, created }: RunDigest): Record<string, string> {
  const kept = Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== null);
  const own = Object.fromEntries(kept);
  if (created?.kind === 'run') own[NAME_TAG] ??= created.name;
  return own;
}

function artifactCount({ artifacts }: RunDigest): number {
  return Object.values(artifacts).filter(({ removed }) => !removed).length;
}
