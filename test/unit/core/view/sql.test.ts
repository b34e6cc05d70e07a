import { expect, it } from 'vitest';
import {
  insertMetrics,
  insertTags,
  insertVersion,
  loggedMetrics,
  registeredMetrics,
} from '../../../../src/core/view/sql.ts';
import type { VersionView } from '../../../../src/generated/output.ts';

const version: VersionView = {
  ref: 'rl/ppo@v1.0.0',
  type: 'rl',
  model: 'ppo',
  version: 'v1.0.0',
  number: 1,
  stage: 'None',
  aliases: ['champion'],
  directory: 'rl/ppo_v1.0.0_20260503140000',
  registered_at: '2026-05-03T14:00:00.000Z',
  size: 7,
  digest: 'sha256:0',
  metadata_digest: 'sha256:1',
  tags: {},
  metrics: {},
  description: null,
  pinned: false,
  run_id: null,
  mlflow_source: null,
  updated_at: '2026-05-03T14:00:00.000Z',
};

it('is NULL what only metadata holds, without it', () => {
  expect(insertVersion(1, version, undefined)).toBe(
    `INSERT INTO model_metadata VALUES (1, 'rl', 'ppo', 'v1.0.0', 1, 'None', '["champion"]', NULL, NULL, NULL, NULL, NULL, NULL, '2026-05-03 14:00:00.000', 7, 'sha256:0', 'rl/ppo_v1.0.0_20260503140000', NULL);\n`,
  );
});

it('takes framework, hyperparameters and the data from metadata', () => {
  const metadata = {
    framework: { name: 'onnx', version: '1' },
    hyperparameters: { note: "it's" },
    source_data_version: 'abc',
  };
  const sql = insertVersion(1, version, metadata);
  expect(sql).toContain(`NULL, 'onnx', '1', '{"note":"it''s"}', 'abc', NULL`);
  expect(sql.endsWith(`"source_data_version":"abc"}');\n`)).toBe(true);
});

it('ends no text before its end', () => {
  const tags = { "a'); DROP TABLE model_tags; --": "'\\'\n.quit\0" };
  expect(insertTags(3, { ...version, tags })).toBe(
    `INSERT INTO model_tags VALUES (3, 'a''); DROP TABLE model_tags; --', '''\\''\n.quit\ufffd');\n`,
  );
});

it('writes nothing of what there is none', () => {
  expect(insertTags(1, version) + insertMetrics(1, 1, registeredMetrics(version))).toBe('');
});

it('writes what no double is as it was written', () => {
  const metrics = { f1: 0.5, nan: 'NaN', most: '-Infinity', long: '0.12345678901234567890' };
  expect(insertMetrics(2, 7, registeredMetrics({ ...version, metrics }))).toBe(
    [
      `INSERT INTO model_metrics VALUES (7, 2, 'f1', 0.5, NULL, NULL, '2026-05-03 14:00:00.000', 'registered')`,
      `  (8, 2, 'nan', NULL, 'NaN', NULL, '2026-05-03 14:00:00.000', 'registered')`,
      `  (9, 2, 'most', NULL, '-Infinity', NULL, '2026-05-03 14:00:00.000', 'registered')`,
      `  (10, 2, 'long', 0.12345678901234568, '0.12345678901234567890', NULL, '2026-05-03 14:00:00.000', 'registered');\n`,
    ].join(',\n'),
  );
});

it('begins another statement after 500 rows', () => {
  const point = { at: '2026-05-03T14:00:00Z', step: 4, metrics: { loss: 1 } };
  const sql = insertMetrics(1, 1, Array.from({ length: 501 }, () => point).flatMap(loggedMetrics));
  expect(sql.match(/INSERT/g)).toHaveLength(2);
  expect(
    sql.endsWith(
      `INSERT INTO model_metrics VALUES (501, 1, 'loss', 1, NULL, 4, '2026-05-03 14:00:00.000', 'logged');\n`,
    ),
  ).toBe(true);
});
