import { describe, expect, it } from 'vitest';
import { parseReference, readSelector } from '../../../../src/core/names/reference.ts';
import { codeOf } from '../../../support/state.ts';

const name = 'ppo_dowjones';
const type = 'rl_agents';
const version = { kind: 'version', version: 'v1.2.0' };
const production = { kind: 'name', name: 'Production' };
const directory = 'ppo_dowjones_v0.2.0_20240116103015';

describe('a reference', () => {
  it.each([
    ['ppo_dowjones', { name }],
    ['rl_agents/ppo_dowjones', { type, name }],
    ['ppo_dowjones@v1.2.0', { name, selector: version }],
    ['ppo_dowjones@1.2.0', { name, selector: version }],
    ['rl_agents/ppo_dowjones:v1.2.0', { type, name, selector: version }],
    ['ppo_dowjones:Production', { name, selector: production }],
    ['models:/ppo_dowjones/Production', { name, selector: production }],
    ['models:/rl_agents/ppo_dowjones/Production', { type, name, selector: production }],
    ['models:/ppo_dowjones/3', { name, selector: { kind: 'number', number: 3 } }],
    ['models:/ppo_dowjones@champion', { name, selector: { kind: 'name', name: 'champion' } }],
    ['models:/ppo_dowjones', { name }],
    ['models:production', { name: 'models', selector: { kind: 'name', name: 'production' } }],
    [`rl_agents/${directory}`, { type, name: directory }],
    [
      `./model_registry/rl_agents/${directory}/`,
      { type, name: directory, path: `model_registry/rl_agents/${directory}` },
    ],
    [
      'rl_agents/ppo_dowjones/Production',
      { type: 'ppo_dowjones', name: 'Production', path: 'rl_agents/ppo_dowjones/Production' },
    ],
    [`/srv/model_registry/rl_agents/${directory}`, { type, name: directory }],
    ['my model', { name: 'my model' }],
    ['my model@production', { name: 'my model', selector: { kind: 'name', name: 'production' } }],
    ['models:/modèle/Production', { name: 'modèle', selector: production }],
    ['org/my model', { name: 'org/my model' }],
    [
      'models:/meta-llama/Llama-3-8B/3',
      { type: 'meta-llama', name: 'Llama-3-8B', selector: { kind: 'number', number: 3 } },
    ],
    // Names of MLflow's that no person could give here.
    ['p  po', { name: 'p  po' }],
    [' po', { name: ' po' }],
    ['p\\o p', { name: 'p\\o p' }],
    ['_p', { name: '_p' }],
    ['__proto__', { name: '__proto__' }],
    ['50%@1', { name: '50%', selector: { kind: 'number', number: 1 } }],
    ['team@home@Production', { name: 'team@home', selector: production }],
    ['models:/team@home/Production', { name: 'team@home', selector: production }],
    ['models:/team@home@champion', { name: 'team@home', selector: { kind: 'name', name: 'champion' } }],
    ['models:/rl_agents/ppo_dowjones@champion', { type, name, selector: { kind: 'name', name: 'champion' } }],
    ['ppo_dowjones@_größe-1', { name, selector: { kind: 'name', name: '_größe-1' } }],
    ['constructor@toString', { name: 'constructor', selector: { kind: 'name', name: 'toString' } }],
  ])('%s', (text, reference) => {
    expect(parseReference(text)).toEqual({ text, ...reference });
  });

  it.each([
    '',
    '@',
    '@v1.2.0',
    'ppo@',
    'ppo: ',
    'models:/ppo/',
    ':v1',
    '/',
    '//',
    '/ppo',
    'ppo@|',
    'ppo@v1@|',
    'a/b/c@v1.2.0',
    'models:/',
    'models://ppo/3',
    'models:/a/b/c/3',
    '../ppo',
    'rl/../ppo',
    'ppo@../x',
    'ppo@a/b',
    'ppo@__proto__',
    'ppo@.x',
    `ppo@${'x'.repeat(256)}`,
    '.',
    `${'x'.repeat(257)}`,
    'a/b/c d',
    'ppo\n',
    'ppo@\u202e',
    `ppo@${'9'.repeat(5000)}`,
    `${'/'.repeat(1_000_000)}ppo`,
  ])('%.40j is none', (text) => {
    expect(codeOf(() => parseReference(text))).toBe('MREG_INVALID');
  });
});

describe('a selector', () => {
  it.each([
    ['3', { kind: 'number', number: 3 }],
    ['latest', { kind: 'latest' }],
    ['LATEST', { kind: 'latest' }],
    ['^1.2', { kind: 'range', range: '^1.2' }],
    ['>=1 <2', { kind: 'range', range: '>=1 <2' }],
    ['v1', { kind: 'range', range: 'v1' }],
    ['1.2', { kind: 'range', range: '1.2' }],
    ['v1.2.0', version],
    ['champion', { kind: 'name', name: 'champion' }],
    ['a b', undefined],
  ])('%s', (text, selector) => {
    expect(readSelector(text)).toEqual(selector);
  });
});
