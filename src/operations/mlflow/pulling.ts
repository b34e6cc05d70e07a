import type { PulledModel } from '../../core/decide/pull.ts';
import { MregError } from '../../errors.ts';
import type { MlflowPullResult } from '../../generated/output.ts';
import type {
  MlflowPlace,
  RemoteLoggedModel,
  RemoteModel,
  RemoteRun,
  RemoteVersion,
} from '../../mlflow/place.ts';
import type { Work } from '../../work.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import type { Session } from '../session.ts';

export interface PullRequest extends ChangeOptions {
  /** The address of an MLflow server, or the path of a folder that MLflow wrote. */
  readonly from: string;
  /** Names of models there (default: everything, including runs without a model). */
  readonly models?: readonly string[] | undefined;
  /** The type here of models that are new. */
  readonly type?: string | undefined;
  /** Whether runs come too (default: true). */
  readonly runs?: boolean | undefined;
  /** The tag that holds the semantic version (default: mreg.version). */
  readonly versionTag?: string | undefined;
  /** Where credentials are looked for. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

export type Failure = MlflowPullResult['failed'][number];

/** A model there, and which of its versions are new. */
export interface Wanted {
  readonly there: RemoteModel;
  readonly plan: PulledModel<RemoteVersion>;
}

/** What every part of a pull knows. */
export interface Pulling {
  readonly session: Session;
  readonly place: MlflowPlace;
  readonly work: Work;
  /** Runs and logged models that are here now, by their ids, as they are there. */
  readonly runs: Map<string, RemoteRun>;
  readonly loggedModels: Map<string, RemoteLoggedModel>;
  /** The ids here of experiments, by their ids there. */
  readonly experiments: ReadonlyMap<string, () => Promise<string>>;
  readonly bytes: Bytes;
}

/** How many bytes came, and how many are known to come. */
export class Bytes {
  #done = 0;
  #total = 0;
  files = 0;
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  get done(): number {
    return this.#done;
  }

  expect(bytes: number): void {
    this.#total += bytes;
  }

  /** The pieces of a file as they come. */
  async *count(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.files += 1;
    for await (const piece of pieces) {
      this.#done += piece.length;
      this.#work.onProgress?.(this.#done, Math.max(this.#done, this.#total));
      yield piece;
    }
  }
}

/** What becomes of work that is broken off. */
export const RESUMABLE = 'what came so far is kept: run the command again';

/** What `work` gives; undefined if it failed for a reason that lies in this one thing, which is noted then.
 * @throws MREG_INTERRUPTED, MREG_BUG and whatever is no MregError */
export async function orFailed<T>(
  failed: Failure[],
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MregError) || error.code === 'MREG_INTERRUPTED') throw error;
    failed.push({ what, code: error.code, message: error.message });
    return undefined;
  }
}
