import { expect, it } from 'vitest';
import { meets } from '../../../../src/server/mlflow/filter/match.ts';
import { parseOrder } from '../../../../src/server/mlflow/filter/order.ts';
import { type Grammar, parseFilter } from '../../../../src/server/mlflow/filter/parse.ts';
import { RUN_GRAMMAR } from '../../../../src/server/mlflow/tracking/search-runs.ts';

const parse = (filter: string, grammar: Grammar = RUN_GRAMMAR) => parseFilter(filter, grammar);

it.each([
  ["attributes.status = 'FINISHED'", 'attribute', 'status', '=', 'FINISHED'],
  ['status="FINISHED"', 'attribute', 'status', '=', 'FINISHED'],
  ['metrics.loss < 0.3', 'metric', 'loss', '<', 0.3],
  ['metrics.`val loss` >= -1e-3', 'metric', 'val loss', '>=', -0.001],
  ['metrics."a.b" != 2', 'metric', 'a.b', '!=', 2],
  ["params.lr = '0.01'", 'parameter', 'lr', '=', '0.01'],
  ["param.model/depth LIKE '%1_'", 'parameter', 'model/depth', 'LIKE', '%1_'],
  ["tags.mlflow.source.name ilike 'TRAIN%'", 'tag', 'mlflow.source.name', 'ILIKE', 'TRAIN%'],
  ["tags.`a 'b'` = \"it's\"", 'tag', "a 'b'", '=', "it's"],
  ["run_id IN ('a', 'b')", 'attribute', 'run_id', 'IN', ['a', 'b']],
  ["attr.run_id not in ('x')", 'attribute', 'run_id', 'NOT IN', ['x']],
  ["attributes.`run name` = 'x'", 'attribute', 'run_name', '=', 'x'],
  ['created > 5', 'attribute', 'start_time', '>', 5],
  ["dataset.context = 'train'", 'dataset', 'context', '=', 'train'],
  ['params.depth IS NULL', 'parameter', 'depth', 'IS NULL', null],
  ['tags.seen is not null', 'tag', 'seen', 'IS NOT NULL', null],
  ["tags.note = 'this AND that'", 'tag', 'note', '=', 'this AND that'],
] as const)('%s', (filter, entity, key, comparator, value) => {
  expect(parse(filter)).toEqual([{ entity, key, comparator, value }]);
});

it('comparisons are joined by AND, in any case', () => {
  expect(parse("metrics.a > 1 and params.b = 'c' AND tags.d != 'e'")).toHaveLength(3);
  expect(parse('')).toEqual([]);
  expect(parse('  ')).toEqual([]);
});

it.each([
  ["metrics.a > 1 OR params.b = 'c'", 'Invalid clause(s) in filter string'],
  ["(params.b = 'c')", 'Invalid clause(s) in filter string'],
  ["params.b = 'c' AND", 'Invalid clause(s) in filter string'],
  ["params.b = 'c' params.d = 'e'", 'Invalid clause(s) in filter string'],
  ['params.b', 'Invalid clause(s) in filter string'],
  ['params.b = c', 'either not quoted'],
  ['params.b = 1', 'Expected a quoted string value'],
  ["metrics.a = '1'", 'Expected numeric value type for metric'],
  ["model.a = '1'", "Invalid entity type 'model'"],
  ["attributes.nope = '1'", "Invalid attribute key 'nope'"],
  ["datasets.nope = '1'", "Invalid dataset key 'nope'"],
  ["params.a > '1'", "Invalid comparator '>'"],
  ["metrics.a LIKE '1'", "Invalid comparator 'LIKE'"],
  ["status > 'a'", "Invalid comparator '>'"],
  ['metrics.a IS NULL', 'only supported for tags and params'],
  ['run_id IN ()', 'While parsing a list'],
  ["run_id IN ('a' 'b')", 'While parsing a list'],
  ["params.a = 'unclosed", 'Invalid clause(s) in filter string'],
])('%s is refused', (filter, message) => {
  expect(() => parse(filter)).toThrow(message);
});

it.each([
  ['abc', 'LIKE', 'a%', true],
  ['abc', 'LIKE', 'A%', false],
  ['abc', 'ILIKE', 'A%', true],
  ['abc', 'LIKE', 'a_c', true],
  ['abc', 'LIKE', 'a', false],
  ['a.c', 'LIKE', 'abc', false],
  ['aXbXc', 'LIKE', '%X%X%', true],
  ['a\nb', 'LIKE', 'a%b', true],
  [undefined, '!=', 'a', false],
  [undefined, 'IS NULL', null, true],
  [Number.NaN, '>', 1, false],
] as const)('%s %s %s', (subject, comparator, value, expected) => {
  expect(meets(subject, { entity: 'tag', key: 'k', comparator, value })).toBe(expected);
});

it('no pattern takes long', () => {
  const pattern = `${'%a'.repeat(500)}b`;
  expect(meets('a'.repeat(5000), { entity: 'tag', key: 'k', comparator: 'LIKE', value: pattern })).toBe(
    false,
  );
});

it.each([
  ['metrics.loss DESC', { entity: 'metric', key: 'loss', descending: true }],
  ['params.`a b`', { entity: 'parameter', key: 'a b', descending: false }],
  ['start_time asc', { entity: 'attribute', key: 'start_time', descending: false }],
])('order by %s', (text, expected) => {
  expect(parseOrder(text, RUN_GRAMMAR.entities)).toEqual(expected);
});

it.each(['metrics.a UP', 'metrics.a DESC DESC', 'nope.a', ''])('no order: %s', (text) => {
  expect(() => parseOrder(text, RUN_GRAMMAR.entities)).toThrow();
});
