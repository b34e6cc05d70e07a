/** A report in which every text that a registry can hold is one given text. */

import { DEFAULT_STAGES } from '../../src/core/names/stage.ts';
import type { Report } from '../../src/core/view/report.ts';
import { trendsOf } from '../../src/core/view/trend.ts';
import type { HistoryResult, ModelView, VersionView } from '../../src/generated/output.ts';

/** What breaks pages: ends of elements and attributes, comments, entities, controls, directions, halves of characters. */
export const HOSTILE: readonly string[] = [
  '</script><script>document.title="owned"</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></svg></textarea><h1>owned</h1>',
  '<!--',
  ']]>',
  '&lt;b&gt; &#x3c;script&#x3e;',
  '\u202eevil\u202c \u2066x\u2069 \u200b',
  '\u0000\u0007\u001b[31m\r\n\t',
  '\ud800 \udfff',
  'javascript:alert(1)',
  '`${process.exit()}`',
  '{{constructor}} __proto__',
  'نموذج التداول',
  'a'.repeat(100_000),
  '😀'.repeat(30_000),
];

export function reportOf(text: string): Report {
  const versions = [1, 2, 3].map((number) => versionOf(text, number));
  const [first, second] = versions as [VersionView, VersionView];
  const model: ModelView = {
    ref: text,
    type: text,
    model: text,
    display_name: text,
    version_count: 3,
    latest: text,
    stages: { Production: text, [text]: text },
    aliases: { [text]: text },
    size: 3,
  };
  const metadata = {
    notes: text,
    training_timestamp: text,
    mlflow_run_id: text,
    framework: { name: text, version: text },
    source: { git: { commit: text, branch: text, dirty: true }, run_url: text },
  };
  const entry: HistoryResult['entries'][number] = {
    revision: 7,
    id: text,
    previous: null,
    at: '2026-05-03T14:00:00.000Z',
    by: { user: text, host: text },
    command: text,
    reason: text,
    changes: [
      { change: 'stage-changed', type: text, name: text, version: text, from: text, to: text },
      { change: 'description-changed', type: text, name: text, version: text, from: null, to: text },
    ],
    gates: [
      { condition: text, candidate: text, incumbent: { [text]: text }, incumbent_ref: text, passed: false },
    ],
    override: text,
  };
  const period = {
    stage: 'Production',
    version: text,
    from: '2026-05-01T00:00:00.000Z',
    to: null,
    revision: 1,
    by: text,
    reason: text,
    rolledBack: true,
  };
  const one = <T>(item: T) => ({ shown: [item], total: 5 });
  return {
    title: text,
    generatedAt: new Date('2026-06-01T12:00:00Z'),
    revision: 7,
    stages: [...DEFAULT_STAGES.slice(0, -1), text, 'Archived'],
    since: undefined,
    subject: undefined,
    models: one(model),
    versions: { shown: versions.map((version) => ({ version, metadata })), total: 9 },
    size: 3,
    sections: one({
      model,
      periods: { shown: [period, { ...period, stage: text }], total: 9 },
      trends: { shown: trendsOf(versions), total: 9 },
    }),
    comparison: {
      versions: [first, second],
      metrics: [
        {
          name: text,
          direction: 'min',
          values: [text, null],
          best: [0],
          differences: [null, { absolute: 1, relative: null }],
        },
      ],
      hyperparameters: [{ name: text, values: [text, { [text]: text }] }],
    },
    lineage: {
      nodes: [
        { ref: text, version: first },
        { ref: `${text}2`, version: undefined },
      ],
      edges: [{ parent: `${text}2`, child: text }],
      total: 9,
    },
    entries: one(entry),
  };
}

function versionOf(text: string, number: number): VersionView {
  return {
    ref: `${text}@${number}`,
    type: text,
    model: text,
    version: text,
    number,
    stage: number === 1 ? 'Production' : text,
    aliases: [text],
    directory: text,
    registered_at: '2026-05-01T00:00:00.000Z',
    size: 1,
    digest: text,
    metadata_digest: text,
    tags: { [text]: text },
    metrics: { [text]: number, loss: number, other: text },
    description: text,
    pinned: true,
    run_id: null,
    mlflow_source: null,
    updated_at: '2026-05-03T14:00:00.000Z',
  };
}
