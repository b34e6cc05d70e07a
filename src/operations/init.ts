import { EMPTY_STATE } from '../core/state/state.ts';
import type { InitResult } from '../generated/output.ts';
import { putGitAttributes } from '../store/git-attributes.ts';
import { prepareLayout, startLog } from '../store/journal/commit.ts';
import { notInBucket } from '../store/place.ts';
import { readState } from '../store/state/read-state.ts';
import type { ChangeOptions } from './lifecycle/change.ts';
import type { Session } from './session.ts';

export interface InitRequest extends ChangeOptions {
  /** Gives the group of the root directory access to the registry, and to all files that are made in it later. */
  readonly shared?: boolean | undefined;
}

/** Makes an empty registry: its directories, a .gitattributes file, and a log whose first entry names the format.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function init(session: Session, options: InitRequest): Promise<InitResult> {
  const { layout, by, now } = session;
  if (options.shared && !layout.place.renames)
    throw notInBucket('be opened to a group', "the bucket's policy says who may read and write it");
  const state = (await readState(layout)) ?? EMPTY_STATE;
  const created = state.revision === 0;
  if (options.shared && !options.dryRun) await layout.place.share(layout.root);
  if (!options.dryRun) {
    if (created) await layout.place.found();
    await prepareLayout(layout);
    // Before the log: if this fails, no registry has been made.
    await putGitAttributes(layout);
    if (created) await startLog(layout, { command: 'init', reason: options.reason ?? null, by, now });
  }
  return { root: layout.root, created, applied: (created || options.shared === true) && !options.dryRun };
}
