import { describe, expect, it } from 'vitest';
import { decideCleanup } from '../../../../../src/core/decide/retention/cleanup.ts';
import {
  planRetention,
  type RetentionRule,
  selectModels,
} from '../../../../../src/core/decide/retention/retention.ts';
import { restoredDirectory } from '../../../../../src/core/names/directory.ts';
import { mayHaveBeenUsed } from '../../../../../src/core/state/directories.ts';
import { fold } from '../../../../../src/core/state/fold/fold.ts';
import { EMPTY_STATE, type State } from '../../../../../src/core/state/state.ts';
import { parseMoment } from '../../../../../src/core/values/moment.ts';
import { MregError } from '../../../../../src/errors.ts';
import type { Change } from '../../../../../src/generated/log-entry.ts';

const STAGES = ['None', 'Staging', 'Production', 'Archived'];
const NOW = new Date('2026-06-30T12:00:00Z');
const DAY_MS = 86_400_000;
const ppo = { type: 'rl', name: 'ppo' };

function changed(state: State, ...changes: Change[]): State {
  const revision = state.revision + 1;
  const by = { user: '', host: '' };
  const entry = {
    revision,
    id: '',
    previous: null,
    at: NOW.toISOString(),
    by,
    command: '',
    reason: null,
    changes,
  };
  return fold(state, [{ entry, sha256: String(revision) }]);
}

/** v1.0.0, v2.0.0 …: each as many days old as is said. */
function registered(ages: readonly number[], parents: Readonly<Record<string, string[]>> = {}): State {
  return ages.reduce((state, days, index) => {
    const version = `v${index + 1}.0.0`;
    return changed(state, {
      change: 'version-registered',
      ...ppo,
      version,
      number: index + 1,
      directory: `rl/ppo_${version}_2026010${index}000000`,
      metadata_sha256: '',
      digest: '',
      size: 10,
      registered_at: new Date(NOW.getTime() - days * DAY_MS).toISOString(),
      ...(parents[version] && { parents: parents[version] }),
    });
  }, EMPTY_STATE);
}

const staged = (version: string, to: string): Change => ({
  change: 'stage-changed',
  ...ppo,
  version,
  from: 'None',
  to,
});
const rule = (text: Partial<RetentionRule>): RetentionRule => ({ action: 'archive', ...text });
const older = (text: string) => ({ moment: parseMoment(text, NOW, 'start'), text });

function removed(state: State, text: Partial<RetentionRule>): string[] {
  return planRetention(state, STAGES, rule(text), ppo, NOW).remove.map(({ version }) => version);
}

describe('a rule', () => {
  const five = registered([100, 50, 20, 10, 0]);

  it('keeps the newest by number, whatever their stage', () => {
    expect(removed(five, { keep: 2 })).toEqual(['v3.0.0', 'v2.0.0', 'v1.0.0']);
    expect(removed(five, { keep: 0 })).toHaveLength(5);
    expect(removed(five, { keep: 9 })).toEqual([]);
  });

  it('keeps what is not older, to the moment', () => {
    expect(removed(five, { olderThan: older('50d') })).toEqual(['v1.0.0']);
    expect(removed(five, { olderThan: older('7w') })).toEqual(['v2.0.0', 'v1.0.0']);
    expect(removed(five, { olderThan: older('2026-06-20') })).toEqual(['v3.0.0', 'v2.0.0', 'v1.0.0']);
  });

  it('removes only what each of its parts lets go', () => {
    expect(removed(five, { keep: 3, olderThan: older('60d') })).toEqual(['v1.0.0']);
    const plan = planRetention(five, STAGES, rule({ keep: 3, olderThan: older('60d') }), ppo, NOW);
    expect(plan.remove[0]).toMatchObject({ age_days: 100, reason: 'not among the 3 newest, older than 60d' });
    expect(plan.keep.at(-1)?.reason).toBe('not older than 60d');
  });

  it('does not archive what is archived, but deletes it', () => {
    const state = changed(five, staged('v1.0.0', 'Archived'));
    expect(removed(state, { keep: 4 })).toEqual([]);
    expect(removed(state, { keep: 4, action: 'delete' })).toEqual(['v1.0.0']);
  });

  it('archives what went stale in Staging where that is what it says', () => {
    const state = changed(five, staged('v1.0.0', 'Staging'), staged('v2.0.0', 'Production'));
    expect(removed(state, { keep: 1, stage: 'Staging' })).toEqual([]);
    expect(removed(state, { olderThan: older('15d') })).toEqual(['v3.0.0']);
    expect(removed(state, { olderThan: older('7d'), stage: 'Staging' })).toEqual(['v1.0.0']);
    expect(removed(state, { olderThan: older('7d'), stage: 'Staging', action: 'delete' })).toEqual([]);
    expect(removed(state, { olderThan: older('7d'), stage: 'Production' })).toEqual([]);
  });
});

describe('ancestors', () => {
  const chain = registered([4, 3, 2, 1], {
    'v2.0.0': ['rl/ppo@v1.0.0'],
    'v3.0.0': ['ppo@1', 'hf://elsewhere', 'ppo@latest'],
  });

  it('stay while a version derived from them does', () => {
    expect(removed(chain, { keep: 2, action: 'delete' })).toEqual(['v2.0.0']);
    expect(removed(chain, { keep: 1, action: 'delete' })).toEqual(['v3.0.0', 'v2.0.0', 'v1.0.0']);
  });

  it('stay in their stage while it is only archived', () => {
    expect(removed(chain, { keep: 1 })).toEqual(['v3.0.0', 'v2.0.0']);
  });
});

