import type { Fault } from '../../core/integrity/fault.ts';
import { relativeTo } from '../../store/layout.ts';
import { reasonOf } from '../../store/place.ts';
import { checkRun } from '../../store/tracking/check-run.ts';
import { listRunPlaces } from '../../store/tracking/known-runs.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import type { Session } from '../session.ts';

/** Checks the runs and logged models of all experiments. A file that another command removed or replaced meanwhile is checked again.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function checkRuns(
  { layout }: Session,
  { quick }: { quick: boolean },
  work: Work = {},
): Promise<{ faults: Fault[]; files: number }> {
  const faults: Fault[] = [];
  let files = 0;
  const hasher = quick ? undefined : await layout.place.openHasher(work, 0);
  try {
    const places = await listRunPlaces(layout, ({ experiment }, error) => {
      const file = `${relativeTo(layout, layout.runs)}/${experiment}`;
      faults.push({ kind: 'run-altered', ref: null, file, problem: `cannot be read: ${reasonOf(error)}` });
    });
    for (const place of places) {
      stopIfInterrupted(work);
      let checked = await checkRun(layout, place, hasher?.hash);
      if (checked.faults.length > 0) checked = await checkRun(layout, place, hasher?.hash);
      faults.push(...checked.faults);
      files += checked.files;
    }
  } finally {
    await hasher?.close();
  }
  return { faults, files };
}
