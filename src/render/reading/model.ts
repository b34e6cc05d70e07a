import type { ModelView } from '../../generated/output.ts';
import type { Column } from '../terminal/cell.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { formatBytes } from '../words/quantity.ts';

const COLUMNS: readonly Column[] = [
  { header: 'MODEL', style: 'bold' },
  { header: 'VERSIONS', align: 'right' },
  { header: 'LATEST' },
  { header: 'PRODUCTION', style: 'ok' },
  { header: 'STAGING', style: 'warn', optional: true },
  { header: 'OTHER STAGES', optional: true },
  { header: 'ALIASES', optional: true },
  { header: 'SIZE', align: 'right' },
];

/** Only on a terminal: the columns in a pipe never change. */
const DISPLAY: Column = { header: 'DISPLAY NAME', optional: true };

/** Models, a line each. */
export function modelTable(models: readonly ModelView[], ui: Ui): string {
  return ui.table(ui.tty ? [...COLUMNS, DISPLAY] : COLUMNS, rowsOf(models, ui));
}

function* rowsOf(models: readonly ModelView[], ui: Ui): Generator<readonly string[]> {
  for (const model of models) {
    // The other stages are the user's own.
    const { Production = '', Staging = '', Archived: _, ...others } = model.stages;
    yield [
      model.ref,
      String(model.version_count),
      model.latest ?? '',
      Production,
      Staging,
      pairsText(others),
      pairsText(model.aliases),
      ui.tty ? formatBytes(model.size) : String(model.size),
      ...(ui.tty ? [model.display_name ?? ''] : []),
    ];
  }
}
