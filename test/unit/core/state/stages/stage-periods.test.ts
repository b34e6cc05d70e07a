import { describe, expect, it } from 'vitest';
import { stagePeriods } from '../../../../../src/core/state/stages/stage-periods.ts';
import type { Change, LogEntry } from '../../../../../src/generated/log-entry.ts';

const A = { type: 'rl', name: 'ppo' };

function log(...entries: readonly Change[][]): LogEntry[] {
  return entries.map((changes, index) => ({
    revision: index + 1,
    id: String(index),
    previous: null,
    at: `2026-05-0${index + 1}T00:00:00.000Z`,
    by: { user: 'ci', host: 'runner' },
    command: 'test',
    reason: `reason ${index + 1}`,
    changes,
  }));
}

const move = (version: string, from: string, to: string): Change => ({
  change: 'stage-changed',
  ...A,
  version,
  from,
  to,
});

const told = (entries: LogEntry[]) =>
  (stagePeriods(entries).get('rl/ppo') ?? []).map(
    ({ stage, version, from, to }) => `${stage} ${version} ${from.slice(8, 10)}-${to?.slice(8, 10) ?? ''}`,
  );

describe('periods', () => {
  it('end when another version comes, in one entry', () => {
    expect(
      told(
        log(
          [move('v1', 'None', 'Production')],
          [move('v1', 'Production', 'Archived'), move('v2', 'None', 'Production')],
        ),
      ),
    ).toEqual(['Production v1 01-02', 'Production v2 02-']);
  });

  it('are of the pointer alone where several versions are in a stage', () => {
    const entries = log(
      [move('v1', 'None', 'Production')],
      [move('v2', 'None', 'Production')],
      [move('v1', 'Production', 'Archived')],
      [move('v2', 'Production', 'None')],
    );
    expect(told(entries)).toEqual(['Production v1 01-02', 'Production v2 02-04']);
  });

  it('come back to an older version when the pointer leaves', () => {
    const entries = log(
      [move('v1', 'None', 'Production')],
      [move('v2', 'None', 'Production')],
      [{ change: 'version-deleted', ...A, version: 'v2', from: 'Production' }],
    );
    expect(told(entries)).toEqual(['Production v1 01-02', 'Production v2 02-03', 'Production v1 03-']);
  });

  it('begin again with a restored version', () => {
    const entries = log(
      [move('v1', 'None', 'Staging')],
      [{ change: 'version-deleted', ...A, version: 'v1', from: 'Staging' }],
      [{ change: 'version-restored', ...A, version: 'v1', to: 'Staging', directory: 'rl/ppo_v1_2' }],
    );
    expect(told(entries)).toEqual(['Staging v1 01-02', 'Staging v1 03-']);
  });

  it('say by whom, why, and whether it was a rollback', () => {
    const entries = log(
      [move('v1', 'None', 'Production')],
      [move('v1', 'Production', 'Archived'), move('v2', 'None', 'Production')],
      [
        move('v2', 'Production', 'Archived'),
        { change: 'stage-rolled-back', ...A, version: 'v1', from: 'Archived', to: 'Production' },
      ],
    );
    const periods = stagePeriods(entries).get('rl/ppo') ?? [];
    expect(periods.map(({ rolledBack }) => rolledBack)).toEqual([false, false, true]);
    expect(periods[2]).toMatchObject({ by: 'ci@runner', reason: 'reason 3', revision: 3, to: null });
  });

  it('are not of None and Archived, and a stage may have any name', () => {
    const entries = log([move('v1', 'None', 'constructor')], [move('v1', 'constructor', 'Archived')]);
    expect(told(entries)).toEqual(['constructor v1 01-02']);
  });
});
