import { compareRunsOf } from '../../core/tracking/compare.ts';
import { MregError } from '../../errors.ts';
import type { RunCompareResult, RunView } from '../../generated/output.ts';
import type { Session } from '../session.ts';
import { findRun } from './find-run.ts';

export interface RunCompareRequest {
  /** Ids, or the beginnings of ids. */
  readonly runs: readonly string[];
  /** The metrics to compare (default: all). */
  readonly metrics?: readonly string[] | undefined;
}

/** @throws MREG_USAGE for fewer than two; MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_DAMAGED, MREG_IO */
export async function compareRuns(
  session: Session,
  { runs, metrics = [] }: RunCompareRequest,
): Promise<RunCompareResult> {
  if (runs.length < 2)
    throw new MregError('MREG_USAGE', 'two runs or more were expected', { hint: 'mreg run list' });
  const found: RunView[] = [];
  for (const run of runs) found.push(await findRun(session, run));
  return compareRunsOf(found, metrics, session.policy.metrics);
}
