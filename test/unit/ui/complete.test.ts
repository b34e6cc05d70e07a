import { expect, it } from 'vitest';
import { complete, completionsOf } from '../../../src/ui/parts/search/complete.ts';

const FIELDS = ['stage', 'f1_score', 'metrics.f1_score', 'params.lr', 'age'];

it.each([
  ['', []],
  ['sta', ['stage']],
  ['f1', ['f1_score', 'metrics.f1_score']],
  ['F1_SCORE', ['metrics.f1_score']],
  ['stage = prod', []],
  ['stage = production and a', ['age', 'params.lr', 'stage']],
  ['stage in (sta', []],
])('%s goes on with %j', (text, offered) => expect(completionsOf(text, FIELDS)).toEqual(offered));

it('puts a field in the place of the word', () => {
  expect(complete('f1 > 0.8 and pa', 'params.lr')).toBe('f1 > 0.8 and params.lr ');
});
