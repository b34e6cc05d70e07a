import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decideAlias,
  decideAliasRemoval,
  decideDescription,
  decidePin,
  decideTags,
} from '../../src/core/decide/label.ts';
import { decideCreate, decideDeleteModel, decideRename } from '../../src/core/decide/model.ts';
import type { Policy } from '../../src/core/decide/policy.ts';
import { chooseVersion, decideRegister } from '../../src/core/decide/registration/register.ts';
import {
  decideArchive,
  decidePromote,
  decideRollback,
  decideTransition,
} from '../../src/core/decide/stage.ts';
import { formatManifest, parseManifest, updateManifest } from '../../src/core/manifest/manifest.ts';
import { formatModel, parseModel } from '../../src/core/manifest/model-file.ts';
import { parseReference } from '../../src/core/names/reference.ts';
import { DEFAULT_STAGES } from '../../src/core/names/stage.ts';
import { currentNames } from '../../src/core/state/fold/current-names.ts';
import { fold, foldOn, keysChanged } from '../../src/core/state/fold/fold.ts';
import { type ModelState, type StoredModel, toState } from '../../src/core/state/model.ts';
import { isModel, keysNamed, keysOf, summarize } from '../../src/core/state/models.ts';
import { stagePeriods } from '../../src/core/state/stages/stage-periods.ts';
import {
  EMPTY_STATE,
  liveVersions,
  pointerOf,
  type State,
  type StoredEntry,
  splitKey,
  stageOf,
} from '../../src/core/state/state.ts';
import { MregError } from '../../src/errors.ts';
import type { Change } from '../../src/generated/log-entry.ts';
import { findFaults } from '../../src/validate.ts';
import { NaiveRegistry, Refused } from '../support/naive-registry.ts';
import { decided, FACTS, factsOf, freeze, store } from '../support/state.ts';

const GOOD_ALIASES = ['champion', 'challenger', 'constructor', 'toString', 'hasOwnProperty'];
const BAD_ALIASES = ['__proto__', 'latest', 'Prod', 'staging', 'v1', '1.x', '7', '', 'a/b'];

// Few of each, so that requests meet.
const key = fc.oneof({ weight: 6, arbitrary: fc.constant('rl/ppo') }, fc.constantFrom('nlp/ppo', 'rl/sac'));
const newName = fc.constantFrom('ppo', 'sac', 'td3');
const version = fc.constantFrom(
  'v0.9.0',
  'v1.0.0',
  'v1.0.1',
  'v1.1.0',
  'v2.0.0-rc.1',
  'v2.0.0-rc.2',
  'v2.0.0',
);
const stage = fc.constantFrom('None', 'Staging', 'Production', 'Archived');
const goodAlias = fc.constantFrom(...GOOD_ALIASES);
const alias = fc.oneof({ weight: 4, arbitrary: goodAlias }, fc.constantFrom(...BAD_ALIASES));
const selector = fc.oneof(
  { weight: 3, arbitrary: version },
  fc.constantFrom('1', '2', '3', 'latest', 'none', 'staging', 'PRODUCTION', 'prod'),
  goodAlias,
);
const expected = fc.oneof(fc.constant('none'), version);
const options = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ keepExisting: fc.boolean(), expect: expected }, { requiredKeys: [] }),
);
const tagKey = fc.constantFrom('owner', 'constructor', 'toString', '__proto__', '');
const text = fc.string({ unit: 'binary', maxLength: 8 });
const bump = fc.constantFrom('major' as const, 'minor' as const, 'patch' as const);

