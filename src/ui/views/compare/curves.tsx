import { useMemo } from 'preact/hooks';
import { useResources } from '../../api/resource.ts';
import type { Curves as CurvesAnswer } from '../../api/types.ts';
import { Empty } from '../../parts/bits.tsx';
import { Chart } from '../../parts/charts/chart.tsx';
import { drawCurve } from '../../parts/charts/draw-curve.ts';
import { CurveTools, useCurveOptions } from '../../parts/charts/tools.tsx';
import type { Comparison } from './comparison.ts';

const POINTS = 500;

/** The curves of all runs over each other, a chart for each metric. */
export function Curves({ comparison: { subjects, metrics } }: { readonly comparison: Comparison }) {
  const options = useCurveOptions();
  const answers = useResources<CurvesAnswer>(
    subjects.map(({ key }) => `/runs/${key}/metrics?points=${POINTS}`),
    subjects.map(({ key }) => `run:${key}`),
  );
  const charts = useMemo(
    () =>
      metrics.map(({ name }) => ({
        name,
        lines: subjects.flatMap(({ label }, at) => {
          const curve = answers[at]?.metrics[name];
          return curve ? [drawCurve(label, curve, options)] : [];
        }),
      })),
    [subjects, metrics, answers, options],
  );
  const drawn = charts.filter(({ lines }) => lines.some(({ x }) => x.length > 1));
  return (
    <>
      <CurveTools />
      {drawn.length === 0 && <Empty>None of them has a curve: a metric with more than one point.</Empty>}
      <div class="charts">
        {drawn.map(({ name, lines }) => (
          <Chart
            key={name}
            title={name}
            lines={lines}
            isLog={options.isLog}
            isTime={options.over === 'time'}
          />
        ))}
      </div>
    </>
  );
}
