import { type Cell, safeCell } from './cell.ts';
import type { Ui } from './ui.ts';
import { textWidth } from './width.ts';

/**
 * An aligned block of `key: value` lines, no newline at the end. A pair without a value is left out; keys
 * and values are escaped; further lines of a value stand under its first, so none can pass for a field. In a
 * pipe each is one line, key and value with a tab between.
 */
export function fieldList(
  pairs: readonly (readonly [key: string, value: Cell | undefined])[],
  ui: Pick<Ui, 'style' | 'tty'>,
): string {
  if (!ui.tty) {
    const plain = (cell: Cell) => safeCell(cell, ui.style).text;
    return pairs
      .flatMap(([key, value]) => (value === undefined ? [] : `${plain(key)}\t${plain(value)}`))
      .join('\n');
  }
  const fields = pairs.flatMap(([key, value]) => {
    if (value === undefined) return [];
    const name = safeCell({ text: `${key}:`, style: 'dim' }, ui.style);
    return [{ name, value: safeCell(value, ui.style, { multiline: true }) }];
  });
  const column = fields.reduce((widest, { name }) => Math.max(widest, textWidth(name.text)), 0) + 1;
  return fields
    .flatMap(({ name, value }) => {
      const [first = '', ...others] = value.text.replace(/\n$/, '').split('\n');
      const gap = first === '' ? '' : ' '.repeat(column - textWidth(name.text));
      return [
        name.paint(name.text) + gap + value.paint(first),
        ...others.map((line) => (line === '' ? '' : ' '.repeat(column) + value.paint(line))),
      ];
    })
    .join('\n');
}
