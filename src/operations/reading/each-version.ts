import type { VersionView } from '../../generated/output.ts';
import { isAboutOne } from '../../store/place.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';

/** How many versions are read at once. */
const AT_ONCE = 64;

/** Calls `read` for each version, several at a time; undefined for a version that is damaged, or that this user may not read.
 * @throws MREG_INTERRUPTED */
export async function forEachVersion<T>(
  versions: readonly VersionView[],
  read: (version: VersionView) => Promise<T>,
  work: Work = {},
): Promise<(T | undefined)[]> {
  return inLanes(versions, AT_ONCE, (version) => {
    stopIfInterrupted(work);
    return unlessUnreadable(read(version));
  });
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isAboutOne(error)) return undefined;
    throw error;
  }
}
