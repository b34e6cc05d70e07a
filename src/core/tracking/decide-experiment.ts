import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { checkTagKeys } from '../names/name.ts';
import { nearest } from '../names/nearest.ts';
import {
  DEFAULT_EXPERIMENT,
  type ExperimentState,
  type Experiments,
  experimentAt,
  experimentIds,
  idOfName,
  NO_EXPERIMENTS,
} from '../state/experiments.ts';
import type { State } from '../state/state.ts';

type Tags = Readonly<Record<string, string>>;

interface Decided {
  readonly changes: Change[];
  /** The id of the experiment. */
  readonly outcome: string;
}

const MAX_NAME = 500;

/** `experiment create`.
 * @throws MREG_EXISTS if the name is taken, also by a deleted experiment; MREG_INVALID */
export function decideCreation(
  state: State,
  { name, tags }: { name: string; tags?: Tags | undefined },
): Decided {
  const experiments = experimentsIn(state);
  checkName(name);
  checkFree(experiments, name);
  checkTagKeys(tags);
  const id = String(experiments.next_id);
  const own = tags && Object.keys(tags).length > 0 ? { tags: { ...tags } } : {};
  return { changes: [{ change: 'experiment-created', experiment: id, called: name, ...own }], outcome: id };
}

/** `experiment rename`.
 * @throws MREG_NOT_FOUND, MREG_EXISTS, MREG_INVALID */
export function decideRenaming(state: State, { id, name }: { id: string; name: string }): Decided {
  const experiments = experimentsIn(state);
  const { name: from } = requireExperiment(experiments, id);
  checkName(name);
  if (from === name) return { changes: [], outcome: id };
  checkFree(experiments, name);
  return { changes: [{ change: 'experiment-renamed', experiment: id, from, to: name }], outcome: id };
}

/** `experiment delete`: marks an experiment as deleted. `decideRestoring` takes the mark away; `gc` removes experiments that have had
 * it for long.
 * @throws MREG_NOT_FOUND; MREG_PROTECTED for Default, which is always there */
export function decideDeletion(state: State, { id }: { id: string }): Decided {
  const { deleted_at } = requireExperiment(experimentsIn(state), id);
  if (id === DEFAULT_EXPERIMENT)
    throw new MregError('MREG_PROTECTED', 'the experiment 0 is that of runs that name none, and stays');
  return {
    changes: deleted_at === undefined ? [{ change: 'experiment-deleted', experiment: id }] : [],
    outcome: id,
  };
}

/** `experiment restore`.
 * @throws MREG_NOT_FOUND */
export function decideRestoring(state: State, { id }: { id: string }): Decided {
  const { deleted_at } = requireExperiment(experimentsIn(state), id);
  return {
    changes: deleted_at === undefined ? [] : [{ change: 'experiment-restored', experiment: id }],
    outcome: id,
  };
}

/** Sets tags of an experiment and removes others.
 * @throws MREG_NOT_FOUND also for a tag to remove that is not there; MREG_INVALID */
export function decideExperimentTags(
  state: State,
  {
    id,
    set = {},
    remove = [],
  }: { id: string; set?: Tags | undefined; remove?: readonly string[] | undefined },
): Decided {
  checkTagKeys(set);
  const from = { ...requireExperiment(experimentsIn(state), id).tags };
  const missing = remove.find((key) => !Object.hasOwn(from, key));
  if (missing !== undefined)
    throw new MregError(
      'MREG_NOT_FOUND',
      `experiment ${id} has no tag '${missing}'; it has ${Object.keys(from).join(', ') || 'none'}`,
      { details: { experiment: id, tag: missing } },
    );
  const kept = Object.entries(from).filter(([key]) => !remove.includes(key));
  const to = Object.fromEntries([...kept, ...Object.entries(set)]);
  const isSame =
    Object.keys(from).length === Object.keys(to).length &&
    Object.entries(to).every(([key, value]) => Object.hasOwn(from, key) && from[key] === value);
  return {
    changes: isSame ? [] : [{ change: 'experiment-tags-changed', experiment: id, from, to }],
    outcome: id,
  };
}

/** The experiments of a state that was read with them. */
export function experimentsIn({ tracked = NO_EXPERIMENTS }: State): Experiments {
  return tracked;
}

/** An experiment by its id.
 * @throws MREG_NOT_FOUND */
export function requireExperiment(experiments: Experiments, id: string): ExperimentState {
  const found = experimentAt(experiments, id);
  if (found) return found;
  throw new MregError('MREG_NOT_FOUND', `no experiment with the id '${id}'`, {
    hint: 'mreg experiment list',
    details: { experiment: id },
  });
}

/** The id of the experiment that a person means: by its name, or by its id.
 * @throws MREG_NOT_FOUND with the nearest name */
export function findExperiment(experiments: Experiments, text: string): string {
  const id = idOfName(experiments, text) ?? (experimentAt(experiments, text) ? text : undefined);
  if (id !== undefined) return id;
  const names = experimentIds(experiments).map((each) => experimentAt(experiments, each)?.name ?? each);
  const close = nearest(text, names);
  throw new MregError('MREG_NOT_FOUND', `no experiment '${text}'`, {
    hint: close === undefined ? `mreg experiment create '${text}'` : `did you mean ${close}?`,
    details: { name: text },
  });
}

function checkFree(experiments: Experiments, name: string): void {
  const id = idOfName(experiments, name);
  if (id === undefined) return;
  const isDeleted = experimentAt(experiments, id)?.deleted_at !== undefined;
  throw new MregError(
    'MREG_EXISTS',
    `experiment '${name}' ${isDeleted ? 'is deleted, and its name is taken until gc removes it' : 'exists'}`,
    {
      hint: isDeleted ? `mreg experiment restore ${id}` : undefined,
      details: { experiment: id, name, deleted: isDeleted },
    },
  );
}

function checkName(name: string): void {
  if (name.trim() !== '' && name.length <= MAX_NAME && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return;
  throw new MregError(
    'MREG_INVALID',
    `an experiment's name of 1 to ${MAX_NAME} characters, none of them a control character, was expected, not ${JSON.stringify(name.slice(0, 80))}`,
    { details: { name } },
  );
}
