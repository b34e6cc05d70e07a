import { describe, expect, it } from 'vitest';
import { type JsonObject, type JsonValue, parseJson } from '../../../../src/core/json/index.ts';
import { mergeEvaluations } from '../../../../src/core/metadata/evaluation.ts';
import { flattenMetrics, groupMetrics, regroupMetrics } from '../../../../src/core/metadata/metrics.ts';

const read = (text: string) => parseJson(new TextEncoder().encode(text), { file: 'test' }) as JsonObject;

describe('metrics', () => {
  it('are flattened to dotted names', () => {
    const document = read(
      '{"validation":{"rmse":0.25,"deep":{"x":1}},"f1":1.0,"big":12345678901234567890,"loss":NaN,"note":"good"}',
    );
    expect(flattenMetrics(document)).toEqual({
      'validation.rmse': 0.25,
      'validation.deep.x': 1,
      f1: 1,
      big: '12345678901234567890',
      loss: 'NaN',
    });
  });

  it.each<[Record<string, JsonValue>, JsonObject]>([
    [{ f1: 1 }, { f1: 1 }],
    [{ 'validation.rmse': 1, 'validation.mae': 2 }, { validation: { rmse: 1, mae: 2 } }],
    [{ 'a.b.c': 1 }, { a: { 'b.c': 1 } }],
    [
      { 'a.': 1, '.a': 2, '..': 3 },
      { 'a.': 1, '.a': 2, '..': 3 },
    ],
    [
      { a: 1, 'a.b': 2 },
      { a: 1, 'a.b': 2 },
    ],
    [
      { 'a.b': 2, a: 1 },
      { a: 1, 'a.b': 2 },
    ],
    [
      { 'constructor.x': 1, toString: 2 },
      { constructor: { x: 1 }, toString: 2 },
    ],
  ])('%j are grouped, and none is lost', (metrics, grouped) => {
    expect(groupMetrics(metrics)).toEqual(grouped);
    expect(flattenMetrics(groupMetrics(metrics))).toEqual(metrics);
  });

  it.each<[JsonObject, JsonObject]>([
    [
      { f1: 1, 'a.b': 2 },
      { f1: 1, 'a.b': 2 },
    ],
    [{ metrics: { f1: 1 } }, { f1: 1 }],
    [{ test: { up: { f1: 1 }, rmse: 2 } }, { test: { 'up.f1': 1, rmse: 2 } }],
  ])('%j have one level of groups in metadata.json', (written, kept) => {
    expect(regroupMetrics({ key_performance_metrics: written })).toEqual({ key_performance_metrics: kept });
  });
});

describe('evaluations', () => {
  const of = (name: string, document: JsonObject, group?: string) => ({ name, document, group });

  it('give all their numbers, and say what is none', () => {
    const document = { metrics: { f1: 0.8, test: { up: { f1: 1, plot: 'p.png' } } }, model: 'MLP' };
    expect(mergeEvaluations([of('e.json', document)])).toEqual({
      metrics: { f1: 0.8, test: { 'up.f1': 1 } },
      others: ['test.up.plot', 'model'],
      results: document,
    });
    expect(mergeEvaluations([of('e.json', { test: { rmse: 1 } })]).results).toBeUndefined();
    expect(mergeEvaluations([])).toEqual({ metrics: {}, others: [], results: undefined });
  });

  it('are merged', () => {
    const [train, test] = [of('train.json', { rmse: 1, set: 'a' }), of('test.json', { rmse: 1, mae: 2 })];
    expect(mergeEvaluations([train, test])).toEqual({
      metrics: { rmse: 1, mae: 2 },
      others: ['set'],
      results: { 'train.json': train.document, 'test.json': test.document },
    });
    expect(
      mergeEvaluations([of('a.json', { rmse: 1 }, 'train'), of('b.json', { rmse: 2 }, 'test')]).metrics,
    ).toEqual({
      train: { rmse: 1 },
      test: { rmse: 2 },
    });
  });

  it('that contradict each other are refused', () => {
    expect(() => mergeEvaluations([of('a.json', { rmse: 1 }), of('b.json', { rmse: 2 })])).toThrow(
      "the metric 'rmse' is 1 in a.json and 2 in b.json",
    );
  });
});
