import { describe, expect, it } from 'vitest';
import { decideTransition } from '../../../../src/core/decide/stage.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';
import { fold } from '../../../../src/core/state/fold/fold.ts';
import type { ModelState } from '../../../../src/core/state/model.ts';
import {
  EMPTY_STATE,
  liveVersions,
  pointerOf,
  type State,
  splitKey,
  stageOf,
  stagesByVersion,
  versionState,
} from '../../../../src/core/state/state.ts';
import type { Change } from '../../../../src/generated/log-entry.ts';
import {
  applied,
  decided,
  FACTS,
  freeze,
  POLICY,
  register,
  stateAfter,
  store,
} from '../../../support/state.ts';

const of = { type: 'rl', name: 'ppo' };
const ppo = (state: State) => state.models['rl/ppo'] as ModelState;

const two = stateAfter(
  register('rl/ppo@v1.0.0', { stage: 'Production' }),
  register('rl/ppo@v1.1.0', { stage: 'Production', aliases: ['champion'] }),
);

const ID = '9b2f6c1e-0000-4000-8000-000000000001';

describe('fold', () => {
  it('names the newest entry', () => {
    const stored = store(EMPTY_STATE, [{ change: 'registry-created', format: 1, id: ID }]);
    expect(fold(EMPTY_STATE, [stored])).toEqual({
      format: 1,
      id: ID,
      revision: 1,
      head: stored.sha256,
      models: {},
    });
    expect(fold(EMPTY_STATE, [])).toEqual(EMPTY_STATE);
  });

  it('registers', () => {
    const facts = { metrics: { f1: 0.8 }, tags: { a: 'b' }, description: 'first' };
    const state = stateAfter(register('rl/ppo@v1.0.0', facts));
    expect(ppo(state).next_number).toBe(2);
    expect(ppo(state).versions.toJSON()).toMatchObject({
      'v1.0.0': { ...facts, number: 1, registered_at: '2026-05-03T14:00:00.000Z' },
    });
  });

  it('keeps the time of a registration elsewhere', () => {
    const registered_at = '2024-01-16T10:30:15Z';
    const state = stateAfter(register('rl/ppo@v1.0.0', { registered_at, adopted: true }));
    expect(versionState(ppo(state), 'v1.0.0')?.registered_at).toBe(registered_at);
  });

  it('shares models that no entry names', () => {
    const state = stateAfter(register('rl/ppo@v1.0.0'), register('nlp/llama@v1.0.0'));
    const next = applied(state, [{ change: 'pin-changed', ...of, version: 'v1.0.0', from: false, to: true }]);
    expect(next.models['nlp/llama']).toBe(state.models['nlp/llama']);
    expect(next.models['rl/ppo']).not.toBe(state.models['rl/ppo']);
  });

  it('passes over a discarded directory', () => {
    const next = applied(two, [{ change: 'directory-discarded', directory: 'rl/ppo_v9.9.9_1' }]);
    expect(next.models).toEqual(two.models);
  });
});

