import { describe, expect, it } from 'vitest';
import {
  type JsonObject,
  type JsonValue,
  parseJson,
  stringifyJson,
} from '../../../../src/core/json/index.ts';
import {
  flattenMetrics,
  groupMetrics,
  type MetadataDocument,
  mergeMetadata,
  splitEvaluation,
} from '../../../../src/core/metadata/metadata.ts';
import { codeOf } from '../../../support/state.ts';

const read = (text: string) => parseJson(new TextEncoder().encode(text), { file: 'f' }) as JsonObject;

describe('documents laid over each other', () => {
  it('the last wins, and nothing undefined', () => {
    expect(mergeMetadata({ notes: 'a', model_name: 'm' }, { notes: 'b' }, { notes: undefined })).toEqual({
      model_name: 'm',
      notes: 'b',
    });
  });

  it('metrics, hyperparameters and tags are merged, groups too', () => {
    const merged = mergeMetadata(
      { key_performance_metrics: { f1: 0.8, validation: { rmse: 0.3, mae: 0.1 } }, tags: { a: '1' } },
      { key_performance_metrics: { validation: { rmse: 0.25 } }, tags: { b: '2' } },
    );
    expect(merged).toEqual({
      key_performance_metrics: { f1: 0.8, validation: { rmse: 0.25, mae: 0.1 } },
      tags: { a: '1', b: '2' },
    });
  });

  it('members stand in the documented order, unknown ones after', () => {
    const merged = mergeMetadata({ zeta: 1, files: [], constructor: 'c' }, { notes: 'n', model_name: 'm' });
    expect(Object.keys(merged)).toEqual(['model_name', 'notes', 'files', 'zeta', 'constructor']);
  });

  it('keeps every number as it was written', () => {
    const text = '{"hyperparameters":{"lr":1e-05,"seed":12345678901234567890,"gamma":1.0}}';
    expect(stringifyJson(mergeMetadata(read('{"hyperparameters":{"lr":1}}'), read(text)))).toBe(text);
  });

  it.each(['{"__proto__":1}', '{"tags":{"__proto__":"x"}}', '{"notes":[{"a":{"__proto__":{}}}]}'])(
    '%s could not be read back',
    (text) => {
      expect(codeOf(() => mergeMetadata(JSON.parse(text) as MetadataDocument))).toBe('MREG_INVALID');
    },
  );

  it('names that objects inherit are names like others', () => {
    const document = { tags: { constructor: 'x', toString: 'y' }, key_performance_metrics: { valueOf: 1 } };
    expect(read(stringifyJson(mergeMetadata({}, document)))).toEqual(document);
  });
});

describe('metrics', () => {
  it('are flattened to dotted names', () => {
    const document = read(
      '{"validation":{"rmse":0.25,"deep":{"x":1}},"f1":1.0,"big":12345678901234567890,"loss":NaN,"note":"good"}',
    );
    expect(flattenMetrics(document)).toEqual({
      'validation.rmse': 0.25,
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

  it('are whatever is a number in an evaluation', () => {
    expect(splitEvaluation({ f1: 0.8, test: { rmse: 1 } })).toEqual({
      metrics: { f1: 0.8, test: { rmse: 1 } },
      complete: true,
    });
    expect(splitEvaluation({ f1: 0.8, labels: ['a'], test: { rmse: 1, plot: 'p.png' } })).toEqual({
      metrics: { f1: 0.8, test: { rmse: 1 } },
      complete: false,
    });
  });
});
