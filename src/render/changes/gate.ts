import { stringifyJson } from '../../core/json/index.ts';
import type { GateReport } from '../../generated/output.ts';
import type { Cell, Column } from '../terminal/cell.ts';
import type { Ui } from '../terminal/ui.ts';

const COLUMNS: readonly Column[] = [
  { header: '' },
  { header: 'CONDITION' },
  { header: 'CANDIDATE', align: 'right' },
  { header: 'INCUMBENT', align: 'right' },
  { header: '', optional: true },
];

/** The gates, a line each: verdict, condition, the value of the candidate and of the incumbent. */
export function gateTable(gates: readonly GateReport[], ui: Ui): string {
  return ui.table(
    COLUMNS,
    gates.map((gate): Cell[] => [
      gate.passed ? { text: '✓', style: 'ok' } : { text: '✗', style: 'error' },
      gate.condition,
      gateValue(gate.candidate),
      gate.incumbent_ref === null ? '—' : gateValue(gate.incumbent),
      gate.incumbent_ref ?? (isComparison(gate) ? 'nothing to compare with' : ''),
    ]),
  );
}

/** The value with all its digits: a verdict must not contradict the numbers beside it. */
export function gateValue(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  return typeof value === 'string' ? value : stringifyJson(value);
}

function isComparison({ condition }: GateReport): boolean {
  return / (?:lower|higher) than /.test(condition);
}