/** A command, told to the registry and to its naive double. */
interface Request {
  readonly decide: (state: State, policy: Policy) => { changes: Change[] };
  readonly tell: (naive: NaiveRegistry) => void;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const refOf = (key: string, selector: string | undefined) =>
  selector === undefined ? key : `${key}@${selector}`;

const registerAs = fc.record({ key, version, stage, aliases: fc.array(alias, { maxLength: 2 }) }).map(
  ({ key, version, stage, aliases }): Request => ({
    decide: (state, policy) =>
      decideRegister(state, policy, { facts: factsOf(key, version), stage, aliases }),
    tell: (naive) => naive.register(key, version, stage, aliases),
  }),
);

const registerNext = fc.record({ key, bump, stage }).map(
  ({ key, bump, stage }): Request => ({
    decide: (state, policy) => {
      const { type, name } = splitKey(key);
      const facts = factsOf(key, chooseVersion(state, type, name, bump));
      return decideRegister(state, policy, { facts, automatic: bump, stage, aliases: [] });
    },
    tell: (naive) => naive.register(key, naive.nextVersion(key, bump), stage, []),
  }),
);

const transition = fc.record({ key, selector, to: stage, options }).map(
  ({ key, selector, to, options }): Request => ({
    decide: (state, policy) =>
      decided(
        decideTransition(state, policy, { ref: parseReference(`${key}@${selector}`), to, ...options }, FACTS),
      ),
    tell: (naive) => naive.transition(key, selector, to, options),
  }),
);

const promote = fc
  .record({
    key,
    selector: fc.option(selector, { nil: undefined }),
    to: fc.option(fc.constantFrom('Staging', 'Production'), { nil: undefined }),
    options,
  })
  .map(
    ({ key, selector, to, options }): Request => ({
      decide: (state, policy) =>
        decided(
          decidePromote(
            state,
            policy,
            {
              ref: parseReference(selector === undefined ? key : `${key}:${selector}`),
              to,
              ...options,
            },
            FACTS,
          ),
        ),
      tell: (naive) => naive.promote(key, selector, to, options),
    }),
  );

const rollback = fc.record({ key, stage: fc.constantFrom('Production', 'Staging'), options }).map(
  ({ key, stage, options }): Request => ({
    decide: (state, policy) =>
      decideRollback(state, policy, { model: parseReference(key), stage, ...options }),
    tell: (naive) => naive.rollback(key, stage, options),
  }),
);

const archive = fc.record({ key, selectors: fc.array(selector, { minLength: 1, maxLength: 3 }) }).map(
  ({ key, selectors }): Request => ({
    decide: (state, policy) =>
      decideArchive(state, policy, {
        refs: selectors.map((selector) => parseReference(`models:/${key}@${selector}`)),
      }),
    tell: (naive) => naive.archive(key, selectors),
  }),
);

const label = fc.oneof(
  fc.record({ key, selector, alias }).map(
    ({ key, selector, alias }): Request => ({
      decide: (state, policy) =>
        decideAlias(state, policy, { ref: parseReference(`${key}@${selector}`), alias }),
      tell: (naive) => naive.setAlias(key, selector, alias),
    }),
  ),
  fc.record({ key, alias }).map(
    ({ key, alias }): Request => ({
      decide: (state, policy) => decideAliasRemoval(state, policy, { model: parseReference(key), alias }),
      tell: (naive) => naive.removeAlias(key, alias),
    }),
  ),
  fc.record({ key, selector: maybe(selector), tag: tagKey, value: text }).map(
    ({ key, selector, tag, value }): Request => ({
      decide: (state, policy) =>
        decideTags(state, policy, {
          ref: parseReference(refOf(key, selector)),
          set: Object.fromEntries([[tag, value]]),
        }),
      tell: (naive) => naive.tag(key, selector, tag, value),
    }),
  ),
  fc.record({ key, selector: maybe(selector), tag: tagKey }).map(
    ({ key, selector, tag }): Request => ({
      decide: (state, policy) =>
        decideTags(state, policy, { ref: parseReference(refOf(key, selector)), remove: [tag] }),
      tell: (naive) => naive.untag(key, selector, tag),
    }),
  ),
  fc.record({ key, selector: maybe(selector), to: fc.option(text) }).map(
    ({ key, selector, to }): Request => ({
      decide: (state, policy) =>
        decideDescription(state, policy, { ref: parseReference(refOf(key, selector)), to }),
      tell: (naive) => naive.describe(key, selector, to),
    }),
  ),
  fc.record({ key, selector, to: fc.boolean() }).map(
    ({ key, selector, to }): Request => ({
      decide: (state, policy) => decidePin(state, policy, { ref: parseReference(`${key}@${selector}`), to }),
      tell: (naive) => naive.pin(key, selector, to),
    }),
  ),
);

const whole = fc.oneof(
  fc.record({ key, about: maybe(text) }).map(
    ({ key, about }): Request => ({
      decide: (state, policy) => decideCreate(state, policy, { name: key, description: about }),
      tell: (naive) => naive.create(key, about),
    }),
  ),
  fc.record({ key, to: newName }).map(
    ({ key, to }): Request => ({
      decide: (state, policy) => decideRename(state, policy, { model: parseReference(key), to }),
      tell: (naive) => naive.rename(key, to),
    }),
  ),
  fc.record({ key, force: fc.boolean() }).map(
    ({ key, force }): Request => ({
      decide: (state, policy) => decideDeleteModel(state, policy, { model: parseReference(key), force }),
      tell: (naive) => naive.deleteModel(key, force),
    }),
  ),
);

const registration = fc.oneof(registerAs, registerNext);
const movement = fc.oneof(transition, promote, promote, rollback, rollback, archive);
const requests = fc
  .tuple(
    fc.array(registration, { minLength: 2, maxLength: 4 }),
    fc.array(fc.oneof(registration, movement, movement, movement, label, whole), {
      maxLength: 50,
      size: 'max',
    }),
  )
  .map(([first, then]) => [...first, ...then]);

it('does what a naive registry does, and keeps the invariants in every revision', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), requests, async (auto_archive, requests) => {
      const policy: Policy = { stages: DEFAULT_STAGES, auto_archive };
      const naive = new NaiveRegistry(auto_archive, GOOD_ALIASES);
      const entries: StoredEntry[] = [];
      const numbered = new Map<string, string>();
      let state = EMPTY_STATE;
      for (const { decide, tell } of requests) {
        const refused = codeOf(() => tell(naive));
        const decision = answer(() => decide(state, policy));
        expect(decision.code).toBe(refused);
        if (decision.changes.length === 0) continue;
        const stored = freeze(store(state, decision.changes));
        expect(await findFaults('logEntry', stored.entry)).toEqual([]);
        entries.push(stored);
        state = freeze(fold(state, [stored]));
        expect(viewOf(state)).toEqual(viewOfNaive(naive));
        await checkInvariants(state, numbered);
      }
      checkFolding(entries, state);
    }),
    { numRuns: 150 },
  );
});

