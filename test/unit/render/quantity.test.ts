import { describe, expect, test } from 'vitest';
import { fieldList } from '../../../src/render/terminal/field-list.ts';
import { createUi } from '../../../src/render/terminal/ui.ts';
import { formatAge, formatBytes, formatDuration, formatNumber } from '../../../src/render/words/quantity.ts';

const KIB = 1024;
const DAY = 86_400_000;

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [512, '512 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1.5 * KIB ** 2, '1.5 MiB'],
    [99.96 * KIB, '100 KiB'],
    [640 * KIB ** 3, '640 GiB'],
    [KIB ** 2 - 1, '1.0 MiB'],
    [1023.4 * KIB, '1023 KiB'],
    [KIB ** 4, '1.0 TiB'],
    [2000 * KIB ** 5, '2000 PiB'],
  ])('%d is %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('formatAge', () => {
  test.each([
    [-5000, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [2 * 3_600_000, '2 h'],
    [DAY, '1 day'],
    [3 * DAY, '3 days'],
    [60 * DAY, '60 days'],
    [61 * DAY, '2 months'],
    [729 * DAY, '23 months'],
    [731 * DAY, '2 years'],
  ])('%d ms is %s', (ms, expected) => {
    expect(formatAge(ms)).toBe(expected);
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [8.4, '8 ms'],
    [99.6, '0.1 s'],
    [800, '0.8 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_990, '1 min'],
    [125_000, '2 min 5 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h'],
    [3_725_000, '1 h 2 min'],
    [7_199_000, '2 h'],
    [172_769_000, '47 h 59 min'],
    [172_771_000, '2 d'],
    [774_420_000, '8 d 23 h'],
  ])('%d ms is %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });
});

describe('formatNumber', () => {
  test.each([
    [0.83, '0.83'],
    [0.1 + 0.2, '0.3'],
    [0.831234567, '0.831235'],
    [1.5e-7, '1.5e-7'],
    [-12.3456789, '-12.3457'],
    [42, '42'],
    [123456789, '123456789'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [1234567.89, '1234568'],
    [123456.7, '123457'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d is %s', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });
});

describe('fieldList', () => {
  test('aligns values, also after wide keys, and leaves out what is undefined', async () => {
    const ui = await createUi({ tty: true, color: false });
    const text = fieldList(
      [
        ['model', 'ppo'],
        ['説明', 'wide'],
        ['f1_score', '0.83'],
        ['notes', undefined],
      ],
      ui,
    );
    expect(text).toBe('model:    ppo\n説明:     wide\nf1_score: 0.83');
  });

  test('stands further lines under the first, so that none looks like a field', async () => {
    const ui = await createUi({ tty: true, color: false });
    const text = fieldList(
      [
        ['notes', 'one\n\nstage: Production\n'],
        ['empty', ''],
      ],
      ui,
    );
    expect(text).toBe('notes: one\n\n       stage: Production\nempty:');
  });

  test('gives a line a field in a pipe', async () => {
    const ui = await createUi({ tty: false, color: false });
    const text = fieldList(
      [
        ['notes', 'one\n\nstage: Production\n'],
        ['stage', 'None'],
      ],
      ui,
    );
    expect(text).toBe('notes\tone\\n\\nstage: Production\\n\nstage\tNone');
  });

  test('escapes keys and values, then colours them', async () => {
    const ui = await createUi({ tty: true, color: true });
    const text = fieldList([['a\nb', { text: '\x1b[2J', style: 'ok' }]], ui);
    expect(text).toBe('\x1b[2ma\\nb:\x1b[22m \x1b[32m\\x1b[2J\x1b[39m');
  });
});
