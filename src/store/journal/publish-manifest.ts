import { manifestPieces } from '../../core/manifest/manifest.ts';
import { EMPTY_STATE, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { replace } from '../place/folder/durable.ts';
import { catchUp, withManifest } from './log.ts';

/** Publishes the newest fold: what the manifest says, and the entries that came after it; where there is none, those
 * that came after `known`. A change is committed before this: what fails here costs the next reader a few entries to fold, no more. */
export async function publishManifest(layout: Layout, known: State = EMPTY_STATE): Promise<void> {
  try {
    // Once more after it is done: another writer may have published a newer one that this one then replaced.
    for (let turn = 0; turn < 2; turn += 1) if (!(await bringUpToDate(layout, known))) return;
  } catch (error) {
    if (!(error instanceof MregError)) throw error;
    // What is damaged in the manifest must not be carried from one to the next.
    if (error.code === 'MREG_DAMAGED') await rebuildManifest(layout).catch(() => undefined);
  }
}

/** Publishes the manifest whatever there is, as the log has it now.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function rebuildManifest(layout: Layout): Promise<void> {
  await write(layout, await catchUp(layout, EMPTY_STATE));
}

/** Whether there was anything to do. */
function bringUpToDate(layout: Layout, known: State): Promise<boolean> {
  return withManifest(layout, async (published) => {
    const newest = await catchUp(layout, published ?? known);
    if (newest === published) return false;
    await write(layout, newest);
    return true;
  });
}

function write(layout: Layout, state: State): Promise<void> {
  return replace(layout.manifest, manifestPieces(state), layout.staging);
}
