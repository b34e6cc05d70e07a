import type { GateReport } from '../generated/output.ts';
import { gateTable } from './changes/gate.ts';
import { escapeText } from './terminal/escape.ts';
import type { Ui } from './terminal/ui.ts';
import { textWidth } from './terminal/width.ts';

/** The lines between the message and the hint of an error: the gates that were judged, the place in a condition. */
export function failureLines(details: Readonly<Record<string, unknown>> | undefined, ui: Ui): string[] {
  const lines: string[] = [];
  if (Array.isArray(details?.gates)) lines.push(gateTable(details.gates as GateReport[], ui));
  if (typeof details?.condition === 'string' && typeof details.column === 'number') {
    const before = [...details.condition].slice(0, details.column - 1).join('');
    lines.push(`  ${escapeText(details.condition)}`, `  ${' '.repeat(textWidth(escapeText(before)))}^`);
  }
  return lines;
}
