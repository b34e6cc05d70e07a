import { type JsonValue, stringifyJson } from '../../core/json/index.ts';
import { sourceFacts } from '../../core/metadata/origin.ts';
import { shownMetrics } from '../../core/view/logged.ts';
import type { InfoModelResult, InfoVersionResult } from '../../generated/output.ts';
import type { Cell } from '../terminal/cell.ts';
import { fieldList } from '../terminal/field-list.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { formatBytes } from '../words/quantity.ts';
import { versionTable } from './version.ts';

/** Members that the fields above the rest show already. */
const SHOWN: ReadonlySet<string> = new Set([
  'model_name',
  'model_version',
  'model_type',
  'schema_version',
  'registered_at',
  'registered_by',
  'description',
  'tags',
  'key_performance_metrics',
  'model_artifact_files',
  'framework',
  'files',
  'source',
  'notes',
]);

/** A version, or a model with its versions. */
export function infoText(result: InfoVersionResult | InfoModelResult, ui: Ui): string {
  return 'metadata' in result ? versionInfo(result, ui) : modelInfo(result, ui);
}

function modelInfo(result: InfoModelResult, ui: Ui): string {
  const fields = fieldList(
    [
      ['model', { text: result.ref, style: 'bold' }],
      ['display name', result.display_name ?? undefined],
      ['description', result.description ?? undefined],
      ['tags', pairsText(result.tags) || undefined],
      ['versions', String(result.version_count)],
      ['latest', result.latest ?? undefined],
      ...Object.entries(result.stages).map(([stage, version]) => [stage.toLowerCase(), version] as const),
      ['aliases', pairsText(result.aliases) || undefined],
      ['size', ui.tty ? formatBytes(result.size) : String(result.size)],
    ],
    ui,
  );
  return [fields, versionTable(result.versions, ui)].filter((part) => part !== '').join('\n\n');
}

function versionInfo(result: InfoVersionResult, ui: Ui): string {
  const metadata = result.metadata as Record<string, JsonValue>;
  const files = (metadata.files ?? []) as unknown as { path: string; size: number; sha256: string }[];
  const framework = metadata.framework as { name?: string; version?: string } | undefined;
  const by = metadata.registered_by as { user?: string; host?: string } | undefined;
  const { commit, branch, dirty, runUrl } = sourceFacts(metadata);
  const rest = Object.entries(metadata).filter(([key, value]) => !SHOWN.has(key) && value !== null);
  const fields: [string, Cell | undefined][] = [
    ['version', { text: result.ref, style: 'bold' }],
    ['number', String(result.number)],
    ['stage', { text: result.stage, style: 'stage' }],
    ['aliases', result.aliases.join(', ') || undefined],
    ['pinned', result.pinned ? 'yes' : undefined],
    ['description', result.description ?? undefined],
    ['tags', pairsText(result.tags) || undefined],
    ['framework', framework?.name && [framework.name, framework.version].filter(Boolean).join(' ')],
    ['registered', `${result.registered_at}${by?.user ? ` by ${by.user}@${by.host}` : ''}`],
    ['commit', commit && `${commit.slice(0, 12)}${branch ? ` on ${branch}` : ''}${dirty ? ' (dirty)' : ''}`],
    ['CI run', runUrl],
    ['notes', typeof metadata.notes === 'string' ? metadata.notes : undefined],
    ...rest.map(([key, value]): [string, Cell] => [
      key,
      typeof value === 'string' ? value : stringifyJson(value),
    ]),
    ['path', result.path],
    ['size', ui.tty ? formatBytes(result.size) : String(result.size)],
    ['files', String(files.length)],
    ['digest', result.digest],
  ];
  const metrics = Object.entries(shownMetrics(result)).map(([name, value]) => [name, String(value)]);
  const blocks = [
    fieldList(fields, ui),
    ui.table([{ header: 'METRIC' }, { header: 'VALUE', align: 'right' }], metrics),
    ui.table(
      [{ header: 'FILE' }, { header: 'SIZE', align: 'right' }, { header: 'SHA-256', optional: true }],
      files
        .slice(0, 50)
        .map(({ path, size, sha256 }) => [
          path,
          ui.tty ? formatBytes(size) : String(size),
          ui.tty ? sha256.slice(0, 12) : sha256,
        ]),
    ),
    files.length > 50 ? ui.style.dim(`and ${files.length - 50} more files`) : '',
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}
