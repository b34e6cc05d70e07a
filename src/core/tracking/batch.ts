/**
 * What one call says of a run, or of a logged model: one line of its journal (docs/format.md, "Runs"). Lines are never
 * changed, so everything that can be said is said again rather than changed, and the fold decides what holds.
 */
import { isObject } from '../state/shapes.ts';

/** A metric's value: NaN and the infinities are texts, as JSON has no such numbers. */
export type MetricValue = number | 'NaN' | 'Infinity' | '-Infinity';

/** Values that were measured together. */
export interface RunPoint {
  /** Milliseconds of the epoch. */
  readonly timestamp: number;
  readonly step: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** The logged model that was measured. */
  readonly model_id?: string | undefined;
  readonly dataset_name?: string | undefined;
  readonly dataset_digest?: string | undefined;
  /** In the journal of a logged model: the run that measured it. */
  readonly run_id?: string | undefined;
}

/** A file of a run. */
interface ArtifactRecord {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Data that a run read. */
export interface DatasetRecord {
  readonly name: string;
  readonly digest: string;
  readonly source_type?: string | undefined;
  readonly source?: string | undefined;
  readonly schema?: string | undefined;
  readonly profile?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The facts in the first batch. */
export interface Creation {
  readonly kind: 'run' | 'model';
  readonly name: string;
  readonly user?: string | undefined;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** Of a logged model. */
  readonly model_type?: string | undefined;
  readonly source_run_id?: string | undefined;
}

/** All that a batch can say, applied in this order. */
export interface RunFacts {
  readonly created?: Creation | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Null takes a tag away. */
  readonly tags?: Readonly<Record<string, string | null>> | undefined;
  readonly points?: readonly RunPoint[] | undefined;
  readonly artifact?: ArtifactRecord | undefined;
  /** Paths of artifacts that are taken away. */
  readonly removed?: readonly string[] | undefined;
  readonly datasets?: readonly DatasetRecord[] | undefined;
  /** Ids of logged models that it read. */
  readonly inputs?: readonly string[] | undefined;
  /** Logged models that it made. */
  readonly outputs?: readonly { readonly model_id: string; readonly step: number }[] | undefined;
  readonly status?: string | undefined;
  /** ISO 8601, UTC. */
  readonly ended_at?: string | undefined;
  readonly started_at?: string | undefined;
  readonly deleted?: boolean | undefined;
  /** The last that is ever said: it is being removed, and nothing brings it back. */
  readonly purged?: true | undefined;
}

/** A batch of a run's journal. */
export interface RunBatch extends RunFacts {
  readonly batch: number;
  /** Random: by it a writer tells its own batch from another's. */
  readonly id: string;
  /** When it was written: ISO 8601, UTC. */
  readonly at: string;
}

/** A batch as its line. */
export function formatRunBatch(batch: RunBatch): string {
  return JSON.stringify(batch);
}

/** The batch of a line.
 * @throws SyntaxError for what is no such line, or has another number */
export function parseRunBatch(line: Buffer, number: number): RunBatch {
  const value: unknown = JSON.parse(line.toString('utf8'));
  if (isObject(value) && value.batch === number && typeof value.at === 'string' && hasShape(value))
    return value as unknown as RunBatch;
  throw new SyntaxError(`has something else in the place of batch ${number}`);
}

const OBJECTS = ['created', 'params', 'tags', 'artifact'];
const LISTS = ['points', 'removed', 'datasets', 'inputs', 'outputs'];

function hasShape(value: Readonly<Record<string, unknown>>): boolean {
  return (
    OBJECTS.every((member) => value[member] === undefined || isObject(value[member])) &&
    LISTS.every((member) => value[member] === undefined || Array.isArray(value[member])) &&
    ((value.points ?? []) as unknown[]).every((point) => isObject(point) && isObject(point.metrics))
  );
}
