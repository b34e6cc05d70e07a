import { describe, expect, it } from 'vitest';
import {
  checkModelName,
  chooseVersion,
  decideRegister,
  findIdentical,
  knownType,
} from '../../../../../src/core/decide/registration/register.ts';
import type { ModelState } from '../../../../../src/core/state/model.ts';
import { pointerOf, stageOf } from '../../../../../src/core/state/state.ts';
import { applied, codeOf, factsOf, POLICY, register, stateAfter } from '../../../../support/state.ts';

const state = stateAfter(
  register('rl/ppo@v1.0.0', { stage: 'Production', aliases: ['champion'] }),
  register('rl/ppo@v1.1.0'),
);
const gone = applied(state, [
  { change: 'version-deleted', type: 'rl', name: 'ppo', version: 'v1.1.0', from: 'None' },
]);
const ppo = (after: typeof state) => after.models['rl/ppo'] as ModelState;

describe('register', () => {
  it('is one change for a version alone, and tells what it was told', () => {
    const facts = { ...factsOf('rl/ppo', 'v2.0.0'), metrics: {}, tags: {}, description: '' };
    const { metrics: _, tags: __, ...kept } = facts;
    expect(decideRegister(state, POLICY, { facts, stage: 'None', aliases: [] })).toEqual({
      changes: [{ change: 'version-registered', ...kept, number: 3 }],
      outcome: { type: 'rl', name: 'ppo', version: 'v2.0.0', displaced: [] },
    });
  });

  it('puts it into its stage and under its aliases', () => {
    const request = {
      facts: factsOf('rl/ppo', 'v2.0.0'),
      stage: 'Production',
      aliases: ['champion', 'toString', 'toString'],
    };
    const { changes, outcome } = decideRegister(state, POLICY, request);
    expect(outcome.displaced).toEqual(['v1.0.0']);
    expect(changes.map(({ change }) => change)).toEqual([
      'version-registered',
      'stage-changed',
      'stage-changed',
      'alias-moved',
      'alias-moved',
    ]);
    const after = ppo(applied(state, changes));
    expect(pointerOf(after, 'Production')).toBe('v2.0.0');
    expect(stageOf(after, 'v1.0.0')).toBe('Archived');
    expect(after.aliases).toEqual({ champion: 'v2.0.0', toString: 'v2.0.0' });
  });

  it.each([
    ['v1.0.0', state, 'rl/ppo@v1.0.0 exists'],
    ['v1.1.0', gone, 'rl/ppo@v1.1.0 exists (in the trash)'],
  ])('refuses the taken %s, and says which is free', (version, before, message) => {
    expect(() => register(`rl/ppo@${version}`)(before)).toThrow(
      expect.objectContaining({
        code: 'MREG_EXISTS',
        message,
        details: { ref: `rl/ppo@${version}`, next_free: 'v1.1.1' },
      }),
    );
  });

  it('refuses an automatic version that is no longer the next', () => {
    const request = { stage: 'None', aliases: [], automatic: 'patch' as const };
    const late = { ...request, facts: factsOf('rl/ppo', 'v1.0.1') };
    expect(codeOf(() => decideRegister(state, POLICY, late))).toBe('MREG_EXISTS');
    const next = { ...request, facts: factsOf('rl/ppo', 'v1.1.1') };
    expect(codeOf(() => decideRegister(state, POLICY, next))).toBeUndefined();
  });

  it.each(['production', 'v1', '__proto__'])('refuses the alias %s', (alias) => {
    expect(codeOf(() => register('rl/ppo@v2.0.0', { aliases: [alias] })(state))).toBe('MREG_INVALID');
  });

  it('numbers on after a purge, and frees the version', () => {
    const purged = applied(gone, [{ change: 'version-purged', type: 'rl', name: 'ppo', version: 'v1.1.0' }]);
    expect(chooseVersion(gone, 'rl', 'ppo', 'patch')).toBe('v1.1.1');
    expect(chooseVersion(purged, 'rl', 'ppo', 'patch')).toBe('v1.0.1');
    expect(register('rl/ppo@v1.1.0')(purged).changes).toMatchObject([{ version: 'v1.1.0', number: 3 }]);
  });
});

describe('a model name', () => {
  it.each([
    ['rl', 'PPO', 'MREG_EXISTS', 'use rl/ppo'],
    ['RL', 'ppo', 'MREG_EXISTS', 'use rl/ppo'],
    ['RL', 'new', 'MREG_EXISTS', 'use rl'],
    ['rl', '__proto__', 'MREG_INVALID', 'for example: proto'],
    ['a/b', 'ppo', 'MREG_INVALID', 'for example: a_b'],
  ])('%s/%s is %s', (type, name, code, hint) => {
    expect(() => checkModelName(state, POLICY, type, name)).toThrow(expect.objectContaining({ code, hint }));
  });

  it.each([
    ['rl', 'ppo'],
    ['nlp', 'PPO'],
    ['constructor', 'toString'],
  ])('%s/%s is free', (type, name) => {
    expect(codeOf(() => checkModelName(state, POLICY, type, name))).toBeUndefined();
  });

  it('has one of the types that are allowed', () => {
    const policy = { ...POLICY, types: ['rl_agents', 'nlp'] };
    expect(codeOf(() => checkModelName(state, policy, 'nlp', 'x'))).toBeUndefined();
    expect(() => checkModelName(state, policy, 'rl_agent', 'x')).toThrow(
      expect.objectContaining({ code: 'MREG_INVALID', hint: 'did you mean rl_agents?' }),
    );
  });
});

it('a type is known where one type only has the name', () => {
  expect(knownType(state, 'ppo')).toBe('rl');
  expect(knownType(state, 'new')).toBeUndefined();
  const both = applied(state, register('nlp/ppo@v1.0.0')(state).changes);
  expect(codeOf(() => knownType(both, 'ppo'))).toBe('MREG_AMBIGUOUS');
});

it('the same files are found in the newest version that has them, and not in the trash', () => {
  const digest = 'a'.repeat(64);
  const twice = stateAfter(register('rl/ppo@v2.0.0', { digest }), register('rl/ppo@v1.0.0', { digest }));
  expect(findIdentical(twice, { type: 'rl', name: 'ppo' }, digest)).toBe('v1.0.0');
  expect(findIdentical(twice, { type: 'rl', name: 'ppo', wanted: 'v2.0.0' }, digest)).toBe('v2.0.0');
  expect(findIdentical(twice, { type: 'rl', name: 'ppo', wanted: 'v3.0.0' }, digest)).toBeUndefined();
  const once = applied(twice, [
    { change: 'version-deleted', type: 'rl', name: 'ppo', version: 'v1.0.0', from: 'None' },
  ]);
  expect(findIdentical(once, { type: 'rl', name: 'ppo' }, digest)).toBe('v2.0.0');
  expect(findIdentical(twice, { type: 'rl', name: 'other' }, digest)).toBeUndefined();
});
