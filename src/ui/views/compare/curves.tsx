import { useMemo } from 'preact/hooks';
import { useResources } from '../../api/resource.ts';
import type { Curves as CurvesAnswer } from '../../api/types.ts';
import { count } from '../../format.ts';
import { Empty } from '../../parts/bits.tsx';
import { drawCurve } from '../../parts/charts/draw-curve.ts';
import { ChartSections } from '../../parts/charts/sections.tsx';
import { CurveTools, useCurveOptions } from '../../parts/charts/tools.tsx';
import { averageLines } from '../../parts/groups/average-lines.ts';
import { GroupTools, useGrouping } from '../../parts/groups/group-tools.tsx';
import { groupBy, sayGroup } from '../../parts/groups/grouping.ts';
import type { Comparison } from './comparison.ts';

const POINTS = 500;

/** The curves of all runs over each other, a chart for each metric. */
export function Curves({ comparison: { subjects, metrics, params } }: { readonly comparison: Comparison }) {
  const options = useCurveOptions();
  const names = useMemo(() => params.map(({ name }) => name), [params]);
  const { params: grouped, band } = useGrouping(names);
  const groups = useMemo(() => groupsOf(subjects, params, grouped), [subjects, params, grouped]);
  const answers = useResources<CurvesAnswer>(
    subjects.map(({ key }) => `/runs/${key}/metrics?points=${POINTS}`),
    subjects.map(({ key }) => `run:${key}`),
  );
  const charts = useMemo(
    () =>
      metrics.map(({ name }) => ({
        name,
        lines: groups.flatMap(({ label, members }) => {
          const lines = members.flatMap((at) => {
            const curve = answers[at]?.metrics[name];
            return curve ? [drawCurve(subjects[at]?.label ?? '', curve, options)] : [];
          });
          if (grouped.length === 0) return lines;
          return lines.length === 0 ? [] : [averageLines(label, lines, band, options.isLog)];
        }),
      })),
    [subjects, groups, grouped, band, metrics, answers, options],
  );
  const drawn = charts.filter(({ lines }) => lines.some(({ x }) => x.length > 1));
  return (
    <>
      <CurveTools>
        <GroupTools names={names} />
      </CurveTools>
      {drawn.length === 0 && <Empty>None of them has a curve: a metric with more than one point.</Empty>}
      <ChartSections charts={drawn} options={options} />
    </>
  );
}

/** Where the members of each group stand; each alone if they are not grouped. */
function groupsOf(
  subjects: Comparison['subjects'],
  params: Comparison['params'],
  grouped: readonly string[],
): readonly { readonly label: string; readonly members: readonly number[] }[] {
  if (grouped.length === 0) return subjects.map(({ label }, at) => ({ label, members: [at] }));
  const paramsOf = (at: number) =>
    Object.fromEntries(params.map(({ name, values }) => [name, values[at] ?? undefined]));
  return groupBy([...subjects.keys()], paramsOf, grouped).map(({ params: common, members }) => ({
    label: `${sayGroup(common)} (${count(members.length, 'run')})`,
    members,
  }));
}
