import { expect, it } from 'vitest';
import { decideTags } from '../../../../src/core/decide/label.ts';
import { formatManifest } from '../../../../src/core/manifest/manifest.ts';
import { EMPTY_STATE } from '../../../../src/core/state/state.ts';
import { POLICY, register, stateAfter } from '../../../support/state.ts';

const steps = [
  register('rl/ppo@v1.0.0', { stage: 'Production' }),
  register('rl/ppo@v1.1.0', { stage: 'Production', aliases: ['champion', 'best'] }),
  register('nlp/llama@v1.0.0', { description: 'Größe "x"\n\u2028' }),
];

it('an empty registry', () => {
  expect(formatManifest(EMPTY_STATE)).toBe(
    '{\n  "format": 1,\n  "revision": 0,\n  "head": null,\n  "models": {}\n}\n',
  );
});

it('reads back as the state', () => {
  const state = stateAfter(...steps);
  expect(JSON.parse(formatManifest(state))).toEqual(state);
});

it('has models, stages and aliases in order', () => {
  const text = formatManifest(stateAfter(...steps));
  const keys = [...text.matchAll(/^ +"([^"]+)": ?(?=.)/gm)].map(([, key]) => key);
  expect(keys).toEqual([
    ...['format', 'revision', 'head', 'models'],
    ...['nlp/llama', 'next_number', 'stages', 'aliases', 'versions', 'v1.0.0'],
    ...['rl/ppo', 'next_number', 'stages', 'Archived', 'Production', 'previous', 'Production'],
    ...['aliases', 'best', 'champion', 'versions', 'v1.0.0', 'v1.1.0'],
  ]);
});

it('one changed version is one changed line', () => {
  const before = stateAfter(...steps);
  const tag = (state: typeof before) => decideTags(state, POLICY, { ref: 'rl/ppo@1', set: { owner: 'ann' } });
  const lines = formatManifest(before).split('\n');
  const after = formatManifest(stateAfter(...steps, tag)).split('\n');
  const changed = after.filter((line, index) => line !== lines[index]);
  expect(changed.map((line) => line.trim().split('"')[1])).toEqual(['revision', 'head', 'v1.0.0']);
});
