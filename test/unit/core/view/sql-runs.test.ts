import { expect, it } from 'vitest';
import { insertRun } from '../../../../src/core/view/sql-runs.ts';
import type { RunView } from '../../../../src/generated/output.ts';

const run: RunView = {
  id: 'a1',
  experiment: '0',
  name: '',
  status: 'FINISHED',
  user: null,
  started_at: '2026-05-03T14:00:00.000Z',
  ended_at: null,
  deleted_at: null,
  params: {},
  tags: {},
  metrics: {},
  inputs: { datasets: [], models: [] },
  outputs: [],
  artifacts: 0,
  batches: 1,
};

const rowOf = (some: Partial<RunView>) => insertRun({ ...run, ...some }, "it's");

it('is one row if nothing was logged', () => {
  expect(rowOf({})).toBe(
    `INSERT INTO run_metadata VALUES ('a1', '0', 'it''s', '', 'FINISHED', NULL, '2026-05-03 14:00:00.000', NULL);\n`,
  );
});

it.each(['+050000-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z'])(
  'is NULL what no database takes as a time: %s',
  (started_at) => {
    expect(rowOf({ started_at })).toContain('NULL, NULL, NULL);');
  },
);

it('writes what no double is as it was written, and moments outside of time as none', () => {
  const metric = { step: 3, timestamp: 8.64e15 + 1, min: null, max: null, min_step: null, max_step: null };
  const metrics = {
    gap: { ...metric, value: 'NaN' },
    loss: { ...metric, value: 0.5, timestamp: 0, min: 0.25, max: 0.5 },
  };
  expect(rowOf({ metrics })).toContain(
    `INSERT INTO run_metrics VALUES ('a1', 'gap', NULL, 'NaN', 3, NULL, NULL, NULL),\n` +
      `  ('a1', 'loss', 0.5, NULL, 3, '1970-01-01 00:00:00.000', 0.25, 0.5);\n`,
  );
});
