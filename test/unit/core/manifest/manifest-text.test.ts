import { describe, expect, it } from 'vitest';
import { formatManifest, manifestPieces } from '../../../../src/core/manifest/manifest.ts';
import { piecesOf } from '../../../../src/core/manifest/manifest-search.ts';
import { ManifestText } from '../../../../src/core/manifest/manifest-text.ts';
import { eachModel, keysNamed, modelsIn, withModels } from '../../../../src/core/state/models.ts';
import { EMPTY_STATE, type State } from '../../../../src/core/state/state.ts';
import { register, stateAfter } from '../../../support/state.ts';

const steps = [
  register('rl/ppo@v1.0.0', { stage: 'Production' }),
  register('nlp/ppo@v1.0.0', { description: '\n    "rl/llama": {\n "/sac": {' }),
  register('rl/llama@v1.0.0', { description: 'Größe' }),
];
const state = stateAfter(...steps);
const text = formatManifest(state);

const open = (from: string) => ManifestText.open(piecesOf(Buffer.from(from)));

function read(from: string): State {
  const found = open(from);
  if (!found) throw new Error('it was not opened');
  return { ...found.facts, models: modelsIn(found) };
}

describe('a manifest read model by model', () => {
  it('is the state', () => {
    expect(read(text)).toEqual(state);
    expect(Object.keys(read(text).models)).toEqual(['nlp/ppo', 'rl/llama', 'rl/ppo']);
    const discarded = { ...state, discarded: ['rl/a_v1.0.0_1', 'rl/"models": {'] };
    expect(read(formatManifest(discarded))).toEqual(discarded);
  });

  it('finds a model by its key and no other', () => {
    const { models } = read(text);
    expect(models['rl/llama']).toEqual(state.models['rl/llama']);
    for (const key of ['rl/lla', 'l/llama', 'rl/ppo_', 'constructor', 'versions', 'models', '__proto__'])
      expect([key, Object.hasOwn(models, key), models[key]]).toEqual([key, false, undefined]);
  });

  it.each([
    ['ppo', ['nlp/ppo', 'rl/ppo']],
    ['llama', ['rl/llama']],
    ['sac', []],
    ['versions', []],
  ])('finds the models named %s', (name, keys) => {
    expect(keysNamed(read(text).models, name)).toEqual(keys);
    expect(keysNamed(state.models, name).sort()).toEqual(keys);
  });

  it('is written again with the models that changed', () => {
    const more = [register('rl/ppo@v2.0.0'), register('a/first@v1.0.0'), register('z/last@v1.0.0')];
    const later = stateAfter(...steps, ...more);
    const changed = new Map(
      ['rl/ppo', 'a/first', 'z/last'].map((key) => [key, later.models[key] as State['models'][string]]),
    );
    const { revision, head } = later;
    const after = { ...read(text), revision, head, models: withModels(read(text).models, changed) };
    expect(Buffer.concat([...manifestPieces(after)]).toString()).toBe(formatManifest(later));
    expect(formatManifest(after)).toBe(formatManifest(later));
  });

  it('gives each model once, those that changed as they are now', () => {
    const keys = Array.from({ length: 500 }, (_, number) => `rl/model-${number}`);
    const many = stateAfter(
      ...keys.map((key) => register(`${key}@v1.0.0`, { description: 'x'.repeat(200) })),
    );
    const { models } = read(formatManifest(many));
    expect(Object.fromEntries(eachModel(models))).toEqual(many.models);
    expect(Object.fromEntries(eachModel(many.models))).toEqual(many.models);
    const later = stateAfter(register('rl/model-7@v2.0.0'), register('a/first@v1.0.0')).models;
    const all = [...eachModel(withModels(models, new Map(Object.entries(later))))];
    expect(all).toHaveLength(501);
    expect(Object.fromEntries(all)).toEqual({ ...many.models, ...later });
  });

  it('cannot be changed in place', () => {
    const models = read(text).models as Record<string, unknown>;
    expect(() => {
      models['rl/ppo'] = {};
    }).toThrow(TypeError);
  });
});

describe('a text that mreg would not have written', () => {
  it.each([
    ['nothing', ''],
    ['a registry without a model', formatManifest(EMPTY_STATE)],
    ['one that was cut', text.slice(0, -20)],
    ['zeros at the end', text.slice(0, -20) + '\0'.repeat(20)],
    ['another layout', JSON.stringify(state, null, 4)],
    ['on one line', JSON.stringify(state)],
    ['something after it', `${text}{}`],
    ['a head that is none', text.replace(/"head": "./, '"head": "g')],
  ])('is not read model by model: %s', (_, other) => expect(open(other)).toBeUndefined());

  it('is named where a model in it is no JSON', () => {
    const torn = read(text.replace('"next_number": 2', '"next_number" 2'));
    expect(torn.models['rl/ppo']).toEqual(state.models['rl/ppo']);
    expect(() => torn.models['nlp/ppo']).toThrow(expect.objectContaining({ code: 'MREG_DAMAGED' }));
    expect(() => [...eachModel(torn.models)]).toThrow(/^manifest.json is damaged at the model 'nlp\/ppo'$/);
  });

  it.each([
    ['its end', '\n    },', '\n   },'],
    ['the beginning of the next', '\n    "rl/llama"', '\n   "rl/llama"'],
    ['its key twice', '"rl/llama"', '"nlp/ppo"'],
  ])('takes no change to a model that does not stand there as it should: %s', (_, from, to) => {
    const torn = read(text.replace(from, to));
    const changed = new Map([['nlp/ppo', state.models['nlp/ppo'] as State['models'][string]]]);
    const after = { ...torn, models: withModels(torn.models, changed) };
    expect(() => [...manifestPieces(after)]).toThrow(expect.objectContaining({ code: 'MREG_DAMAGED' }));
  });
});
