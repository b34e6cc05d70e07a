import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../src/core/decide/policy.ts';
import {
  decideArchive,
  decidePromote,
  decideRollback,
  decideTransition,
} from '../../../../src/core/decide/stage.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';
import type { ModelState } from '../../../../src/core/state/model.ts';
import { pointerOf, type State, stageOf } from '../../../../src/core/state/state.ts';
import {
  applied,
  codeOf,
  decided,
  FACTS,
  POLICY,
  register,
  type Step,
  stateAfter,
} from '../../../support/state.ts';

const ppo = (state: State) => state.models['rl/ppo'] as ModelState;
const production = (state: State) => pointerOf(ppo(state), 'Production');
const stages = (state: State) =>
  Object.fromEntries(
    ppo(state)
      .versions.names()
      .map((version) => [version, stageOf(ppo(state), version)]),
  );

const promote =
  (ref: string, more: { to?: string; keepExisting?: boolean; expect?: string } = {}): Step =>
  (state) =>
    decided(decidePromote(state, POLICY, { ref: parseReference(ref), ...more }, FACTS));
const promoteBy =
  (policy: Policy): Step =>
  (state) =>
    decided(decidePromote(state, policy, { ref: parseReference('ppo@3') }, FACTS));
const transition =
  (ref: string, to: string, more = {}): Step =>
  (state) =>
    decided(decideTransition(state, POLICY, { ref: parseReference(ref), to, ...more }, FACTS));
const archive =
  (...refs: string[]): Step =>
  (state) =>
    decideArchive(state, POLICY, { refs: refs.map(parseReference) });
const rollback =
  (more: { stage?: string; keepExisting?: boolean; expect?: string } = {}): Step =>
  (state) =>
    decideRollback(state, POLICY, { model: parseReference('ppo'), ...more });

const three = stateAfter(...['v1.0.0', 'v1.1.0', 'v1.2.0'].map((version) => register(`rl/ppo@${version}`)));
const following = (...steps: Step[]) =>
  steps.reduce((state, step) => applied(state, step(state).changes), three);

describe('promote', () => {
  it('climbs from None to Staging to Production, and no further', () => {
    const one = following(promote('ppo@v1.0.0'));
    expect(stages(one)['v1.0.0']).toBe('Staging');
    const two = applied(one, promote('ppo@v1.0.0')(one).changes);
    expect(stages(two)['v1.0.0']).toBe('Production');
    expect(codeOf(() => promote('ppo@v1.0.0')(two))).toBe('MREG_CONFLICT');
  });

  it('archives what held the stage, unless told to keep it', () => {
    const held = following(promote('ppo@1', { to: 'production' }));
    const request = { ref: parseReference('ppo@2'), to: 'Production' };
    expect(decidePromote(held, POLICY, request, FACTS)).toEqual({
      evidence: {},
      changes: [
        {
          change: 'stage-changed',
          type: 'rl',
          name: 'ppo',
          version: 'v1.0.0',
          from: 'Production',
          to: 'Archived',
        },
        {
          change: 'stage-changed',
          type: 'rl',
          name: 'ppo',
          version: 'v1.1.0',
          from: 'None',
          to: 'Production',
        },
      ],
      outcome: [
        { type: 'rl', name: 'ppo', version: 'v1.1.0', from: 'None', to: 'Production', displaced: ['v1.0.0'] },
      ],
    });
    const kept = applied(
      held,
      decided(decidePromote(held, POLICY, { ...request, keepExisting: true }, FACTS)).changes,
    );
    expect(ppo(kept).stages).toEqual({ Production: ['v1.1.0', 'v1.0.0'] });
    const never = decided(decidePromote(held, { ...POLICY, auto_archive: false }, request, FACTS));
    expect(never.outcome[0]?.displaced).toEqual([]);
  });

  it('of a model takes what is in Staging', () => {
    expect(production(following(promote('ppo@1'), promote('ppo')))).toBe('v1.0.0');
  });

  it('of a model takes the latest without a stage to Staging where that is empty', () => {
    expect(pointerOf(ppo(following(promote('ppo'))), 'Staging')).toBe('v1.2.0');
    expect(production(following(promote('ppo', { to: 'Production' })))).toBe('v1.2.0');
  });

  it('of a model finds nothing where all have moved', () => {
    const all = following(archive('ppo@1', 'ppo@2', 'ppo@3'));
    expect(codeOf(() => promote('ppo')(all))).toBe('MREG_CONFLICT');
  });

  it('of an archived version needs a stage', () => {
    const archived = following(archive('ppo@1'));
    expect(codeOf(() => promote('ppo@1')(archived))).toBe('MREG_CONFLICT');
    expect(
      stages(applied(archived, promote('ppo@1', { to: 'Production' })(archived).changes))['v1.0.0'],
    ).toBe('Production');
  });

  it.each([
    ['none', undefined],
    ['v1.0.0', 'MREG_CONFLICT'],
    ['1.0', 'MREG_INVALID'],
    ['', 'MREG_INVALID'],
  ])('with expect %j of an empty stage: %s', (expected, code) => {
    expect(codeOf(() => promote('ppo@1', { expect: expected })(three))).toBe(code);
  });

  it.each([
    ['v1.0.0', undefined],
    ['1.0.0', undefined],
    ['none', 'MREG_CONFLICT'],
    ['v1.1.0', 'MREG_CONFLICT'],
  ])('with expect %j of a stage that v1.0.0 holds: %s', (expected, code) => {
    const held = following(promote('ppo@1', { to: 'Production' }));
    expect(codeOf(() => promote('ppo@2', { to: 'Production', expect: expected })(held))).toBe(code);
  });

  it('goes through the stages of the configuration', () => {
    const policy = { ...POLICY, stages: ['None', 'Dev', 'QA', 'Live', 'Archived'] };
    let state = three;
    for (const stage of ['Dev', 'QA', 'Live']) {
      state = applied(state, promoteBy(policy)(state).changes);
      expect(stages(state)['v1.2.0']).toBe(stage);
    }
  });
});