describe('a deleted version', () => {
  const removed: Change[] = [
    { change: 'alias-removed', ...of, alias: 'champion', from: 'v1.1.0' },
    { change: 'version-deleted', ...of, version: 'v1.1.0', from: 'Production' },
  ];
  const gone = applied(two, removed);

  it('is in no stage and in no list, but keeps its name and number', () => {
    expect(liveVersions(ppo(gone)).map(([version]) => version)).toEqual(['v1.0.0']);
    expect(ppo(gone).stages).toEqual({ Archived: ['v1.0.0'] });
    expect(ppo(gone).previous).toEqual({ Production: ['v1.0.0'] });
    expect(versionState(ppo(gone), 'v1.1.0')).toMatchObject({ number: 2, deleted: { from: 'Production' } });
  });

  it('comes back to its stage', () => {
    const directory = 'rl/ppo_v1.1.0_20260101000000-r3';
    const restored: Change = {
      change: 'version-restored',
      ...of,
      version: 'v1.1.0',
      directory,
      to: 'Production',
    };
    const back = applied(gone, [restored]);
    expect(pointerOf(ppo(back), 'Production')).toBe('v1.1.0');
    expect(versionState(ppo(back), 'v1.1.0')).toEqual({ ...versionState(ppo(two), 'v1.1.0'), directory });
  });

  it('is purged for good, but its number is never used again', () => {
    const purged = applied(gone, [{ change: 'version-purged', ...of, version: 'v1.1.0' }]);
    expect(ppo(purged).versions.names()).toEqual(['v1.0.0']);
    const again = applied(purged, register('rl/ppo@v1.1.0')(purged).changes);
    expect(versionState(ppo(again), 'v1.1.0')).toMatchObject({ number: 3 });
  });

  it('is never gone back to', () => {
    const third = applied(two, register('rl/ppo@v1.2.0', { stage: 'Production' })(two).changes);
    expect(ppo(third).previous).toEqual({ Production: ['v1.1.0', 'v1.0.0'] });
    expect(ppo(applied(third, removed)).previous).toEqual({ Production: ['v1.0.0'] });
  });
});

describe('stages', () => {
  it('may have any name', () => {
    const policy = { ...POLICY, stages: ['None', 'constructor', 'toString', 'Archived'] };
    let state = stateAfter(register('rl/ppo@v1.0.0'), register('rl/ppo@v1.1.0'));
    for (const version of ['v1.0.0', 'v1.1.0']) {
      const request = { ref: parseReference(`rl/ppo@${version}`), to: 'constructor' };
      state = applied(state, decided(decideTransition(state, policy, request, FACTS)).changes);
    }
    expect(ppo(state).stages).toEqual({ constructor: ['v1.1.0'], Archived: ['v1.0.0'] });
    expect(ppo(state).previous).toEqual({ constructor: ['v1.0.0'] });
    expect(pointerOf(ppo(state), 'toString')).toBeUndefined();
  });

  it('are told of one version and of all alike', () => {
    const model = ppo(two);
    expect(stageOf(model, 'v1.0.0')).toBe('Archived');
    expect(stageOf(model, 'v9.0.0')).toBe('None');
    expect(Object.fromEntries(stagesByVersion(model))).toEqual({
      'v1.1.0': 'Production',
      'v1.0.0': 'Archived',
    });
  });
});

it('what objects inherit is no version', () => {
  expect(versionState(ppo(two), 'constructor')).toBeUndefined();
});

it('a rollback of one model leaves the history of another alone', () => {
  const state = stateAfter(
    register('rl/ppo@v1.0.0', { stage: 'Production' }),
    register('rl/ppo@v1.1.0', { stage: 'Production' }),
    register('rl/dqn@v1.0.0', { stage: 'Production' }),
    register('rl/dqn@v1.1.0'),
  );
  const next = fold(state, [
    store(state, [
      { change: 'stage-changed', ...of, version: 'v1.1.0', from: 'Production', to: 'Archived' },
      { change: 'stage-rolled-back', ...of, version: 'v1.0.0', from: 'Archived', to: 'Production' },
      {
        change: 'stage-changed',
        type: 'rl',
        name: 'dqn',
        version: 'v1.0.0',
        from: 'Production',
        to: 'Archived',
      },
      {
        change: 'stage-changed',
        type: 'rl',
        name: 'dqn',
        version: 'v1.1.0',
        from: 'None',
        to: 'Production',
      },
    ]),
  ]);
  expect(ppo(next).previous).toBeUndefined();
  expect(next.models['rl/dqn']?.previous).toEqual({ Production: ['v1.0.0'] });
});

it('a key is a type and a name', () => {
  expect(splitKey('rl/ppo')).toEqual({ type: 'rl', name: 'ppo' });
});

it('a state that was read back from JSON is as good', () => {
  const readBack: State = freeze(JSON.parse(JSON.stringify(two)));
  const entry = store(two, register('rl/ppo@v2.0.0', { stage: 'Production' })(two).changes);
  expect(fold(readBack, [entry])).toEqual(fold(two, [entry]));
});
