import { describe, expect, it } from 'vitest';
import {
  decideTarget,
  nameModel,
  type SourceName,
  type TargetRequest,
} from '../../../../../src/core/decide/registration/target.ts';
import type { JsonObject } from '../../../../../src/core/json/index.ts';
import { codeOf, POLICY, register, stateAfter } from '../../../../support/state.ts';

const state = stateAfter(register('rl/ppo@v1.0.0'), register('rl/both@v1.0.0'), register('nlp/both@v1.0.0'));
const source = (base: string, kind: SourceName['kind'] = 'directory') => ({ given: `./${base}`, base, kind });
const decide = (request: TargetRequest, metadata: JsonObject, from = source('out'), policy = POLICY) =>
  decideTarget(state, policy, {
    named: nameModel(request, metadata, from),
    request,
    metadata,
    source: from,
  });

const told = { model_name: 'told', model_type: 'told_type', model_version: '3.0.0' };
const defaults = { name: 'set', type: 'set_type' };

describe('what was asked for comes before', () => {
  it('the metadata, the configuration and the path', () => {
    const wishes = { name: 'n', type: 't', version: '2.0.0', defaults };
    expect(decide(wishes, told)).toEqual({
      name: 'n',
      type: 't',
      display: undefined,
      version: 'v2.0.0',
      automatic: undefined,
    });
    expect(decide({ defaults }, told)).toMatchObject({ name: 'told', type: 'told_type', version: 'v3.0.0' });
    expect(decide({ defaults }, {}, source('ppo'))).toMatchObject({ name: 'set', type: 'set_type' });
    expect(decide({}, {}, source('ppo'))).toMatchObject({ name: 'ppo', type: 'rl' });
  });

  it('a bump comes before the version in the metadata', () => {
    expect(decide({ name: 'ppo', type: 'rl', bump: 'minor' }, told)).toMatchObject({
      version: 'v1.1.0',
      automatic: 'minor',
    });
  });
});

it('the version that comes next is the patch', () => {
  expect(decide({ name: 'ppo' }, {})).toEqual({
    name: 'ppo',
    type: 'rl',
    display: undefined,
    version: 'v1.0.1',
    automatic: 'patch',
  });
  expect(decide({ name: 'new', type: 'rl' }, {}).version).toBe('v1.0.0');
});

describe('a path gives the name', () => {
  it.each([
    ['dqn', 'directory', 'dqn'],
    ['dqn_v2', 'directory', 'dqn_v2'],
    ['llama3.1-8b', 'directory', 'llama3.1-8b'],
    ['dqn.zip', 'file', 'dqn'],
    ['dqn.safetensors', 'file', 'dqn'],
    ['constructor', 'directory', 'constructor'],
    ['model.zip', 'file', 'model'],
    ['weights.h5', 'file', 'weights'],
    ['mlp_model_AB_20251220_034123.pkl', 'file', 'mlp_model_AB'],
    ['ppo-2024-01-31', 'directory', 'ppo'],
    ['ppo_20240131T093000Z', 'directory', 'ppo'],
    ['resnet50', 'directory', 'resnet50'],
    ['deadbeef-net', 'directory', 'deadbeef-net'],
    ['facade', 'directory', 'facade'],
  ] as const)('%s (%s): %s', (base, kind, name) => {
    expect(decide({ type: 'rl' }, {}, source(base, kind)).name).toBe(name);
  });

  it.each([
    ['out', 'directory'],
    ['Model', 'directory'],
    ['best.pt', 'file'],
    ['checkpoint-500.pt', 'file'],
    ['10-00-00', 'directory'],
    ['2026-11-26', 'directory'],
    ['20240131_093000.pkl', 'file'],
    ['files', 'directory'],
    ['run-20240131_093000-x1y2z3', 'directory'],
    ['Nov26_10-00-00_host', 'directory'],
    ['train_2024-01-31_09-30-00', 'directory'],
    ['0123abc', 'directory'],
    ['1b4e28ba-2fa1-11d2-883f-0016d3cca427', 'directory'],
    ['tmpk3v9x0ab', 'directory'],
    ['version_3', 'directory'],
    ['fold-0', 'directory'],
    ['global_step100', 'directory'],
    ['v1.2.0', 'directory'],
    ['model_3.pt', 'file'],
    ['checkpoint-1000', 'directory'],
    ['build', 'directory'],
    ['2024', 'directory'],
    ['', 'directory'],
  ] as const)('but %j (%s) says nothing', (base, kind) => {
    expect(codeOf(() => decide({ type: 'rl' }, {}, source(base, kind)))).toBe('MREG_USAGE');
  });
});

describe('a new model of which nobody says a type', () => {
  const typeUnder = (types: string[] | undefined) =>
    decide({ name: 'new' }, {}, source('out'), { ...POLICY, types }).type;

  it('is of the type models, or of the only one that there may be', () => {
    expect(typeUnder(undefined)).toBe('models');
    expect(typeUnder(['agents', 'models'])).toBe('models');
    expect(typeUnder(['agents'])).toBe('agents');
    expect(codeOf(() => typeUnder(['agents', 'detectors']))).toBe('MREG_USAGE');
  });
});

describe('refused', () => {
  it.each<[string, TargetRequest, JsonObject, string]>([
    ['a name of several types', { name: 'both' }, {}, 'MREG_AMBIGUOUS'],
    ['a name that is none', { name: '__proto__', type: 'rl' }, {}, 'MREG_INVALID'],
    ['an empty name in the metadata', { type: 'rl' }, { model_name: '' }, 'MREG_INVALID'],
    ['a version that is none', { name: 'ppo', version: '1' }, {}, 'MREG_INVALID'],
    ['a version in the metadata that is none', { name: 'ppo' }, { model_version: 'final' }, 'MREG_INVALID'],
    ['another case', { name: 'PPO', type: 'rl' }, {}, 'MREG_EXISTS'],
  ])('%s', (_, wishes, metadata, code) => {
    expect(codeOf(() => decide(wishes, metadata))).toBe(code);
  });

  it('with a line to type', () => {
    expect(() => decide({ type: 'rl' }, {})).toThrow(
      expect.objectContaining({ hint: 'mreg register ./out --type rl --name NAME' }),
    );
  });
});
