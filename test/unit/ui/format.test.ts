import { describe, expect, it } from 'vitest';
import { compareValues, sayAge, sayBytes, sayDuration, sayNumber } from '../../../src/ui/format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [99_960_000, '100 MB'],
  [999_600_000, '1.0 GB'],
  [5e12, '5.0 TB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (size, text) => expect(sayBytes(size)).toBe(text));

it.each([
  [0.1 + 0.2, '0.3'],
  [1234567, '1,234,567'],
  [0.123456789, '0.12346'],
  [0.00001234, '1.234e-5'],
  [-2.5, '-2.5'],
  ['NaN', 'NaN'],
  [null, '–'],
  [undefined, '–'],
])('%s is shown as %s', (value, text) => expect(sayNumber(value)).toBe(text));

it.each([
  [0, 'now'],
  [59, 'now'],
  [60, '1 min'],
  [7200, '2 h'],
  [86_400 * 3, '3 d'],
])('%d seconds ago is %s', (seconds, text) => {
  const now = Date.UTC(2026, 4, 3);
  expect(sayAge(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});

it('says durations in two units', () => {
  expect([500, 42_000, 92_000, 4_320_000, 774_420_000].map(sayDuration)).toEqual([
    '1 s',
    '42 s',
    '1 min 32 s',
    '1 h 12 min',
    '8 d 23 h',
  ]);
});

describe('the order of a column', () => {
  it('has numbers as numbers, versions by their numbers, and what is missing last', () => {
    const order = (values: unknown[]) => values.toSorted(compareValues);
    expect(order([10, 9, null, -1])).toEqual([-1, 9, 10, null]);
    expect(order(['v1.0.10', 'v1.0.9', ''])).toEqual(['v1.0.9', 'v1.0.10', '']);
    expect(order([undefined, 'b', 'A'])).toEqual(['A', 'b', undefined]);
  });
});