describe('what a rollback goes back to', () => {
  const moved = (version: string, from: string, to: string): Change =>
    ({ ...staged(version, to), from }) as Change;
  const served = changed(registered([90, 80, 70, 60]), staged('v1.0.0', 'Production'));
  const second = changed(
    served,
    moved('v1.0.0', 'Production', 'Archived'),
    moved('v2.0.0', 'None', 'Production'),
  );
  const third = changed(
    second,
    moved('v2.0.0', 'Production', 'Archived'),
    moved('v3.0.0', 'None', 'Production'),
  );

  it('is not deleted, as many steps as are asked for', () => {
    expect(removed(third, { keep: 1, action: 'delete' })).toEqual(['v1.0.0']);
    expect(removed(third, { keep: 1, action: 'delete', rollback: 2 })).toEqual([]);
    expect(removed(third, { keep: 1, action: 'delete', rollback: 0 })).toEqual(['v2.0.0', 'v1.0.0']);
    const { keep } = planRetention(third, STAGES, rule({ keep: 1, action: 'delete' }), ppo, NOW);
    expect(keep.map(({ reason }) => reason)).toEqual([
      'among the 1 newest',
      'in Production',
      'rollback of Production goes back to it',
    ]);
  });

  it('may be archived: it comes back from there', () => {
    const kept = changed(served, staged('v2.0.0', 'Production'), moved('v1.0.0', 'Production', 'None'));
    expect(removed(kept, { keep: 1 })).toContain('v1.0.0');
  });

  it('and what else has served counts its age from the end of that', () => {
    const at = new Date(NOW.getTime() - 5 * DAY_MS).toISOString();
    const ended = new Map([['rl/ppo@v1.0.0', { stage: 'Production', at }]]);
    const plan = (text: string) =>
      planRetention(third, STAGES, rule({ action: 'delete', olderThan: older(text) }), ppo, NOW, { ended });
    expect(plan('4d').remove.map(({ version }) => version)).toEqual(['v4.0.0', 'v1.0.0']);
    expect(plan('30d').remove.map(({ version }) => version)).toEqual(['v4.0.0']);
    expect(plan('30d').keep.at(-1)?.reason).toBe(`in Production until ${at}: not longer ago than 30d`);
  });
});

it('decides again on the newest state, and adds nothing to what was shown', () => {
  const shown = new Set(['rl/ppo@v1.0.0', 'rl/ppo@v2.0.0']);
  const now = changed(registered([9, 9, 9, 9]), staged('v2.0.0', 'Production'));
  const policy = { stages: STAGES, auto_archive: true };
  const { changes, outcome } = decideCleanup(now, policy, {
    ...ppo,
    rule: rule({ keep: 1, action: 'delete' }),
    shown,
    ended: new Map(),
    now: NOW,
  });
  expect(changes).toEqual([{ change: 'version-deleted', ...ppo, version: 'v1.0.0', from: 'None' }]);
  expect(outcome.keep.map(({ reason }) => reason)).toContain('in Production');
});

it('a parent stays with a child that was not shown', () => {
  const state = registered([9, 9, 9], { 'v2.0.0': ['rl/ppo@v1.0.0'] });
  const shown = new Set(['rl/ppo@v1.0.0']);
  const policy = { stages: STAGES, auto_archive: true };
  const decide = { ...ppo, rule: rule({ keep: 1, action: 'delete' }), shown, ended: new Map(), now: NOW };
  expect(decideCleanup(state, policy, decide).changes).toEqual([]);
});

it('models are picked by name, type and pattern', () => {
  const state = changed(registered([1]), {
    change: 'version-registered',
    ...{
      type: 'nlp',
      name: 'MLP_a',
      version: 'v1.0.0',
      number: 1,
      directory: '',
      metadata_sha256: '',
      digest: '',
      size: 0,
    },
  });
  const names = (request: Parameters<typeof selectModels>[2]) =>
    selectModels(state, STAGES, request).map(({ name }) => name);
  expect(names({})).toEqual(['MLP_a', 'ppo']);
  expect(names({ type: 'rl' })).toEqual(['ppo']);
  expect(names({ model: 'MLP_*' })).toEqual(['MLP_a']);
  expect(names({ model: 'rl/*' })).toEqual(['ppo']);
  expect(names({ model: 'pp?' })).toEqual(['ppo']);
  expect(() => names({ model: 'x.*' })).toThrow(MregError);
  expect(() => names({ model: 'ppo', type: 'nlp' })).toThrow(MregError);
});

it('each deletion of a version has its own place to come back to', () => {
  expect(restoredDirectory('rl/ppo_v1.0.0_20260101000000', 7)).toBe('rl/ppo_v1.0.0_20260101000000-r7');
  expect(restoredDirectory('rl/ppo_v1.0.0_20260101000000-r7', 12)).toBe('rl/ppo_v1.0.0_20260101000000-r12');
});

it('a timestamp is known to be new only above those of purged versions', () => {
  const name = { ...ppo, version: 'v2.0.0' };
  const state = changed(
    registered([1, 1, 1]),
    { change: 'version-deleted', ...name, from: 'None' },
    { change: 'version-purged', ...name },
  );
  const model = state.models['rl/ppo'];
  expect(mayHaveBeenUsed(model, '20260101000000')).toBe(true);
  expect(mayHaveBeenUsed(model, '20260101000001')).toBe(false);
  expect(mayHaveBeenUsed(undefined, '0')).toBe(false);
});
