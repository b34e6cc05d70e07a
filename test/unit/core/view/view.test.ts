import { expect, it } from 'vitest';
import { decidePin } from '../../../../src/core/decide/label.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';
import type { ModelState } from '../../../../src/core/state/model.ts';
import type { State } from '../../../../src/core/state/state.ts';
import { viewModel, viewModels, viewVersion, viewVersions } from '../../../../src/core/view/view.ts';
import { applied, POLICY, register, stateAfter } from '../../../support/state.ts';

const ppo = (state: State) => state.models['rl/ppo'] as ModelState;
const view = (state: State, version: string) =>
  viewVersion({ type: 'rl', name: 'ppo', model: ppo(state), version });

const state = stateAfter(
  register('rl/ppo@v1.1.0', { stage: 'Production', metrics: { constructor: 1 }, size: 10 }),
  register('rl/ppo@v1.0.0', {
    aliases: ['toString', 'champion'],
    tags: { a: 'b' },
    description: 'd',
    size: 5,
  }),
  register('rl/ppo@v2.0.0-rc.1', { size: 1 }),
  (state) => decidePin(state, POLICY, { ref: parseReference('rl/ppo@1'), to: true }),
  register('nlp/llama@v1.0.0'),
);

it('a version', () => {
  expect(view(state, 'v1.0.0')).toEqual({
    ref: 'rl/ppo@v1.0.0',
    type: 'rl',
    model: 'ppo',
    version: 'v1.0.0',
    number: 2,
    stage: 'None',
    aliases: ['champion', 'toString'],
    directory: 'rl/ppo_v1.0.0_20240116103015',
    registered_at: '2026-05-03T14:00:00.000Z',
    size: 5,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    metadata_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    tags: { a: 'b' },
    metrics: {},
    description: 'd',
    pinned: false,
    run_id: null,
    mlflow_source: null,
    updated_at: '2026-05-03T14:00:00.000Z',
  });
  expect(view(state, 'v1.1.0')).toMatchObject({
    stage: 'Production',
    aliases: [],
    tags: {},
    metrics: { constructor: 1 },
    description: null,
    pinned: true,
  });
});

it('versions stand newest first, each as it is alone', () => {
  const views = viewVersions({ type: 'rl', name: 'ppo', model: ppo(state) });
  expect(views.map(({ version }) => version)).toEqual(['v2.0.0-rc.1', 'v1.0.0', 'v1.1.0']);
  for (const shown of views) expect(shown).toEqual(view(state, shown.version));
});

it('versions that are not wanted are left out', () => {
  const isPinned = ({ pinned }: { pinned: boolean }) => pinned;
  const views = viewVersions({ type: 'rl', name: 'ppo', model: ppo(state) });
  expect(views.filter(isPinned).length).toBe(1);
  expect(viewVersions({ type: 'rl', name: 'ppo', model: ppo(state) }, isPinned)).toEqual(
    views.filter(isPinned),
  );
});

it('a model', () => {
  expect(viewModel({ type: 'rl', name: 'ppo', model: ppo(state) })).toEqual({
    ref: 'rl/ppo',
    type: 'rl',
    model: 'ppo',
    display_name: null,
    version_count: 3,
    latest: 'v1.1.0',
    stages: { Production: 'v1.1.0' },
    aliases: { champion: 'v1.0.0', toString: 'v1.0.0' },
    size: 16,
  });
});

it('models stand in order, those without a version too', () => {
  expect(viewModels(state).map(({ ref }) => ref)).toEqual(['nlp/llama', 'rl/ppo']);
  const without = applied(state, [
    { change: 'version-deleted', type: 'nlp', name: 'llama', version: 'v1.0.0', from: 'None' },
  ]);
  expect(viewModels(without).map(({ ref, version_count }) => [ref, version_count])).toEqual([
    ['nlp/llama', 0],
    ['rl/ppo', 3],
  ]);
});
