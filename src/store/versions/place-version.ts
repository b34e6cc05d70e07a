import { randomUUID } from 'node:crypto';
import { formatReference } from '../../core/names/reference.ts';
import { mayHaveBeenUsed } from '../../core/state/directories.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import { type Layout, versionDirectory } from '../layout.ts';
import type { Pending } from '../place.ts';
import { announce } from './announcement.ts';

/** A version's directory in its place, where nothing names it yet. */
export interface PlacedVersion {
  /** Relative to the root. */
  readonly directory: string;
  /** The directory's name, on its way to the disk: to be waited for before the version is put on record. */
  readonly pending: Pending;
  /** To be called once the version is on record. */
  endAnnouncement(): Promise<void>;
  /** Takes the directory back to where it came from. */
  withdraw(): Promise<void>;
}

/** Gives a staged version its directory. Another version of the same name may have come in the same second, and its leavings may
 * lie there too. A clock that was set back could make a name that was used before and is no longer on record: it gets a
 * random part.
 * @throws MREG_IO */
export async function placeVersion(
  layout: Layout,
  state: State,
  staged: string,
  { type, name, version }: { readonly type: string; readonly name: string; readonly version: string },
  stamp: string,
): Promise<PlacedVersion> {
  const used = mayHaveBeenUsed(getModel(state, type, name), stamp);
  for (const timestamp of [stamp, `${stamp}-${randomUUID().slice(0, 8)}`]) {
    const directory = versionDirectory(type, name, version, timestamp);
    if (timestamp === stamp && (used || state.discarded?.includes(directory))) continue;
    const place = layout.absolute(directory);
    const pending: Pending = [];
    const endAnnouncement = await announce(layout, { registry: state.id, directories: [directory] });
    try {
      if ((await layout.place.publish(staged, place, pending)) === 'exists') {
        await endAnnouncement();
        continue;
      }
    } catch (error) {
      if (await layout.place.exists(staged)) await endAnnouncement();
      throw error;
    }
    const withdraw = async () => {
      await layout.place.withdraw(place, staged);
      // Another version may have taken the place since.
      if (await layout.place.exists(staged)) await endAnnouncement();
    };
    return { directory, pending, endAnnouncement, withdraw };
  }
  throw new MregError(
    'MREG_IO',
    `cannot publish ${formatReference(type, name, version)}: its directory's name is taken twice over`,
  );
}
