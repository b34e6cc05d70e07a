import { useMemo } from 'preact/hooks';
import type { RunView } from '../../../generated/output.ts';
import { useQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import type { Curves } from '../../api/types.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { Chart } from '../../parts/charts/chart.tsx';
import { drawCurve } from '../../parts/charts/draw-curve.ts';
import { CurveTools, useCurveOptions } from '../../parts/charts/tools.tsx';

/** What the machine did while the run went on stands behind what the training measured. */
const SYSTEM = /^system\//;

/** A chart for each metric of a run. */
export function CurveCharts({ run }: { readonly run: RunView }) {
  const { data, failure } = useResource<Curves>(`/runs/${run.id}/metrics?points=1000`, [`run:${run.id}`]);
  const options = useCurveOptions();
  const [query] = useQuery();
  const find = query.get('metric')?.toLowerCase() ?? '';
  const charts = useMemo(
    () =>
      Object.entries(data?.metrics ?? {}).map(([metric, curve]) => ({
        metric,
        lines: [drawCurve(metric, curve, options)],
      })),
    [data, options],
  );
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  const shown = charts.filter(({ metric }) => metric.toLowerCase().includes(find));
  const system = shown.filter(({ metric }) => SYSTEM.test(metric));
  const draw = (some: typeof charts) => (
    <div class="charts">
      {some.map(({ metric, lines }) => (
        <Chart
          key={metric}
          title={metric}
          lines={lines}
          isLog={options.isLog}
          isTime={options.over === 'time'}
        />
      ))}
    </div>
  );
  if (charts.length === 0)
    return <Empty>It has logged no metric yet. Points appear here as they are logged.</Empty>;
  return (
    <>
      <CurveTools />
      {draw(shown.filter(({ metric }) => !SYSTEM.test(metric)))}
      {system.length > 0 && (
        <>
          <h2>System</h2>
          {draw(system)}
        </>
      )}
    </>
  );
}
