import type { Policy } from '../core/decide/policy.ts';
import { parseReference } from '../core/names/reference.ts';
import type { Lookup } from '../core/state/resolve.ts';
import { EMPTY_STATE, type State } from '../core/state/state.ts';
import { MregError } from '../errors.ts';
import type { Author } from '../store/author.ts';
import { readState } from '../store/journal/log.ts';
import { readStateNear, type Wanted } from '../store/journal/near.ts';
import type { Layout } from '../store/layout.ts';
import { exists } from '../store/place/folder/look.ts';

/** What every operation on a registry knows of its surroundings. */
export interface Session {
  readonly layout: Layout;
  readonly policy: Policy;
  readonly by: Author;
  readonly now: () => Date;
  /** Whether a registry may be made where there is none. */
  readonly create: boolean;
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

/** Whether there is a registry: something of its log or its manifest.
 * @throws MREG_IO */
export function registryExists({ layout }: Session): boolean {
  return exists(layout.manifest) || exists(layout.log);
}

/** The state to begin with where the registry may not exist yet. Where it rests on one model only, the others need not
 * be read if that one exists.
 * @throws MREG_NOT_FOUND where there is none and none may be made */
export async function stateOrEmpty(
  { layout, create }: Session,
  only?: Wanted,
  mustExist = false,
): Promise<State> {
  const state = (only && (await readStateNear(layout, only))) ?? (await readState(layout));
  if (state) return state;
  if (create && !mustExist) return EMPTY_STATE;
  throw new MregError('MREG_NOT_FOUND', `no registry at ${layout.root}, and none is to be made`, {
    hint: `mreg init ${layout.root} makes it; mreg config root says where the directory was named`,
    details: { root: layout.root },
  });
}
