import { useMemo } from 'preact/hooks';
import type { RunView } from '../../../generated/output.ts';
import { useQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import type { Curves } from '../../api/types.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { drawCurve } from '../../parts/charts/draw-curve.ts';
import { ChartSections } from '../../parts/charts/sections.tsx';
import { CurveTools, useCurveOptions } from '../../parts/charts/tools.tsx';

/** A chart for each metric of a run. */
export function CurveCharts({ run }: { readonly run: RunView }) {
  const { data, failure } = useResource<Curves>(`/runs/${run.id}/metrics?points=1000`, [`run:${run.id}`]);
  const options = useCurveOptions();
  const [query] = useQuery();
  const find = query.get('metric')?.toLowerCase() ?? '';
  const charts = useMemo(
    () =>
      Object.entries(data?.metrics ?? {}).map(([name, curve]) => ({
        name,
        lines: [drawCurve(name, curve, options)],
      })),
    [data, options],
  );
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  if (charts.length === 0)
    return <Empty>It has logged no metric yet. Points appear here as they are logged.</Empty>;
  return (
    <>
      <CurveTools />
      <ChartSections
        charts={charts.filter(({ name }) => name.toLowerCase().includes(find))}
        options={options}
      />
    </>
  );
}
