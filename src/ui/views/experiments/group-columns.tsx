import type { RunView } from '../../../generated/output.ts';
import { sayNumber } from '../../format.ts';
import type { Band } from '../../parts/groups/average-lines.ts';
import { type Group, type Spread, sayGroup, spreadOf } from '../../parts/groups/grouping.ts';
import { bestOf } from '../../parts/table/best.ts';
import type { Column } from '../../parts/table/column.ts';
import { bestIn, METRICS_SHOWN } from './run-columns.tsx';

/** Runs in a group, with the spread of each metric over them. */
export interface RunGroup extends Group<RunView> {
  readonly spreads: Readonly<Record<string, Spread | undefined>>;
}

/** Reads the latest values, or the best of each run. */
export function measureGroups(
  groups: readonly Group<RunView>[],
  metrics: readonly string[],
  directions: Readonly<Record<string, 'min' | 'max'>>,
  isBest: boolean,
): readonly RunGroup[] {
  const read = (metric: string) => (run: RunView) =>
    isBest && directions[metric]
      ? bestIn(run, metric, directions[metric])?.value
      : run.metrics[metric]?.value;
  return groups.map((group) => ({
    ...group,
    spreads: Object.fromEntries(metrics.map((metric) => [metric, spreadOf(group.members.map(read(metric)))])),
  }));
}

/** The columns of groups: what they have in common, how many runs they have, a mean and a spread of each metric. */
export function groupColumns(
  groups: readonly RunGroup[],
  params: readonly string[],
  metrics: readonly string[],
  directions: Readonly<Record<string, 'min' | 'max'>>,
  band: Band,
): Column<RunGroup>[] {
  const [only = ''] = params.length === 1 ? params : [];
  const nameOf = (group: RunGroup) => (only === '' ? sayGroup(group.params) : (group.params[only] ?? '–'));
  return [
    {
      key: 'group',
      title: only || 'Group',
      width: only === '' ? 300 : 140,
      value: nameOf,
      cell: nameOf,
    },
    {
      key: 'runs',
      title: 'Runs',
      width: 60,
      align: 'right',
      value: ({ members }) => members.length,
      cell: ({ members }) => members.length,
    },
    ...metrics.map(
      (metric, at): Column<RunGroup> => ({
        key: `metrics.${metric}`,
        title: metric,
        width: 210,
        align: 'right',
        shown: at < METRICS_SHOWN,
        value: ({ spreads }) => spreads[metric]?.mean,
        cell: ({ spreads }) => <Mean spread={spreads[metric]} band={band} />,
        best: bestOf(
          groups.map(({ spreads }) => spreads[metric]?.mean),
          directions[metric],
        ),
      }),
    ),
  ];
}

function Mean({ spread, band }: { readonly spread: Spread | undefined; readonly band: Band }) {
  if (!spread) return <>–</>;
  const { many, mean, low, high, deviation } = spread;
  return (
    <>
      {sayNumber(mean)}
      {many > 1 && (
        <span class="soft">
          {band === 'deviation'
            ? ` ± ${Number(deviation.toPrecision(2))}`
            : ` (${sayNumber(low)} – ${sayNumber(high)})`}
        </span>
      )}
    </>
  );
}
