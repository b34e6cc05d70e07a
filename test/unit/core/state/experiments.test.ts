import { expect, it } from 'vitest';
import {
  experimentAt,
  experimentIds,
  formatExperiments,
  parseExperiments,
} from '../../../../src/core/state/experiments.ts';
import { fold } from '../../../../src/core/state/fold/fold.ts';
import { EMPTY_STATE, type State } from '../../../../src/core/state/state.ts';
import {
  decideCreation,
  decideDeletion,
  decideExperimentTags,
  decideRenaming,
  decideRestoring,
  experimentsIn,
  findExperiment,
} from '../../../../src/core/tracking/decide-experiment.ts';
import type { Change, LogEntry } from '../../../../src/generated/log-entry.ts';

const AT = '2026-05-03T14:00:00.000Z';

function after(state: State, changes: readonly Change[]): State {
  if (changes.length === 0) return state;
  const entry = { revision: state.revision + 1, at: AT, changes } as unknown as LogEntry;
  return fold(state, [{ entry, sha256: '' }]);
}

const made = (state: State, name: string, tags?: Record<string, string>) =>
  after(state, decideCreation(state, { name, tags }).changes);

it('has Default before anybody made an experiment', () => {
  expect(experimentIds(experimentsIn(EMPTY_STATE))).toEqual(['0']);
  expect(experimentAt(experimentsIn(EMPTY_STATE), '0')).toEqual({ name: 'Default' });
});

it('numbers experiments, and gives no number again', () => {
  const two = made(made(EMPTY_STATE, 'a'), 'b', { team: 'x' });
  const purged = after(two, [{ change: 'experiment-purged', experiment: '2' }]);
  const three = made(purged, 'b');
  expect(experimentIds(experimentsIn(three))).toEqual(['0', '1', '3']);
  expect(three.experiments).toBe(4);
});

it('takes no name twice, also not that of a deleted one', () => {
  const one = made(EMPTY_STATE, 'a');
  const taken = expect.objectContaining({ code: 'MREG_EXISTS' });
  expect(() => decideCreation(one, { name: 'a' })).toThrow(taken);
  expect(() => decideCreation(one, { name: 'Default' })).toThrow(taken);
  const deleted = after(one, decideDeletion(one, { id: '1' }).changes);
  expect(() => decideCreation(deleted, { name: 'a' })).toThrow(taken);
  const other = made(deleted, 'b');
  expect(() => decideRenaming(other, { id: '2', name: 'a' })).toThrow(taken);
});

it('renames, tags, deletes and restores, and changes nothing twice', () => {
  let state = made(EMPTY_STATE, 'a', { x: '1' });
  const apply = (decided: { changes: Change[] }) => {
    state = after(state, decided.changes);
    return decided.changes.length;
  };
  expect(apply(decideRenaming(state, { id: '1', name: 'b' }))).toBe(1);
  expect(apply(decideRenaming(state, { id: '1', name: 'b' }))).toBe(0);
  expect(apply(decideExperimentTags(state, { id: '1', set: { y: '2' }, remove: ['x'] }))).toBe(1);
  expect(apply(decideExperimentTags(state, { id: '1', set: { y: '2' } }))).toBe(0);
  expect(apply(decideDeletion(state, { id: '1' }))).toBe(1);
  expect(apply(decideDeletion(state, { id: '1' }))).toBe(0);
  expect(experimentAt(experimentsIn(state), '1')).toEqual({
    name: 'b',
    created_at: AT,
    changed_at: AT,
    tags: { y: '2' },
    deleted_at: AT,
  });
  expect(apply(decideRestoring(state, { id: '1' }))).toBe(1);
  expect(experimentAt(experimentsIn(state), '1')).not.toHaveProperty('deleted_at');
  expect(apply(decideExperimentTags(state, { id: '1', remove: ['y'] }))).toBe(1);
  expect(experimentAt(experimentsIn(state), '1')).not.toHaveProperty('tags');
});

it('keeps Default, which may have another name', () => {
  expect(() => decideDeletion(EMPTY_STATE, { id: '0' })).toThrow(
    expect.objectContaining({ code: 'MREG_PROTECTED' }),
  );
  const renamed = after(EMPTY_STATE, decideRenaming(EMPTY_STATE, { id: '0', name: 'Start' }).changes);
  expect(findExperiment(experimentsIn(renamed), 'Start')).toBe('0');
});

it.each(['', ' ', 'a\nb', 'x'.repeat(501)])('refuses the name %j', (name) => {
  expect(() => decideCreation(EMPTY_STATE, { name })).toThrow(
    expect.objectContaining({ code: 'MREG_INVALID' }),
  );
});

it('finds an experiment by its name before its id, and names the nearest', () => {
  const state = experimentsIn(made(made(EMPTY_STATE, '2'), 'churn'));
  expect(findExperiment(state, '2')).toBe('1');
  expect(findExperiment(state, '1')).toBe('1');
  expect(() => findExperiment(state, 'chrun')).toThrow(
    expect.objectContaining({ code: 'MREG_NOT_FOUND', hint: 'did you mean churn?' }),
  );
});

it('passes over entries that the file of the experiments has, and over all if it was not read', () => {
  const state = made(EMPTY_STATE, 'a');
  const entry = { revision: 1, at: AT, changes: decideCreation(EMPTY_STATE, { name: 'a' }).changes };
  const again = fold({ ...state, revision: 0 }, [{ entry: entry as unknown as LogEntry, sha256: '' }]);
  expect(experimentIds(experimentsIn(again))).toEqual(['0', '1']);
  const { tracked, ...unread } = state;
  const next = { ...entry, revision: 2, changes: decideCreation(state, { name: 'b' }).changes };
  const folded = fold(unread, [{ entry: next as unknown as LogEntry, sha256: '' }]);
  expect(folded).toMatchObject({ experiments: 2 });
  expect(folded.tracked).toBeUndefined();
});

it('writes a file that is read back', () => {
  const { tracked } = made(made(EMPTY_STATE, 'a', { x: '1' }), 'b');
  const text = formatExperiments(tracked ?? { revision: 0, next_id: 1, experiments: {} });
  expect(parseExperiments(text)).toEqual(tracked);
  expect(text.split('\n')).toHaveLength(8 + 1);
  expect(parseExperiments('{')).toBeUndefined();
  expect(parseExperiments('null')).toBeUndefined();
});
