import { expect, it } from 'vitest';
import { decideTags } from '../../../../src/core/decide/label.ts';
import { formatManifest, parseManifest, updateManifest } from '../../../../src/core/manifest/manifest.ts';
import { formatModel, parseModel, parseRevision } from '../../../../src/core/manifest/model-file.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';
import { type ModelState, type StoredModel, toState } from '../../../../src/core/state/model.ts';
import { eachSummary, summarize } from '../../../../src/core/state/models.ts';
import { EMPTY_STATE, type State } from '../../../../src/core/state/state.ts';
import { expectLinear } from '../../../support/growth.ts';
import { POLICY, register, stateAfter } from '../../../support/state.ts';

const steps = [
  register('rl/ppo@v1.0.0', { stage: 'Production' }),
  register('rl/ppo@v1.1.0', { stage: 'Production', aliases: ['champion', 'best'] }),
  register('nlp/llama@v1.0.0', { description: 'Größe "x"\n\u2028' }),
];
const tag = (state: State) =>
  decideTags(state, POLICY, { ref: parseReference('rl/ppo@1'), set: { owner: 'ann' } });
const summariesOf = (state: State) => Object.fromEntries(eachSummary(state));
const PATH = 'manifest.json';

it('an empty registry', () => {
  const text = '{\n  "format": 1,\n  "id": null,\n  "revision": 0,\n  "head": null,\n  "models": {}\n}\n';
  expect(formatManifest(EMPTY_STATE)).toBe(text);
  expect(parseManifest(text, PATH)?.models.keys()).toEqual([]);
});

it('a manifest says of each model what people look for, in a line', () => {
  const state = stateAfter(...steps);
  const lines = formatManifest(state)
    .split('\n')
    .filter((line) => line.startsWith('    '));
  expect(lines.map((line) => line.trim().split('"')[1])).toEqual(['nlp/llama', 'rl/ppo']);
  expect(JSON.parse(formatManifest(state)).models['rl/ppo']).toEqual({
    revision: expect.any(Number),
    next_number: 3,
    versions: 2,
    latest: 'v1.1.0',
    size: expect.any(Number),
    stages: { Archived: 'v1.0.0', Production: 'v1.1.0' },
    aliases: { best: 'v1.1.0', champion: 'v1.1.0' },
  });
});

it('a manifest reads back, also one that another program has written', () => {
  const state = stateAfter(...steps);
  const text = formatManifest(state);
  for (const written of [text, JSON.stringify(JSON.parse(text)), JSON.stringify(JSON.parse(text), null, 4)]) {
    const manifest = parseManifest(written, PATH);
    expect(manifest).toMatchObject({ format: 1, id: state.id, revision: state.revision, head: state.head });
    expect(manifest?.models.keys()).toEqual(['nlp/llama', 'rl/ppo']);
    for (const [key, summary] of Object.entries(summariesOf(state)))
      expect(manifest?.models.get(key)).toEqual(summary);
  }
});

it('a text that is cut is no manifest', () => {
  const text = formatManifest(stateAfter(...steps));
  for (let length = 0; length < text.length - 2; length += 1)
    expect(parseManifest(text.slice(0, length), PATH)).toBeUndefined();
});

it('a line that is damaged keeps nobody from the others', () => {
  const text = formatManifest(stateAfter(...steps)).replace('"rl/ppo": {"', '"rl/ppo": {,"');
  const models = parseManifest(text, PATH)?.models;
  expect(models?.get('nlp/llama')).toMatchObject({ versions: 1 });
  expect(() => models?.get('rl/ppo')).toThrow(/^manifest\.json has no summary of rl\/ppo that can be read$/);
});

it('finds models by name, and only whole names', () => {
  const state = stateAfter(
    register('rl/ppo@v1.0.0', {}),
    register('nlp/ppo@v1.0.0', {}),
    register('rl/ppo2@v1.0.0', {}),
    register('rl/x-ppo@v1.0.0', {}),
  );
  const models = parseManifest(formatManifest(state), PATH)?.models;
  expect(models?.keysNamed('ppo')).toEqual(['nlp/ppo', 'rl/ppo']);
  expect(models?.keysNamed('pp')).toEqual([]);
  expect([models?.has('rl/ppo2'), models?.has('rl/pp'), models?.get('rl/pp')]).toEqual([
    true,
    false,
    undefined,
  ]);
});

