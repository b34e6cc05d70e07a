import type { ExperimentView } from '../../generated/output.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { formatAge } from '../words/quantity.ts';

/** Experiments, a line each. In a pipe the age is the moment. */
export function experimentText(experiments: readonly ExperimentView[], ui: Ui): string {
  return ui.table(
    [
      { header: 'ID', align: 'right' },
      { header: 'EXPERIMENT', style: 'bold' },
      { header: 'AGE', align: 'right' },
      { header: 'TAGS', optional: true },
      { header: 'DELETED', optional: true },
    ],
    experiments.map(({ id, name, created_at, tags, deleted_at }) => [
      id,
      name,
      momentText(created_at, ui),
      pairsText(tags),
      momentText(deleted_at, ui),
    ]),
  );
}

/** How long ago, on a terminal; else the moment. */
export function momentText(at: string | null, ui: Ui): string {
  if (at === null || !ui.tty) return at ?? '';
  return formatAge(ui.now.getTime() - Date.parse(at));
}
