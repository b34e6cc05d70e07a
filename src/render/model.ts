import type { ModelView } from '../generated/output.ts';
import { formatBytes } from './format.ts';
import type { Column, Ui } from './ui.ts';
import { pairsText } from './version.ts';

const COLUMNS: readonly Column[] = [
  { header: 'MODEL' },
  { header: 'VERSIONS', align: 'right' },
  { header: 'LATEST' },
  { header: 'PRODUCTION' },
  { header: 'STAGING', optional: true },
  { header: 'OTHER STAGES', optional: true },
  { header: 'ALIASES', optional: true },
  { header: 'SIZE', align: 'right' },
];

/** Models, a line each. */
export function modelTable(models: readonly ModelView[], ui: Ui): string {
  return ui.table(
    COLUMNS,
    models.map((model) => [
      { text: model.ref, style: 'bold' },
      String(model.version_count),
      model.latest ?? '',
      { text: model.stages.Production ?? '', style: 'ok' },
      { text: model.stages.Staging ?? '', style: 'warn' },
      otherStages(model),
      pairsText(model.aliases),
      ui.tty ? formatBytes(model.size) : String(model.size),
    ]),
  );
}

/** The pointers of stages of the user's own. */
function otherStages({
  stages: { Production: _, Staging: __, Archived: ___, ...others },
}: ModelView): string {
  return pairsText(others);
}
