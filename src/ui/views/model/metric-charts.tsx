import { useMemo } from 'preact/hooks';
import type { VersionView } from '../../../generated/output.ts';
import { useQuery } from '../../address.ts';
import { Empty } from '../../parts/bits.tsx';
import { Chart, type Line } from '../../parts/charts/chart.tsx';
import { Choice } from '../../parts/choice.tsx';
import { metricNames } from '../../parts/metrics.ts';

const MOST = 24;

/** Each metric over the versions, or over time. */
export function MetricCharts({ versions }: { readonly versions: readonly VersionView[] }) {
  const [query, setQuery] = useQuery();
  const over = query.get('over') ?? 'versions';
  const ordered = useMemo(() => versions.toSorted((a, b) => a.number - b.number), [versions]);
  const names = useMemo(() => ordered.map(({ version }) => version), [ordered]);
  const charts = useMemo(
    () =>
      metricNames(versions)
        .slice(0, MOST)
        .map((metric) => ({ metric, lines: [lineOf(metric, ordered, over === 'time')] })),
    [versions, ordered, over],
  );
  if (charts.length === 0) return <Empty>No version has a metric.</Empty>;
  return (
    <>
      <div class="tools">
        <Choice
          label="Over"
          choices={['versions', 'time']}
          value={over}
          onChange={(next) => setQuery({ over: next === 'versions' ? undefined : next })}
        />
      </div>
      <div class="charts">
        {charts.map(({ metric, lines }) =>
          over === 'time' ? (
            <Chart key={metric} title={metric} lines={lines} isTime />
          ) : (
            <Chart key={metric} title={metric} lines={lines} names={names} />
          ),
        )}
      </div>
    </>
  );
}

function lineOf(metric: string, versions: readonly VersionView[], isTime: boolean): Line {
  const points = versions.flatMap((version, at) => {
    const value = version.metrics[metric];
    if (typeof value !== 'number') return [];
    return [{ x: isTime ? Date.parse(version.registered_at) / 1000 : at, y: value }];
  });
  if (isTime) points.sort((a, b) => a.x - b.x);
  return { label: metric, x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
}
