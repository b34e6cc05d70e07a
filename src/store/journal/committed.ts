import { MregError } from '../../errors.ts';

/** What `work` gives, which comes after a change is on record. Where it fails, the error says so: who repeated the call would make
 * the change twice. */
export async function onRecord<T>(revision: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw committed(revision, error);
  }
}

/** Whether what failed may come to be all the same: it was asked of a store over a network, which gave no answer. */
export function mayArrive(error: unknown): boolean {
  return error instanceof MregError && error.details?.unanswered === true;
}

/** Whether a call failed of which nobody can tell whether it put its change on record. */
export function isDoubtful(error: unknown): boolean {
  return error instanceof MregError && error.details?.committed === null;
}

/** The error of a call of which nobody can tell whether it put its change on record. */
export function doubtful(revision: number, error: unknown): unknown {
  if (!(error instanceof MregError)) return error;
  return new MregError(
    error.code,
    `${error.message}; whether the change is on record as revision ${revision} cannot be read`,
    {
      hint: 'mreg history --limit 1 shows whether the change was made',
      details: { ...error.details, committed: null, revision },
      cause: error.cause ?? error,
    },
  );
}

/** The error of a call that failed after its change was on record. */
export function committed(revision: number, error: unknown): unknown {
  if (!(error instanceof MregError) || error.details?.committed !== undefined) return error;
  return new MregError(error.code, `${error.message}; the change is on record as revision ${revision}`, {
    hint: 'mreg history --limit 1 shows the change',
    details: { ...error.details, committed: true, revision },
    cause: error.cause ?? error,
  });
}