/** However the log is cut, whether the state was in memory or read back, and whichever models were read, the state is the same. */
function checkFolding(entries: readonly StoredEntry[], state: State): void {
  expect(fold(EMPTY_STATE, entries)).toEqual(state);
  const half = Math.floor(entries.length / 2);
  const [begin, tail] = [fold(EMPTY_STATE, entries.slice(0, half)), entries.slice(half)];
  const text = formatManifest(begin);
  const manifest = parseManifest(text, 'manifest.json');
  if (!manifest) throw new Error('the manifest cannot be read');
  const { models: summaries, ...facts } = manifest;
  const readBack = (key: string, from: State) =>
    toState(parseModel(key, formatModel(key, from.models[key] as ModelState)) as StoredModel);
  const all = Object.fromEntries(summaries.keys().map((key) => [key, readBack(key, begin)]));
  expect(fold(freeze({ ...facts, models: all }), tail)).toEqual(state);
  checkTenures(entries, state);
  // Files may be newer than the manifest: what they have already is passed over.
  const newer = Object.fromEntries(summaries.keys().map((key) => [key, readBack(key, state)]));
  // One that has moved since cannot be folded onto where it moved to: then all of the log is.
  expect(foldOn(freeze({ ...facts, models: newer }), tail) ?? state).toEqual(state);
  // Only what the tail changes is read: the rest of the manifest stands as it is.
  const changed = [...keysChanged(tail)].filter((key) => summaries.has(key));
  const models = Object.fromEntries(changed.map((key) => [key, readBack(key, begin)]));
  const partial = fold(freeze({ ...facts, models, unread: summaries }), tail);
  const written = new Map(Object.entries(partial.models).map(([key, model]) => [key, summarize(model)]));
  expect(updateManifest(partial, summaries, written)).toBe(formatManifest(state));
  expect(keysOf(partial).sort()).toEqual(keysOf(state).sort());
  for (const key of Object.keys(state.models)) {
    const { name } = splitKey(key);
    expect(keysNamed(partial, name).sort()).toEqual(keysNamed(state, name).sort());
  }
}

