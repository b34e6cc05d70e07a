import { MregError } from '../../errors.ts';
import type { MlflowClient } from '../../mlflow/client/http.ts';
import type { MlflowPlace, RemoteRun } from '../../mlflow/place.ts';
import type { Work } from '../../work.ts';
import type { Session } from '../session.ts';
import type { Bytes, Failure } from './pulling.ts';

export interface PushRequest {
  /** The address of an MLflow server. */
  readonly to: string;
  /** Models of this registry (default: everything, including runs without a model). */
  readonly models?: readonly string[] | undefined;
  /** Whether runs go too (default: true). A version without its run gets one that holds its files. */
  readonly runs?: boolean | undefined;
  /** Where credentials are looked for. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What every part of a push knows. */
export interface Pushing {
  readonly session: Session;
  readonly client: MlflowClient;
  readonly place: MlflowPlace;
  readonly work: Work;
  readonly bytes: Bytes;
  readonly failed: Failure[];
  /** Runs there, by their ids here. */
  readonly runs: Map<string, RemoteRun>;
  /** The id there of an experiment, which is made if there is none of the name. */
  experiment(name: string, tags: Readonly<Record<string, string>>): Promise<string>;
  /** Notes that MLflow cannot keep something of a version or a run. */
  lose(what: string, of: string, tag?: string): void;
}

/** Tags of ours there. What MLflow's interface cannot set is kept in them. */
export const KEPT = {
  version: 'mreg.version',
  digest: 'mreg.digest',
  number: 'mreg.number',
  stage: 'mreg.stage',
  aliases: 'mreg.aliases',
  registered_at: 'mreg.registered_at',
  source: 'mreg.source',
  pinned: 'mreg.pinned',
  run: 'mreg.run_id',
  type: 'mreg.type',
  created_at: 'mreg.created_at',
} as const;

/** Makes what must not be there twice. If the answer was lost, it is looked for before it is made again.
 * @throws what `make` throws */
export async function makeOnce<T>(find: () => Promise<T | undefined>, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_IO')) throw error;
    return (await find()) ?? make();
  }
}

/** Tags in the form of MLflow's interface. */
export function tagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
