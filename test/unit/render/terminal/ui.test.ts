import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Column } from '../../../../src/render/terminal/cell.ts';
import { createUi } from '../../../../src/render/terminal/ui.ts';
import { textWidth } from '../../../../src/render/terminal/width.ts';

const COLUMNS: readonly Column[] = [
  { header: 'Version' },
  { header: 'Stage' },
  { header: 'Size', align: 'right' },
  { header: 'Description', optional: true },
];
const ROWS = [
  ['v1.0.0', { text: 'Production', style: 'stage' }, '1.5 MiB', '日本語の長い説明文です'],
  ['v1.10.0', '', '512 B', 'trained on thirty stocks'],
] as const;

describe('createUi', () => {
  test('takes the width of the terminal, 80 where it has none to tell, and no limit in a pipe', async () => {
    expect((await createUi({ tty: true, color: false, columns: 120 })).width).toBe(120);
    expect((await createUi({ tty: true, color: false, columns: 0 })).width).toBe(80);
    expect((await createUi({ tty: true, color: false })).width).toBe(80);
    expect((await createUi({ tty: false, color: false, columns: 120 })).width).toBe(Number.POSITIVE_INFINITY);
  });

  test('colours only when asked to, whatever the environment says', async () => {
    const plain = await createUi({ tty: true, color: false });
    const colored = await createUi({ tty: false, color: true });
    for (const name of ['ok', 'warn', 'error', 'dim', 'bold', 'stage'] as const) {
      expect(plain.style[name]('text')).toBe('text');
      expect(colored.style[name]('text')).toMatch(/^\x1b\[\d+mtext\x1b\[\d+m$/);
    }
  });

  test('tells the stages apart, also where the name is shortened', async () => {
    const { style } = await createUi({ tty: true, color: true });
    const painted = ['Production', 'Staging', 'Archived', 'Canary'].map((name) => style.stage('x', name));
    expect(new Set(painted).size).toBe(4);
  });
});

describe('table in a pipe', () => {
  test('is one tab-separated line a row with every column and no header', async () => {
    const ui = await createUi({ tty: false, color: false });
    expect(ui.table(COLUMNS, [...ROWS, ['v2.0.0']])).toBe(
      'v1.0.0\tProduction\t1.5 MiB\t日本語の長い説明文です\nv1.10.0\t\t512 B\ttrained on thirty stocks\nv2.0.0\t\t\t',
    );
  });

  test('escapes cells, so that no value can make a field or a line', async () => {
    const ui = await createUi({ tty: false, color: false });
    expect(ui.table(COLUMNS.slice(0, 2), [['a\tb\nc', { text: '\x1b]0;x\x07', style: 'ok' }]])).toBe(
      'a\\tb\\nc\t\\x1b]0;x\\x07',
    );
  });
});

describe('table on a terminal', () => {
  test('has a header, aligned columns, no borders and no spaces at the end', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 80 });
    expect(ui.table(COLUMNS, ROWS)).toBe(
      [
        'Version  Stage          Size  Description',
        'v1.0.0   Production  1.5 MiB  日本語の長い説明文です',
        'v1.10.0                512 B  trained on thirty stocks',
      ].join('\n'),
    );
  });

  test('shortens the widest column until it fits', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 40 });
    expect(ui.table(COLUMNS, ROWS)).toBe(
      [
        'Version  Stage          Size  Descr…tion',
        'v1.0.0   Production  1.5 MiB  日本…です',
        'v1.10.0                512 B  train…ocks',
      ].join('\n'),
    );
  });

  test('leaves out an optional column for want of room, and keeps numbers whole', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 25 });
    expect(ui.table(COLUMNS, ROWS)).toBe(
      ['Version  Stage       Size', 'v1.0.0   Pro…ion  1.5 MiB', 'v1.10.0             512 B'].join('\n'),
    );
  });

  test('leaves out an optional column that is empty', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 80 });
    expect(ui.table(COLUMNS, [['v1.0.0', 'None', '1 B', '']])).toBe(
      'Version  Stage  Size\nv1.0.0   None    1 B',
    );
  });

  test('is nothing without rows', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 80 });
    expect(ui.table(COLUMNS, [])).toBe('');
  });

  test('escapes cells, colours them, and aligns as if there were no colour', async () => {
    const rows = [
      [{ text: '\u202ev1', style: 'error' }, { text: 'Production', style: 'stage' }, '1 B', 'x'],
      ...ROWS,
    ] as const;
    const plain = await createUi({ tty: true, color: false, columns: 40 });
    const colored = await createUi({ tty: true, color: true, columns: 40 });
    const text = colored.table(COLUMNS, rows);
    expect(text).toContain('\x1b[31m\\u202ev1\x1b[39m');
    expect(text).toContain('\x1b[32mProd…tion\x1b[39m');
    expect(stripVTControlCharacters(text)).toBe(plain.table(COLUMNS, rows));
  });

  test('keeps every row of a long table aligned within the width', async () => {
    const ui = await createUi({ tty: true, color: false, columns: 30 });
    const rows = Array.from({ length: 300 }, (_, index) => [
      'm'.repeat(index % 40),
      '日'.repeat(index % 9),
      `${index}`,
    ]);
    const columns: readonly Column[] = [{ header: 'A' }, { header: 'B' }, { header: 'N', align: 'right' }];
    const lines = ui.table(columns, rows).split('\n');
    expect(lines).toHaveLength(301);
    // Two shortened columns of equal width leave one of the thirty over.
    expect(new Set(lines.map(textWidth))).toEqual(new Set([29]));
    expect(lines.map((line) => line.trim().split(/ +/).at(-1))).toEqual(['N', ...rows.map((row) => row[2])]);
  });
});