/** Who holds a stage now is told alike by the periods and by the state. */
function checkTenures(entries: readonly StoredEntry[], state: State): void {
  const named = currentNames();
  const periods = stagePeriods(
    entries
      .toReversed()
      .map(({ entry }) => named(entry))
      .reverse(),
  );
  for (const [key, model] of Object.entries(state.models)) {
    const held = (periods.get(key) ?? []).filter(({ to }) => to === null);
    const pointers = ['Production', 'Staging'].flatMap((stage) => {
      const pointer = pointerOf(model, stage);
      return pointer === undefined ? [] : [[stage, pointer]];
    });
    expect(held.map(({ stage, version }) => [stage, version]).sort()).toEqual(pointers);
  }
}

async function checkInvariants(state: State, numbered: Map<string, string>): Promise<void> {
  expect(await findFaults('manifest', JSON.parse(formatManifest(state)))).toEqual([]);
  for (const [key, model] of Object.entries(state.models)) {
    expect(await findFaults('model', { model: key, ...model, versions: model.versions.toJSON() })).toEqual(
      [],
    );
    const live = liveVersions(model).map(([version]) => version);
    // Whoever is called so next begins at 1.
    if (model.moved_to !== undefined)
      for (const used of numbered.keys()) if (used.startsWith(`${key}#`)) numbered.delete(used);
    for (const [version, { number }] of model.versions) {
      expect(number).toBeLessThan(model.next_number);
      const owner = numbered.get(`${key}#${number}`) ?? version;
      expect(owner).toBe(version);
      numbered.set(`${key}#${number}`, owner);
    }
    const staged = Object.values(model.stages).flat();
    expect(new Set(staged).size).toBe(staged.length);
    expect(live).toEqual(expect.arrayContaining(staged));
    expect(live).toEqual(expect.arrayContaining(Object.values(model.aliases)));
    expect(live).toEqual(expect.arrayContaining(Object.values(model.previous ?? {}).flat()));
  }
}

function viewOf(state: State): unknown {
  return Object.entries(state.models)
    .filter(([key, model]) => isModel(key, model))
    .sort()
    .map(([key, model]) => ({
      key,
      about: model.description ?? null,
      labels: Object.entries(model.tags ?? {}).sort(),
      production: model.stages.Production ?? [],
      staging: model.stages.Staging ?? [],
      former: Object.entries(model.previous ?? {}).sort(),
      aliases: Object.entries(model.aliases).sort(),
      versions: Array.from(model.versions, ([version, entry]) => ({
        version,
        number: entry.number,
        stage: stageOf(model, version),
        tags: Object.entries(entry.tags ?? {}).sort(),
        description: entry.description ?? null,
        pinned: entry.pinned ?? false,
      })),
    }));
}

function viewOfNaive({ models }: NaiveRegistry): unknown {
  return [...models]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, model]) => ({
      key,
      about: model.about,
      labels: [...model.labels].sort(),
      production: NaiveRegistry.inStage(model, 'Production').map(({ version }) => version),
      staging: NaiveRegistry.inStage(model, 'Staging').map(({ version }) => version),
      former: [...model.former].map(([stage, versions]) => [stage, versions.toReversed()]).sort(),
      aliases: [...model.aliases].sort(),
      versions: model.versions.map(({ arrived: _, tags, ...version }) => ({
        ...version,
        tags: [...tags].sort(),
      })),
    }));
}

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

function answer(decide: () => { changes: Change[] }): { changes: Change[]; code?: string | undefined } {
  try {
    return { changes: decide().changes };
  } catch (error) {
    if (error instanceof MregError) return { changes: [], code: error.code };
    throw error;
  }
}
