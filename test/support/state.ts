/** States made as the commands make them: decide, store, fold. All that is handed out is frozen. */
import { createHash } from 'node:crypto';
import type { Facts, Needs } from '../../src/core/decide/gate.ts';
import type { Policy } from '../../src/core/decide/policy.ts';
import { decideRegister, type VersionFacts } from '../../src/core/decide/registration/register.ts';
import { DEFAULT_STAGES, NO_STAGE } from '../../src/core/names/stage.ts';
import { parseVersion } from '../../src/core/names/version.ts';
import { fold } from '../../src/core/state/fold/fold.ts';
import { EMPTY_STATE, type State, type StoredEntry, splitKey } from '../../src/core/state/state.ts';
import { MregError } from '../../src/errors.ts';
import type { Change } from '../../src/generated/log-entry.ts';

export const POLICY: Policy = { stages: DEFAULT_STAGES, auto_archive: true };

/** What gates would look at; these states have none. */
export const FACTS: Facts = {
  now: new Date('2026-01-01T00:00:00Z'),
  metadataOf: () => ({}),
  samplesOf: () => new Map(),
};

/** A decision that needs nothing to be read. */
export function decided<Decision extends object>(decision: Decision | Needs): Decision {
  if ('needs' in decision) throw new Error('the decision needs what has not been read');
  return decision as Decision;
}

/** A command: what it decides in a state. */
export type Step = (state: State) => { readonly changes: Change[] };

/** The state after some commands, each with its own entry. */
export function stateAfter(...steps: readonly Step[]): State {
  return steps.reduce((state, step) => applied(state, step(state).changes), EMPTY_STATE);
}

/** The state with an entry of these changes. */
export function applied(state: State, changes: readonly Change[]): State {
  return changes.length > 0 ? freeze(fold(state, [store(state, changes)])) : state;
}

/** Registers `type/name@version`. */
export function register(
  ref: string,
  more: Partial<VersionFacts> & { stage?: string; aliases?: readonly string[]; policy?: Policy } = {},
): Step {
  const [key = '', version = ''] = ref.split('@');
  const { stage = NO_STAGE, aliases = [], policy = POLICY, ...facts } = more;
  return (state) =>
    decideRegister(state, policy, { facts: { ...factsOf(key, version), ...facts }, stage, aliases });
}

/** The next entry of the log. */
export function store(state: State, changes: readonly Change[]): StoredEntry {
  const revision = state.revision + 1;
  const entry = {
    revision,
    id: `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`,
    previous: state.head,
    at: '2026-05-03T14:00:00.000Z',
    by: { user: 'ci', host: 'runner' },
    command: 'test',
    reason: null,
    changes: [...changes],
  };
  return freeze({ entry, sha256: sha256(JSON.stringify(entry)) });
}

/** What registration needs to know of a version. */
export function factsOf(key: string, version: string): VersionFacts {
  return {
    ...splitKey(key),
    version: parseVersion(version),
    directory: `${key}_${version}_20240116103015`,
    metadata_sha256: sha256(`${key} ${version}`),
    digest: sha256(version),
    size: 42,
  };
}

/** The code of the error that an act ends with; undefined where it succeeds. */
export function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof MregError) return error.code;
    throw error;
  }
}

export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
