import type { RunView } from '../../../generated/output.ts';
import { formatDuration } from '../../../render/words/quantity.ts';
import { sayNumber } from '../../format.ts';
import { Age, Tags } from '../../parts/bits.tsx';
import { RunStatus } from '../../parts/run-status.tsx';
import { bestOf } from '../../parts/table/best.ts';
import type { Column } from '../../parts/table/column.ts';

const METRICS_SHOWN = 4;
const PARAMS_SHOWN = 4;

/** Tags that MLflow's client sets for itself. */
const OWN_TAG = /^mlflow\./;

/** The columns of runs: params that are the same in all stand behind, and are not shown until they are asked for. */
export function runColumns(
  runs: readonly RunView[],
  metrics: readonly string[],
  params: readonly string[],
  directions: Readonly<Record<string, 'min' | 'max'>>,
): Column<RunView>[] {
  const isSame = (name: string) => runs.every((run) => run.params[name] === runs[0]?.params[name]);
  const differing = params.filter((name) => !isSame(name));
  const equal = params.filter(isSame);
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
    ...metrics.map(
      (name, at): Column<RunView> => ({
        key: `metrics.${name}`,
        title: name,
        align: 'right',
        shown: at < METRICS_SHOWN,
        value: (run) => run.metrics[name]?.value,
        cell: (run) => sayNumber(run.metrics[name]?.value),
        best: bestOf(
          runs.map((run) => run.metrics[name]?.value),
          directions[name],
        ),
      }),
    ),
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
