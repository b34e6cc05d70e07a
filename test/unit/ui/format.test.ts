import { describe, expect, it } from 'vitest';
import { compareValues, sayNumber } from '../../../src/ui/format.ts';

it.each([
  [0.1 + 0.2, '0.3'],
  [1234567, '1234567'],
  [0.123456789, '0.123457'],
  [0.00001234, '0.00001234'],
  [-2.5, '-2.5'],
  ['NaN', 'NaN'],
  [null, '–'],
  [undefined, '–'],
])('%s is shown as %s', (value, text) => expect(sayNumber(value)).toBe(text));

describe('the order of a column', () => {
  it('has numbers as numbers, versions by their numbers, and what is missing last', () => {
    const order = (values: unknown[]) => values.toSorted(compareValues);
    expect(order([10, 9, null, -1])).toEqual([-1, 9, 10, null]);
    expect(order(['v1.0.10', 'v1.0.9', ''])).toEqual(['v1.0.9', 'v1.0.10', '']);
    expect(order([undefined, 'b', 'A'])).toEqual(['A', 'b', undefined]);
  });
});
