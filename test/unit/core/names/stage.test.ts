import { describe, expect, it } from 'vitest';
import { DEFAULT_STAGES, ladder, parseStage, readStage } from '../../../../src/core/names/stage.ts';

const OWN = ['None', 'Prod', 'constructor', 'Archived'];

describe('a stage', () => {
  it.each([
    ['Production', DEFAULT_STAGES, 'Production'],
    ['pRODUCTION', DEFAULT_STAGES, 'Production'],
    ['prod', DEFAULT_STAGES, 'Production'],
    ['archive', DEFAULT_STAGES, 'Archived'],
    ['none', DEFAULT_STAGES, 'None'],
    ['prod', OWN, 'Prod'],
    ['Constructor', OWN, 'constructor'],
  ])('%s of %j is %s', (text, stages, stage) => {
    expect(parseStage(text, stages)).toBe(stage);
  });

  it.each(['', 'prodution', 'constructor', 'toString', '__proto__'])('%j is none', (text) => {
    expect(readStage(text, DEFAULT_STAGES)).toBeUndefined();
    expect(() => parseStage(text, DEFAULT_STAGES)).toThrow(expect.objectContaining({ code: 'MREG_INVALID' }));
  });

  it('that is misspelt is guessed', () => {
    expect(() => parseStage('prodution', DEFAULT_STAGES)).toThrow(
      expect.objectContaining({ hint: 'did you mean Production?' }),
    );
  });
});

it('promote climbs from None to before Archived', () => {
  expect(ladder(DEFAULT_STAGES)).toEqual(['Staging', 'Production']);
});
