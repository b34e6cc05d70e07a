import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Column } from '../../src/render/terminal/cell.ts';
import { escapeText } from '../../src/render/terminal/escape.ts';
import { createUi } from '../../src/render/terminal/ui.ts';

const STYLES = ['ok', 'warn', 'error', 'dim', 'bold', 'stage'] as const;

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'Production', 'a\tb', 'a\nb', '\x1b[2J', '日本語', '\u202e', '[object Object]'),
);
const cell = fc.oneof(text, fc.record({ text, style: fc.constantFrom(...STYLES) }));
const columns = fc.array(
  fc
    .tuple(text, fc.constantFrom(undefined, ...STYLES))
    .map(([header, style]): Column => ({ header, ...(style && { style }) })),
  { maxLength: 4 },
);
/** Also rows that are shorter or longer than there are columns. */
const rows = fc.array(fc.oneof(fc.array(text, { maxLength: 5 }), fc.array(cell, { maxLength: 5 })), {
  maxLength: 600,
  size: 'medium',
});

it('a line in a pipe is its cells, each escaped and in its own style or its column’s', async () => {
  const uis = [
    await createUi({ tty: false, color: false }),
    await createUi({ tty: false, color: true }),
  ] as const;
  fc.assert(
    fc.property(columns, rows, fc.constantFrom(...uis), (columns, rows, ui) => {
      const line = (row: (typeof rows)[number]) =>
        columns.map((column, at) => {
          const cell = row[at] ?? '';
          const { text, style } = typeof cell === 'object' ? cell : { text: cell, style: column.style };
          const safe = escapeText(text);
          return style === 'stage' ? ui.style.stage(safe, text) : style ? ui.style[style](safe) : safe;
        });
      expect(ui.table(columns, rows)).toBe(rows.map((row) => line(row).join('\t')).join('\n'));
    }),
    { numRuns: 1000 },
  );
});
