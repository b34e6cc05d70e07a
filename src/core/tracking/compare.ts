import type { RunCompareResult, RunView } from '../../generated/output.ts';
import type { Direction } from '../query/direction.ts';
import { isSelected } from '../query/metric-name.ts';
import { markBest } from '../view/compare.ts';

/** Runs side by side: the latest values of their metrics, all or those selected, and the params that are not the same in all. */
export function compareRunsOf(
  runs: readonly RunView[],
  selected: readonly string[],
  directions?: Readonly<Record<string, Direction>>,
): RunCompareResult {
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  const params = [...new Set(runs.flatMap((run) => Object.keys(run.params)))].sort();
  return {
    runs: [...runs],
    metrics: names
      .filter((name) => isSelected(name, selected))
      .map((name) =>
        markBest(
          name,
          runs.map(({ metrics }) => (Object.hasOwn(metrics, name) ? (metrics[name]?.value ?? null) : null)),
          directions,
        ),
      ),
    params: params
      .map((name) => ({
        name,
        values: runs.map((run) => (Object.hasOwn(run.params, name) ? (run.params[name] ?? null) : null)),
      }))
      .filter(({ values }) => new Set(values).size > 1),
  };
}
