import { describe, expect, it } from 'vitest';
import { decideAlias } from '../../../../../src/core/decide/label.ts';
import { parseReference } from '../../../../../src/core/names/reference.ts';
import { DEFAULT_STAGES } from '../../../../../src/core/names/stage.ts';
import { resolve, resolveModel, resolveVersion } from '../../../../../src/core/state/references/resolve.ts';
import { type State, stageOf } from '../../../../../src/core/state/state.ts';
import type { Change } from '../../../../../src/generated/log-entry.ts';
import { applied, codeOf, POLICY, register, stateAfter } from '../../../../support/state.ts';

const state = stateAfter(
  register('rl/ppo@v1.0.0', { stage: 'Production' }),
  register('rl/ppo@v1.2.0', { stage: 'Staging', aliases: ['champion', 'constructor'] }),
  register('rl/ppo@v2.0.0-rc.1'),
  register('rl/ppo@v1.1.0', { stage: 'Archived' }),
  register('rl/ppo@v0.9.0'),
  register('nlp/llama@v1.0.0'),
  register('rl/shared@v1.0.0', { directory: 'rl/shared_v1.0.0_20240116103015' }),
  register('nlp/shared@v1.0.0', { directory: 'nlp/shared_v1.0.0_20240116103015' }),
);
const lookup = { state, stages: DEFAULT_STAGES };
const version = (ref: string) => resolveVersion(lookup, parseReference(ref)).version;

const deleted = (state: State, key: 'rl' | 'nlp', name: string, version: string): State => {
  const model = state.models[`${key}/${name}`];
  const from = model === undefined ? 'None' : stageOf(model, version);
  const changes: Change[] = [{ change: 'version-deleted', type: key, name, version, from }];
  return applied(state, changes);
};

describe('a version is found by', () => {
  it.each([
    ['ppo@v1.2.0', 'v1.2.0'],
    ['rl/ppo@1.2.0', 'v1.2.0'],
    ['ppo@4', 'v1.1.0'],
    ['ppo@^1.0', 'v1.2.0'],
    ['ppo@~1.1', 'v1.1.0'],
    ['ppo@>=0.1 <1', 'v0.9.0'],
    ['ppo@latest', 'v1.2.0'],
    ['ppo@production', 'v1.0.0'],
    ['ppo@PROD', 'v1.0.0'],
    ['ppo@staging', 'v1.2.0'],
    ['ppo@archived', 'v1.1.0'],
    ['ppo@none', 'v0.9.0'],
    ['ppo@champion', 'v1.2.0'],
    ['ppo@constructor', 'v1.2.0'],
    ['ppo:production', 'v1.0.0'],
    ['models:/ppo/Production', 'v1.0.0'],
    ['models:/rl/ppo/3', 'v2.0.0-rc.1'],
    ['models:/ppo@champion', 'v1.2.0'],
    ['rl/ppo_v1.1.0_20240116103015', 'v1.1.0'],
    ['ppo_v1.1.0_20240116103015', 'v1.1.0'],
    ['./model_registry/rl/ppo_v1.1.0_20240116103015/', 'v1.1.0'],
  ])('%s', (ref, expected) => {
    expect(version(ref)).toBe(expected);
  });
});

describe('refused', () => {
  it.each([
    ['ppo@v9.0.0', 'MREG_NOT_FOUND'],
    ['ppo@9', 'MREG_NOT_FOUND'],
    ['ppo@^9', 'MREG_NOT_FOUND'],
    ['ppo@toString', 'MREG_NOT_FOUND'],
    ['ppo@Champion', 'MREG_NOT_FOUND'],
    ['llama@production', 'MREG_NOT_FOUND'],
    ['nobody@v1.0.0', 'MREG_NOT_FOUND'],
    ['constructor@v1.0.0', 'MREG_NOT_FOUND'],
    ['nlp/ppo@v1.0.0', 'MREG_NOT_FOUND'],
    ['rl/ppo_v7.0.0_20240116103015', 'MREG_NOT_FOUND'],
    ['shared@v1.0.0', 'MREG_AMBIGUOUS'],
    ['shared_v1.0.0_20240116103015', 'MREG_AMBIGUOUS'],
    ['ppo@__proto__', 'MREG_INVALID'],
    ['ppo', 'MREG_USAGE'],
  ])('%s is %s', (ref, code) => {
    expect(codeOf(() => version(ref))).toBe(code);
  });

  it('a version where a model is expected', () => {
    expect(codeOf(() => resolveModel(lookup, parseReference('ppo@v1.0.0')))).toBe('MREG_USAGE');
    expect(codeOf(() => resolveModel(lookup, parseReference('rl/ppo_v1.1.0_20240116103015')))).toBe(
      'MREG_USAGE',
    );
    expect(resolveModel(lookup, parseReference('ppo'))).toMatchObject({ type: 'rl', name: 'ppo' });
  });

  it.each([
    ['poo', 'did you mean rl/ppo?'],
    ['rl/poo', 'did you mean rl/ppo?'],
    ['ppo@champoin', 'did you mean rl/ppo@champion?'],
    ['ppo@v1.2.1', 'mreg list rl/ppo'],
    ['shared', 'say which, such as rl/shared'],
  ])('%s with a hint', (ref, hint) => {
    expect(() => resolve(lookup, parseReference(ref))).toThrow(expect.objectContaining({ hint }));
  });

  it('with what there is', () => {
    expect(() => version('ppo@zzz')).toThrow(/production \(v1\.0\.0\).*champion \(v1\.2\.0\).*v0\.9\.0/);
    expect(() => resolve(lookup, parseReference('zzz'))).toThrow(/rl\/ppo, nlp\/llama/);
    expect(() => resolve({ ...lookup, state: stateAfter() }, parseReference('ppo'))).toThrow(
      'the registry is empty',
    );
  });
});

describe('a version in the trash', () => {
  const without = deleted(state, 'rl', 'ppo', 'v1.1.0');

  it.each(['ppo@v1.1.0', 'ppo@4'])('is said to be there: %s', (ref) => {
    expect(() => resolveVersion({ ...lookup, state: without }, parseReference(ref))).toThrow('trash');
  });

  it.each(['ppo@~1.1', 'ppo@archived', 'rl/ppo_v1.1.0_20240116103015'])(
    'is found by nothing else: %s',
    (ref) => {
      expect(codeOf(() => resolveVersion({ ...lookup, state: without }, parseReference(ref)))).toBe(
        'MREG_NOT_FOUND',
      );
    },
  );

  it('takes its model out of the question where another type has one', () => {
    const shared = deleted(state, 'nlp', 'shared', 'v1.0.0');
    expect(resolveModel({ ...lookup, state: shared }, parseReference('shared')).type).toBe('rl');
    expect(resolveModel({ ...lookup, state: shared }, parseReference('nlp/shared')).type).toBe('nlp');
  });
});

it('stages of the configuration come before aliases', () => {
  const stages = ['None', 'Champion', 'Archived'];
  expect(codeOf(() => resolveVersion({ state, stages }, parseReference('ppo@champion')))).toBe(
    'MREG_NOT_FOUND',
  );
  expect(
    codeOf(() =>
      decideAlias(state, { ...POLICY, stages }, { ref: parseReference('ppo@1'), alias: 'champion' }),
    ),
  ).toBe('MREG_INVALID');
});