it('an update changes the lines of its models, and is what a new one would be', () => {
  const before = stateAfter(...steps);
  const after = stateAfter(...steps, tag, register('a/first@v1.0.0', {}), register('z/last@v1.0.0', {}));
  const manifest = parseManifest(formatManifest(before), PATH);
  const keys = ['rl/ppo', 'a/first', 'z/last'];
  const changed = new Map(keys.map((key) => [key, summarize(after.models[key] as ModelState)]));
  if (!manifest) throw new Error('it was not read');
  expect(updateManifest(after, manifest.models, changed)).toBe(formatManifest(after));
});

it('a file of a model reads back as the model, and as no other', () => {
  const state = stateAfter(...steps);
  for (const [key, model] of Object.entries(state.models)) {
    expect(toState(parseModel(key, formatModel(key, model)) as StoredModel)).toEqual(model);
    expect(parseModel('rl/other', formatModel(key, model))).toBeUndefined();
    expect(parseModel(key, formatModel(key, model).slice(0, -3))).toBeUndefined();
  }
});

it('a file of a model has stages and aliases in order', () => {
  const text = formatModel('rl/ppo', stateAfter(...steps).models['rl/ppo'] as ModelState);
  const keys = [...text.matchAll(/^ +"([^"]+)": ?(?=.)/gm)].map(([, key]) => key);
  expect(keys).toEqual([
    ...[
      'model',
      'revision',
      'next_number',
      'created_at',
      'updated_at',
      'stages',
      'Archived',
      'Production',
      'previous',
      'Production',
    ],
    ...['aliases', 'best', 'champion', 'versions', 'v1.0.0', 'v1.1.0'],
  ]);
});

it('one changed version is one changed line of its model', () => {
  const textOf = (state: State) => formatModel('rl/ppo', state.models['rl/ppo'] as ModelState).split('\n');
  const [lines, after] = [textOf(stateAfter(...steps)), textOf(stateAfter(...steps, tag))];
  const changed = after.filter((line, index) => line !== lines[index]);
  expect(changed.map((line) => line.trim().split('"')[1])).toEqual(['revision', 'v1.0.0']);
});

it('finds models by display name, and only whole ones', () => {
  const state = stateAfter(
    register('rl/my_model@v1.0.0', { display_name: 'my "model"' }),
    register('nlp/my_model@v1.0.0', { display_name: 'my "model"' }),
    register('rl/other@v1.0.0', { display_name: 'my "model" 2' }),
    register('rl/plain@v1.0.0', { aliases: ['display_name'] }),
  );
  const models = parseManifest(formatManifest(state), PATH)?.models;
  expect(models?.keysDisplayed('my "model"')).toEqual(['nlp/my_model', 'rl/my_model']);
  expect(models?.keysDisplayed('my')).toEqual([]);
  expect(models?.keysDisplayed('v1.0.0')).toEqual([]);
});

it('all models in their order, and in any other', () => {
  const models = parseManifest(formatManifest(stateAfter(...steps)), PATH)?.models;
  const keys = ['nlp/llama', 'rl/ppo', 'nlp/llama', 'rl/none', 'nlp/llama', 'rl/ppo'];
  expect(keys.map((key) => models?.get(key)?.latest)).toEqual([
    'v1.0.0',
    'v1.1.0',
    'v1.0.0',
    undefined,
    'v1.0.0',
    'v1.1.0',
  ]);
});

it('reading all models grows with their number', () => {
  const summary = summariesOf(stateAfter(register('rl/ppo@v1.0.0')))['rl/ppo'];
  if (!summary) throw new Error('no summary');
  return expectLinear(16_000, (size) => {
    const named = Array.from(
      { length: size },
      (_, index) => [`rl/m${String(index).padStart(6, '0')}`, summary] as const,
    );
    const none = parseManifest(formatManifest(EMPTY_STATE), PATH);
    if (!none) throw new Error('no manifest');
    const text = updateManifest(none, none.models, new Map(named));
    return () => {
      const models = parseManifest(text, PATH)?.models;
      expect(models?.keys().every((key) => models.get(key)?.latest === 'v1.0.0')).toBe(true);
    };
  });
});

it('the beginning of a file tells the revision of its model, and of no other', () => {
  const { models } = stateAfter(...steps);
  const text = formatModel('nlp/llama', models['nlp/llama'] as ModelState);
  expect(parseRevision('nlp/llama', text.slice(0, 60))).toBe(models['nlp/llama']?.revision);
  expect(parseRevision('nlp/llama2', text)).toBeUndefined();
  const [model = '', revision = ''] = text.slice(4).split('\n');
  for (const cut of [
    '',
    '{',
    '{\n',
    `{\n  ${model}\n`,
    `{\n${revision}\n  ${model}\n`,
    text.slice(0, text.indexOf(revision) + 16),
  ])
    expect(parseRevision('nlp/llama', cut)).toBeUndefined();
});