describe('transition', () => {
  it.each(['None', 'Staging', 'Production', 'Archived'])('goes to %s from anywhere', (to) => {
    for (const from of ['None', 'Staging', 'Production', 'Archived']) {
      expect(stages(following(transition('ppo@1', from), transition('ppo@1', to)))['v1.0.0']).toBe(to);
    }
  });

  it.each(['None', 'Staging', 'Production', 'Archived'])('to %s a second time changes nothing', (to) => {
    expect(transition('ppo@1', to)(following(transition('ppo@1', to))).changes).toEqual([]);
  });

  it('to the stage of the pointer only archives the others', () => {
    const both = following(
      transition('ppo@1', 'Production'),
      transition('ppo@2', 'Production', { keepExisting: true }),
    );
    expect(transition('ppo@2', 'Production')(both).changes).toEqual([
      {
        change: 'stage-changed',
        type: 'rl',
        name: 'ppo',
        version: 'v1.0.0',
        from: 'Production',
        to: 'Archived',
      },
    ]);
  });

  it('brings a version that was kept back to the pointer', () => {
    const keep = { keepExisting: true };
    const state = following(
      transition('ppo@1', 'Production'),
      transition('ppo@2', 'Production', keep),
      transition('ppo@1', 'Production', keep),
    );
    expect(ppo(state).stages).toEqual({ Production: ['v1.0.0', 'v1.1.0'] });
  });

  it('refuses a stage that is not there', () => {
    expect(codeOf(() => transition('ppo@1', '__proto__')(three))).toBe('MREG_INVALID');
  });
});

describe('archive', () => {
  it('takes several at once, each once', () => {
    const held = following(transition('ppo@2', 'Production'));
    expect(archive('ppo@v1.0.0', 'ppo@production', 'ppo@2')(held).changes).toEqual([
      { change: 'stage-changed', type: 'rl', name: 'ppo', version: 'v1.0.0', from: 'None', to: 'Archived' },
      {
        change: 'stage-changed',
        type: 'rl',
        name: 'ppo',
        version: 'v1.1.0',
        from: 'Production',
        to: 'Archived',
      },
    ]);
  });

  it('takes all or none', () => {
    expect(codeOf(() => archive('ppo@1', 'ppo@9')(three))).toBe('MREG_NOT_FOUND');
  });
});

