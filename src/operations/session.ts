import type { Policy } from '../core/decide/policy.ts';
import type { Reference } from '../core/names/reference.ts';
import { namedOtherwise } from '../core/state/references/other-names.ts';
import { type Lookup, mayBeDirectory } from '../core/state/references/resolve.ts';
import { EMPTY_STATE, type State } from '../core/state/state.ts';
import { MregError } from '../errors.ts';
import type { Author } from '../store/author.ts';
import { catchUp, checkHead } from '../store/journal/log.ts';
import type { Layout } from '../store/layout.ts';
import { readState, type Wanted } from '../store/state/read-state.ts';

/** The surroundings of every operation on a registry. */
export interface Session {
  readonly layout: Layout;
  readonly policy: Policy;
  readonly by: Author;
  readonly now: () => Date;
  /** Whether a registry may be made where there is none. */
  readonly create: boolean;
  /** A directory outside the registry for cached reads; undefined for no cache. */
  readonly cache?: string | undefined;
  /** Bytes that fetched versions may have together in the cache; undefined for any number. */
  readonly cacheSize?: number | undefined;
  /** The state that a long-lived process keeps; undefined for a process that reads the registry for each operation. */
  readonly memory?: Memory | undefined;
}

/** The newest state that this process has seen, and the last of its pending changes. */
export interface Memory {
  state?: State | undefined;
  /** Whether there was a registry at any time. */
  seen?: true | undefined;
  last?: Promise<unknown> | undefined;
  /** The state that waits to be published. */
  unpublished?: State | undefined;
  /** The publishing that goes on, or waits. */
  publishing?: Promise<void> | undefined;
}

/** The newest state: read from the registry, or continued from the state in memory; undefined if there is no registry.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function newestState({ layout, memory }: Session, wanted?: Wanted): Promise<State | undefined> {
  if (!memory) return readState(layout, wanted);
  const known = memory.state;
  const state = (known && (await follow(layout, known))) ?? (await readState(layout));
  if (state === undefined || state.revision >= (memory.state?.revision ?? 0) || state.id !== memory.state?.id)
    memory.state = state;
  if (state) memory.seen = true;
  return state;
}

/** The known state with the newer entries; undefined if the log does not continue it, since another registry has taken the place. */
async function follow(layout: Layout, known: State): Promise<State | undefined> {
  try {
    await checkHead(layout, known);
    return await catchUp(layout, known);
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_DAMAGED') return undefined;
    throw error;
  }
}

/** The state of a registry that must exist.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function requireState(session: Session, wanted?: Wanted): Promise<State> {
  const state = await newestState(session, wanted);
  if (state) return state;
  throw noRegistry(session.layout);
}

/** The error for a root without a registry. */
export function noRegistry({ root }: Layout): MregError {
  return new MregError('MREG_NOT_FOUND', `no registry at ${root}`, {
    hint: 'mreg init makes one, as does the first mreg register; mreg adopt takes in a tree made by hand',
    details: { root },
  });
}

/** The state and the stages in which references are resolved. */
export async function lookUp(session: Session): Promise<Lookup> {
  return { state: await requireState(session), stages: session.policy.stages };
}

/** As `lookUp`, for one reference: only the model that it names is read.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function lookUpOne(session: Session, reference: Reference): Promise<Lookup> {
  const state = await requireState(session, reference);
  const { stages } = session.policy;
  const other = namedOtherwise(state, reference);
  if (other) return { state: await requireState(session, other), stages };
  // It may be the directory of a version, which any model may have.
  if (mayBeDirectory(state, reference)) return lookUp(session);
  return { state, stages };
}

/** Whether there is a registry: a log or a manifest.
 * @throws MREG_IO */
export async function registryExists({ layout }: Session): Promise<boolean> {
  const { place, manifest, log } = layout;
  return (await place.exists(manifest)) || place.exists(log);
}

/** The state that a change begins with, if it may make the registry.
 * @throws MREG_NOT_FOUND where there is none and none may be made */
export async function stateOrEmpty(session: Session, wanted?: Wanted, mustExist = false): Promise<State> {
  const { layout, create, memory } = session;
  const state = await newestState(session, wanted);
  if (state) return state;
  if (memory?.seen) throw gone(layout);
  if (create && !mustExist) return EMPTY_STATE;
  throw noneToBeMade(layout.root);
}

/** A disk that is not mounted, more often than a registry that somebody wants anew: what was written now would be hidden once it is
 * back, and the numbers of versions given twice. */
function gone({ root }: Layout): MregError {
  return new MregError('MREG_NOT_FOUND', `the registry at ${root} is gone: it was there before`, {
    hint: 'mount its disk again; to begin a new one, start this program again',
    details: { root },
  });
}

export function noneToBeMade(root: string): MregError {
  return new MregError('MREG_NOT_FOUND', `no registry at ${root}, and none is to be made`, {
    hint: `mreg init ${root} makes it; mreg config root says where the directory was named`,
    details: { root },
  });
}
