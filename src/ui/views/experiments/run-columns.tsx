import type { RunView } from '../../../generated/output.ts';
import { formatDuration } from '../../../render/words/quantity.ts';
import { sayNumber } from '../../format.ts';
import { Age, AtStep, Tags } from '../../parts/bits.tsx';
import { RunStatus } from '../../parts/run-status.tsx';
import { bestOf } from '../../parts/table/best.ts';
import type { Column } from '../../parts/table/column.ts';

export const METRICS_SHOWN = 3;
const PARAMS_SHOWN = 4;

/** Tags that MLflow's client sets for itself. */
const OWN_TAG = /^mlflow\./;

/** The params that are not the same in all of these runs. */
export function differingParams(runs: readonly RunView[], params: readonly string[]): readonly string[] {
  return params.filter((name) => runs.some((run) => run.params[name] !== runs[0]?.params[name]));
}

/** The best value that a run had of a metric, and the step at which it had it first. */
export function bestIn(
  run: RunView,
  metric: string,
  direction: 'min' | 'max',
): { readonly value: number; readonly step: number | null } | undefined {
  const known = run.metrics[metric];
  const value = known?.[direction];
  return known && typeof value === 'number' ? { value, step: known[`${direction}_step`] } : undefined;
}

/** The columns of runs: params that are the same in all stand behind, and are not shown until they are asked for. */
export function runColumns(
  runs: readonly RunView[],
  metrics: readonly string[],
  params: readonly string[],
  differing: readonly string[],
  directions: Readonly<Record<string, 'min' | 'max'>>,
): Column<RunView>[] {
  const equal = params.filter((name) => !differing.includes(name));
  return [
    {
      key: 'name',
      title: 'Run',
      width: 220,
      value: ({ name }) => name,
      cell: ({ name, id }) => name || id.slice(0, 8),
    },
    {
      key: 'status',
      title: 'Status',
      width: 110,
      value: ({ status }) => status,
      cell: ({ status }) => <RunStatus status={status} />,
    },
    {
      key: 'started',
      title: 'Started',
      width: 90,
      align: 'right',
      value: ({ started_at }) => started_at,
      cell: ({ started_at }) => <Age at={started_at} />,
    },
    {
      key: 'took',
      title: 'Took',
      width: 110,
      align: 'right',
      value: ({ started_at, ended_at }) => ended_at && Date.parse(ended_at) - Date.parse(started_at),
      cell: ({ started_at, ended_at }) =>
        ended_at !== null && formatDuration(Date.parse(ended_at) - Date.parse(started_at)),
    },
    ...metrics.flatMap((name, at) => metricColumns(runs, name, at < METRICS_SHOWN, directions[name])),
    ...[...differing, ...equal].map(
      (name, at): Column<RunView> => ({
        key: `params.${name}`,
        title: name,
        align: 'right',
        shown: at < Math.min(PARAMS_SHOWN, differing.length),
        value: ({ params: { [name]: text } }) =>
          text === undefined || text === '' || Number.isNaN(Number(text)) ? text : Number(text),
        cell: (run) => run.params[name],
      }),
    ),
    {
      key: 'user',
      title: 'User',
      width: 110,
      shown: false,
      value: ({ user }) => user,
      cell: ({ user }) => user,
    },
    {
      key: 'tags',
      title: 'Tags',
      width: 220,
      shown: false,
      cell: ({ tags }) => (
        <Tags tags={Object.fromEntries(Object.entries(tags).filter(([key]) => !OWN_TAG.test(key)))} />
      ),
    },
  ];
}

/** The last value of a metric, and beside it the best, or the lowest and the highest if nothing tells which is better. */
function metricColumns(
  runs: readonly RunView[],
  metric: string,
  shown: boolean,
  direction: 'min' | 'max' | undefined,
): Column<RunView>[] {
  const last = (run: RunView) => run.metrics[metric]?.value;
  const isCurve = runs.some(({ metrics: { [metric]: known } }) => known && known.min !== known.max);
  const extremes = direction
    ? [['best', direction] as const]
    : [['lowest', 'min'] as const, ['highest', 'max'] as const];
  return [
    {
      key: `metrics.${metric}`,
      title: metric,
      align: 'right',
      shown,
      value: last,
      cell: (run) => sayNumber(last(run)),
      best: bestOf(runs.map(last), direction),
    },
    ...extremes.map(([word, way]): Column<RunView> => {
      const value = (run: RunView) => bestIn(run, metric, way)?.value;
      return {
        key: `${word}.${metric}`,
        title: `${word} ${metric}`,
        width: 175,
        align: 'right',
        shown: shown && isCurve && direction !== undefined,
        value,
        cell: (run) => <AtStep {...bestIn(run, metric, way)} />,
        best: bestOf(runs.map(value), direction),
      };
    }),
  ];
}
