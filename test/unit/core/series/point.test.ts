import { describe, expect, it } from 'vitest';
import { parsePoints } from '../../../../src/core/series/point.ts';
import { MregError } from '../../../../src/errors.ts';

const at = new Date('2026-05-03T14:00:00Z');
const parse = (text: string, step?: number) => parsePoints(Buffer.from(text), 'points.jsonl', { at, step });

describe('points from a file', () => {
  it('are one a line, with time and step of their own or of the call', () => {
    const text = '{"loss": 0.5, "val": {"acc": 0.8}}\n\n  \n{"at": "2026-05-01", "step": 7, "loss": NaN}\r\n';
    expect(parse(text, 3)).toEqual([
      { at: '2026-05-03T14:00:00.000Z', step: 3, metrics: { loss: 0.5, 'val.acc': 0.8 } },
      { at: '2026-05-01T00:00:00.000Z', step: 7, metrics: { loss: 'NaN' } },
    ]);
  });

  it('may have their values in `metrics`, as they are printed', () => {
    const printed = '{"at":"2026-05-03T14:00:00.000Z","step":1,"metrics":{"val.acc":0.8,"big":"Infinity"}}';
    expect(parse(printed).map((point) => JSON.stringify(point))).toEqual([printed]);
  });

  it('keep a number that no double holds as its text', () => {
    expect(parse('{"n": 12345678901234567890}')[0]?.metrics).toEqual({ n: '12345678901234567890' });
  });

  it.each([
    ['[1]', 1, 'an object such as'],
    ['{}', 1, 'at least one metric'],
    ['{"step": 3}', 1, 'at least one metric'],
    ['{"a": 1}\n{"a": "x"}', 2, "'a' is neither a number nor a group of numbers"],
    ['{"a": {"b": {"c": {"d": 1}}}}', 1, "'a.b.c' is neither"],
    ['{"a": {"b": "x"}}', 1, "'a.b' is neither"],
    ['{"a": null}', 1, "'a' is neither"],
    ['{"a": 1, "at": 5}', 1, 'at 5 is not a time'],
    ['{"a": 1, "at": "7d"}', 1, 'at "7d" is not a time'],
    ['{"a": 1, "at": "2026-02-30"}', 1, "'2026-02-30' is not a time"],
    ['{"a": 1, "step": -1}', 1, 'step -1 is not a whole number'],
    ['{"a": 1, "step": 1.5}', 1, 'step 1.5 is not a whole number'],
    ['{"": 1}', 1, 'a name of 1 to 256 characters'],
    ['{"a": 1, "a": 2}', 1, 'twice'],
    ['{"a": 1', 1, 'expected'],
  ])('%s is refused', (text, line, problem) => {
    try {
      parse(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(MregError);
      expect((error as MregError).code).toBe('MREG_INVALID');
      if (!problem.includes('not a time') || (error as MregError).message.startsWith('points'))
        expect((error as MregError).message).toContain(`points.jsonl, line ${line}`);
      expect((error as MregError).message).toContain(problem);
    }
  });
});
