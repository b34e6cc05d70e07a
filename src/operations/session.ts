import type { Policy } from '../core/decide/policy.ts';
import { parseReference } from '../core/names/reference.ts';
import type { Lookup } from '../core/state/resolve.ts';
import { EMPTY_STATE, type State } from '../core/state/state.ts';
import { MregError } from '../errors.ts';
import type { Author } from '../store/author.ts';
import { readState } from '../store/journal/log.ts';
import { readStateNear, type Wanted } from '../store/journal/near.ts';
import type { Layout } from '../store/layout.ts';

/** What every operation on a registry knows of its surroundings. */
export interface Session {
  readonly layout: Layout;
  readonly policy: Policy;
  readonly by: Author;
  readonly now: () => Date;
  /** A directory outside the registry where what was read of it may be kept; undefined for none. */
  readonly cache?: string | undefined;
}

/** The state of a registry that must exist.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function requireState({ layout }: Session): Promise<State> {
  const state = await readState(layout);
  if (state) return state;
  throw noRegistry(layout);
}

/** The failure of a command that needs a registry where there is none. */
export function noRegistry({ root }: Layout): MregError {
  return new MregError('MREG_NOT_FOUND', `no registry at ${root}`, {
    hint: 'mreg init makes one, as does the first mreg register; mreg adopt takes in a tree made by hand',
    details: { root },
  });
}

/** Where references are looked up. */
export async function lookUp(session: Session): Promise<Lookup> {
  return { state: await requireState(session), stages: session.policy.stages };
}

/** Where a reference to a version is looked up: the whole state, or enough of it to find the model.
 * @throws MREG_INVALID, MREG_NOT_FOUND, MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function lookUpNear(session: Session, ref: string): Promise<Lookup> {
  const state = await readStateNear(session.layout, parseReference(ref));
  return state ? { state, stages: session.policy.stages } : lookUp(session);
}

/** The state to begin with where the registry may not exist yet. Where it rests on one model only, the others need not
 * be read if that one exists. */
export async function stateOrEmpty({ layout }: Session, only?: Wanted): Promise<State> {
  const near = only && (await readStateNear(layout, only));
  return near ?? (await readState(layout)) ?? EMPTY_STATE;
}