describe('rollback', () => {
  const all = ['ppo@1', 'ppo@2', 'ppo@3'].map((ref) => promote(ref, { to: 'Production' }));

  it('goes one step further back each time, and never forward again', () => {
    expect(production(following(...all))).toBe('v1.2.0');
    expect(production(following(...all, rollback()))).toBe('v1.1.0');
    expect(production(following(...all, rollback(), rollback()))).toBe('v1.0.0');
    const first = following(...all, rollback(), rollback());
    expect(stages(first)).toEqual({ 'v1.0.0': 'Production', 'v1.1.0': 'Archived', 'v1.2.0': 'Archived' });
    expect(codeOf(() => rollback()(first))).toBe('MREG_CONFLICT');
  });

  it('is on record as one', () => {
    expect(rollback()(following(...all)).changes).toEqual([
      {
        change: 'stage-changed',
        type: 'rl',
        name: 'ppo',
        version: 'v1.2.0',
        from: 'Production',
        to: 'Archived',
      },
      {
        change: 'stage-rolled-back',
        type: 'rl',
        name: 'ppo',
        version: 'v1.1.0',
        from: 'Archived',
        to: 'Production',
      },
    ]);
  });

  it('goes to the one before what was withdrawn, also once another holds the stage', () => {
    const archived = following(...all, archive('ppo@production'));
    expect(production(archived)).toBeUndefined();
    expect(production(applied(archived, rollback()(archived).changes))).toBe('v1.1.0');
    const moved = following(...all, transition('ppo@production', 'Staging'), rollback());
    expect(production(moved)).toBe('v1.1.0');
    const withdrawn = [promote('ppo@1', { to: 'Production' }), promote('ppo@2', { to: 'Production' })];
    const later = following(
      ...withdrawn,
      archive('ppo@2'),
      promote('ppo@3', { to: 'Production' }),
      rollback(),
    );
    expect(production(later)).toBe('v1.0.0');
  });

  it('does not go to what was withdrawn beside the one that held the stage', () => {
    const keep = { to: 'Production', keepExisting: true };
    const two = [promote('ppo@1', keep), promote('ppo@2', keep)];
    expect(production(following(...two, archive('ppo@2')))).toBe('v1.0.0');
    expect(codeOf(() => rollback()(following(...two, archive('ppo@2'))))).toBe('MREG_CONFLICT');
    expect(codeOf(() => rollback()(following(...two, archive('ppo@1'))))).toBe('MREG_CONFLICT');
  });

  it('skips the version that holds the stage now', () => {
    const again = following(...all, archive('ppo@3'), promote('ppo@3', { to: 'Production' }));
    expect(production(applied(again, rollback()(again).changes))).toBe('v1.1.0');
  });

  it('undoes a promotion that came after a rollback', () => {
    const state = following(...all, rollback(), promote('ppo@3', { to: 'Production' }), rollback());
    expect(production(state)).toBe('v1.1.0');
    expect(production(applied(state, rollback()(state).changes))).toBe('v1.0.0');
  });

  it('takes over from versions that were kept beside', () => {
    const keep = { to: 'Production', keepExisting: true };
    const state = following(promote('ppo@1', keep), promote('ppo@2', keep), rollback());
    expect(ppo(state).stages).toEqual({ Production: ['v1.0.0'], Archived: ['v1.1.0'] });
  });

  it('keeps to the stage it is asked for', () => {
    const state = following(promote('ppo@1'), promote('ppo@2'), rollback({ stage: 'staging' }));
    expect(pointerOf(ppo(state), 'Staging')).toBe('v1.0.0');
    expect(codeOf(() => rollback()(state))).toBe('MREG_CONFLICT');
  });

  it.each(['None', 'Archived'])('has no step back in %s', (stage) => {
    expect(codeOf(() => rollback({ stage })(following(...all)))).toBe('MREG_CONFLICT');
  });

  it('refuses where another version holds the stage than expected', () => {
    expect(codeOf(() => rollback({ expect: 'v1.1.0' })(following(...all)))).toBe('MREG_CONFLICT');
    expect(codeOf(() => rollback({ expect: 'v1.2.0' })(following(...all)))).toBeUndefined();
  });
});
