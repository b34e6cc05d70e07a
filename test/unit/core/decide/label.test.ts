import { describe, expect, it } from 'vitest';
import {
  decideAlias,
  decideAliasRemoval,
  decideDescription,
  decidePin,
  decideTags,
} from '../../../../src/core/decide/label.ts';
import { parseAlias } from '../../../../src/core/names/alias.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';
import { DEFAULT_STAGES } from '../../../../src/core/names/stage.ts';
import type { State } from '../../../../src/core/state/state.ts';
import { applied, codeOf, POLICY, register, stateAfter } from '../../../support/state.ts';

const of = { type: 'rl', name: 'ppo' };
const state = stateAfter(
  register('rl/ppo@v1.0.0', {
    aliases: ['champion'],
    tags: { owner: 'ann', constructor: 'x' },
    description: 'old',
  }),
  register('rl/ppo@v1.1.0'),
);
const version = (state: State, name: string) => state.models['rl/ppo']?.versions.get(name);

describe('an alias', () => {
  it.each([
    'champion',
    'prod-eu',
    'constructor',
    'toString',
    'production_2',
    'v_next',
    'con',
    '_x',
    '-x',
    'größe',
    '007',
    'x'.repeat(255),
  ])('may be %s', (alias) => {
    expect(parseAlias(alias, DEFAULT_STAGES)).toBe(alias);
  });

  it.each([
    'Production',
    'staging',
    'NONE',
    'archived',
    'prod',
    'latest',
    'Latest',
    'v1.0.0',
    '1.0.0',
    '3',
    'v1',
    '1.x',
    'x',
    '',
    '__proto__',
    'a b',
    'a/b',
    '.x',
    'x.',
  ])('may not be %j', (alias) => {
    expect(codeOf(() => parseAlias(alias, DEFAULT_STAGES))).toBe('MREG_INVALID');
    expect(codeOf(() => decideAlias(state, POLICY, { ref: parseReference('ppo@1'), alias }))).toBe(
      'MREG_INVALID',
    );
  });

  it('is set, moved and left where it is', () => {
    const set = (ref: string, alias: string) =>
      decideAlias(state, POLICY, { ref: parseReference(ref), alias }).changes;
    expect(set('ppo@2', 'toString')).toEqual([
      { change: 'alias-moved', ...of, alias: 'toString', from: null, to: 'v1.1.0' },
    ]);
    expect(set('ppo@2', 'champion')).toEqual([
      { change: 'alias-moved', ...of, alias: 'champion', from: 'v1.0.0', to: 'v1.1.0' },
    ]);
    expect(set('ppo@1', 'champion')).toEqual([]);
  });

  it('is removed', () => {
    const { changes, outcome } = decideAliasRemoval(state, POLICY, {
      model: parseReference('ppo'),
      alias: 'champion',
    });
    expect(outcome).toEqual({ ...of, version: 'v1.0.0' });
    expect(applied(state, changes).models['rl/ppo']?.aliases).toEqual({});
  });

  it.each(['champoin', 'toString', '__proto__'])('that is not there is not removed: %s', (alias) => {
    expect(codeOf(() => decideAliasRemoval(state, POLICY, { model: parseReference('ppo'), alias }))).toBe(
      'MREG_NOT_FOUND',
    );
  });
});

describe('tags', () => {
  const tagged = (set: Record<string, string>, remove: string[] = []) => {
    const { changes } = decideTags(state, POLICY, { ref: parseReference('ppo@1'), set, remove });
    return version(applied(state, changes), 'v1.0.0')?.tags;
  };

  it('are set beside others', () => {
    expect(tagged({ owner: 'bob', toString: 'y' })).toEqual({
      owner: 'bob',
      constructor: 'x',
      toString: 'y',
    });
  });

  it('are removed, and gone with the last', () => {
    expect(tagged({}, ['constructor'])).toEqual({ owner: 'ann' });
    expect(tagged({}, ['constructor', 'owner'])).toBeUndefined();
  });

  it('that are so already change nothing', () => {
    expect(
      decideTags(state, POLICY, { ref: parseReference('ppo@1'), set: { owner: 'ann' } }).changes,
    ).toEqual([]);
  });

  it.each(['owners', 'toString', '__proto__'])('that are not there are not removed: %s', (key) => {
    expect(codeOf(() => tagged({}, [key]))).toBe('MREG_NOT_FOUND');
  });

  it('may not be called __proto__', () => {
    expect(codeOf(() => tagged(JSON.parse('{"__proto__": "x"}')))).toBe('MREG_INVALID');
  });
});

it('a description is set, emptied, removed and left as it is', () => {
  const describe = (to: string | null) =>
    decideDescription(state, POLICY, { ref: parseReference('ppo@1'), to }).changes;
  expect(version(applied(state, describe('new')), 'v1.0.0')?.description).toBe('new');
  expect(version(applied(state, describe('')), 'v1.0.0')?.description).toBe('');
  expect(version(applied(state, describe(null)), 'v1.0.0')).not.toHaveProperty('description');
  expect(describe('old')).toEqual([]);
});

it('a pin is set, removed and left as it is', () => {
  const pin = (state: State, to: boolean) =>
    decidePin(state, POLICY, { ref: parseReference('ppo@1'), to }).changes;
  const pinned = applied(state, pin(state, true));
  expect(version(pinned, 'v1.0.0')?.pinned).toBe(true);
  expect(version(applied(pinned, pin(pinned, false)), 'v1.0.0')).not.toHaveProperty('pinned');
  expect(pin(pinned, true)).toEqual([]);
  expect(pin(state, false)).toEqual([]);
});

it('a bare model is no version to label', () => {
  expect(codeOf(() => decidePin(state, POLICY, { ref: parseReference('ppo'), to: true }))).toBe('MREG_USAGE');
});
