import { describe, expect, it } from 'vitest';
import { JsonNumber, stringifyJson } from '../../../../src/core/json/index.ts';
import { metricValue, parameterValue, parseAssignment } from '../../../../src/core/values/assignment.ts';
import { MregError } from '../../../../src/errors.ts';

function failure(work: () => unknown): MregError {
  try {
    work();
  } catch (error) {
    if (error instanceof MregError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseAssignment', () => {
  it.each([
    ['team=fraud', 'team', 'fraud'],
    ['url=https://example.org/?a=b', 'url', 'https://example.org/?a=b'],
    ['empty=', 'empty', ''],
    ['validation.rmse=0.25', 'validation.rmse', '0.25'],
    [' a = b ', ' a ', ' b '],
    ['名前=値', '名前', '値'],
    ['constructor=x', 'constructor', 'x'],
  ])('divides %j at the first =', (text, key, value) => {
    expect(parseAssignment(text, '--tag')).toEqual([key, value]);
  });

  it.each([
    ['f1_score', '--metric', "--metric 'f1_score' is not of the form K=V", 'for example: f1_score=value'],
    ['=0.8', '--metric', "--metric '=0.8' is not of the form K=V", 'for example: key=0.8'],
    ['', 'tag', "tag '' is not of the form K=V", 'for example: key=value'],
    ['=', 'tag', "tag '=' is not of the form K=V", 'for example: key=value'],
    ['__proto__x', 'tag', "tag '__proto__x' is not of the form K=V", 'for example: __proto__x=value'],
    ['__proto__=x', 'tag', "tag: the key '__proto__' is not allowed", undefined],
  ])('refuses %j', (text, what, message, hint) => {
    expect(failure(() => parseAssignment(text, what))).toMatchObject({ code: 'MREG_USAGE', message, hint });
  });
});

describe('metricValue', () => {
  it.each(['0', '0.83', '-2', '1.0', '1e-05', '-0', '12345678901234567890', '1E+308'])(
    'keeps %s as written',
    (text) => {
      const value = metricValue(text, 'f1');
      expect(typeof value === 'number' || value instanceof JsonNumber).toBe(true);
      expect(stringifyJson(value)).toBe(text);
    },
  );

  it.each([
    ['nan', 'NaN'],
    ['NaN', 'NaN'],
    ['-nan', 'NaN'],
    ['+NAN', 'NaN'],
    ['inf', 'Infinity'],
    ['Infinity', 'Infinity'],
    ['+inf', 'Infinity'],
    ['INFINITY', 'Infinity'],
    ['-inf', '-Infinity'],
    ['-Infinity', '-Infinity'],
  ])('reads %s as Python does', (text, value) => {
    expect(metricValue(text, 'f1')).toBe(value);
  });

  it.each([
    '',
    'high',
    '0.8.1',
    '.5',
    '+1',
    '1_000',
    '0x1F',
    '1,5',
    '80%',
    'true',
    'null',
    '"0.8"',
    '"NaN"',
    '[1]',
    'infinite',
    'nano',
  ])('refuses %j', (text) => {
    expect(failure(() => metricValue(text, 'f1'))).toMatchObject({
      code: 'MREG_INVALID',
      message: `metric f1: '${text}' is not a number`,
    });
  });

  it('refuses a number that every reader takes for infinity', () => {
    expect(failure(() => metricValue('-1E+400', 'f1'))).toMatchObject({
      code: 'MREG_INVALID',
      message: "metric f1: '-1E+400' is past the range of numbers, which ends at 1.8e308",
    });
  });
});

describe('parameterValue', () => {
  it.each([
    ['0.1', 0.1],
    ['true', true],
    ['false', false],
    ['null', null],
    ['[64, 64]', [64, 64]],
    ['{"gamma": 0.99}', { gamma: 0.99 }],
    ['[]', []],
    ['"1"', '1'],
  ])('reads %s as JSON', (text, value) => {
    expect(parameterValue(text)).toEqual(value);
  });

  it.each(['1e-05', '3.0', '12345678901234567890', '[1.0,{"a":1e-05}]'])(
    'keeps the numbers of %s as written',
    (text) => {
      expect(stringifyJson(parameterValue(text))).toBe(text);
    },
  );

  it.each([
    '',
    'adam',
    'True',
    'None',
    '1_000',
    '.5',
    '0x1F',
    '[64, 64',
    '{gamma: 1}',
    "{'a': 1}",
    '{"__proto__": 1}',
    '{"a":1,"a":2}',
    'NaN',
  ])('takes %j as text', (text) => {
    expect(parameterValue(text)).toBe(text);
  });
});
