import type { GateReport } from '../../../generated/output.ts';
import { sayNumber } from '../../format.ts';

/** Conditions with the values of both sides. */
export function GateTable({ gates }: { readonly gates: readonly GateReport[] }) {
  return (
    <table class="gates">
      <caption class="hidden">Gates</caption>
      <thead>
        <tr>
          <th scope="col">Gate</th>
          <th scope="col" class="right">
            This version
          </th>
          <th scope="col" class="right">
            Before
          </th>
          <th scope="col">Passed</th>
        </tr>
      </thead>
      <tbody>
        {gates.map(({ condition, candidate, incumbent, incumbent_ref, passed }) => (
          <tr key={condition}>
            <th scope="row">{condition}</th>
            <td class="right">{sayValue(candidate)}</td>
            <td class="right">{incumbent_ref === null ? '–' : sayValue(incumbent)}</td>
            <td class={passed ? 'good' : 'bad'}>{passed ? '✓ yes' : '✗ no'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** With all digits: a verdict must not contradict the numbers beside it. */
function sayValue(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  return typeof value === 'object'
    ? JSON.stringify(value)
    : typeof value === 'number'
      ? String(value)
      : sayNumber(value);
}
