import { EMPTY_STATE } from '../core/state/state.ts';
import type { InitResult } from '../generated/output.ts';
import { prepareLayout, startLog } from '../store/journal/commit.ts';
import { readState } from '../store/journal/log.ts';
import type { ChangeOptions } from './lifecycle/change.ts';
import type { Session } from './session.ts';

/** Makes an empty registry: its directories, and a log whose first entry says the format. */
export async function init(session: Session, options: ChangeOptions): Promise<InitResult> {
  const { layout, by, now } = session;
  const state = (await readState(layout)) ?? EMPTY_STATE;
  const created = state.revision === 0;
  if (created && !options.dryRun) {
    await prepareLayout(layout);
    await startLog(layout, { command: 'init', reason: options.reason ?? null, by, now });
  }
  return { root: layout.root, created, applied: created && !options.dryRun };
}
