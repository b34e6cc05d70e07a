import { describe, expect, it } from 'vitest';
import { type JsonObject, parseJson, stringifyJson } from '../../../../src/core/json/index.ts';
import { type MetadataDocument, mergeMetadata } from '../../../../src/core/metadata/metadata.ts';
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
