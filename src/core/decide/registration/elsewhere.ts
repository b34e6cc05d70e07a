/** Models by the names that they have in MLflow, to the letter. */
import { MregError } from '../../../errors.ts';
import { isNameElsewhere, nameElsewhere } from '../../names/display-name.ts';
import { isName } from '../../names/name.ts';
import { modelAt } from '../../state/model.ts';
import { isModel, keysDisplayed, keysNamed, movedTo } from '../../state/models.ts';
import { ambiguous } from '../../state/references/not-found.ts';
import { type State, splitKey } from '../../state/state.ts';
import type { Policy } from '../policy.ts';
import { defaultType, freeName, type NamedModel, takenNames } from './target.ts';

/** The model that is called so elsewhere: one that is here, else where a new one will stand.
 * @throws MREG_INVALID for what is no name; MREG_AMBIGUOUS */
export function placeElsewhere(
  state: State,
  policy: Policy,
  { name: called, type: asked }: { readonly name: string; readonly type?: string | undefined },
): NamedModel {
  checkNameElsewhere(called);
  const here = findElsewhere(state, called, asked);
  if (here) return { ...here, display: called === here.name ? undefined : called };
  const type = asked ?? defaultType(policy);
  if (type === undefined) return { type, name: called, display: undefined };
  return { type, ...nameLike(state, type, called) };
}

/** The model that is called so elsewhere.
 * @throws MREG_AMBIGUOUS */
export function findElsewhere(
  state: State,
  called: string,
  asked?: string,
): { readonly type: string; readonly name: string } | undefined {
  const keys = keysElsewhere(state, called, asked);
  if (keys.length > 1) throw ambiguous(`'${called}' is a model`, keys);
  return keys[0] === undefined ? undefined : splitKey(keys[0]);
}

/** The models, of any type unless one is asked for, that are called so elsewhere. */
export function keysElsewhere(state: State, called: string, asked?: string): string[] {
  return [...keysNamed(state, called), ...keysDisplayed(state, called)].filter((key) => {
    const { type, name } = splitKey(key);
    const { display_name } = modelAt(state, key) ?? state.unread?.get(key) ?? {};
    const isHere = isModel(key, { ...(movedTo(state, key) !== undefined && { moved_to: name }) });
    return isHere && (asked ?? type) === type && nameElsewhere(name, display_name) === called;
  });
}

/** The plain name for a new model that is called so elsewhere, and that name if it is another one. */
export function nameLike(state: State, type: string, called: string): Pick<NamedModel, 'name' | 'display'> {
  if (isName(called) && !takenNames(state, type)(called)) return { name: called, display: undefined };
  return { name: freeName(state, type, called), display: called };
}

/** @throws MREG_INVALID */
export function checkNameElsewhere(called: string): void {
  if (isNameElsewhere(called)) return;
  throw new MregError(
    'MREG_INVALID',
    `'${called.slice(0, 300)}' is no name of a model: it is empty, longer than 256 characters, or has '/', ':' or a control character`,
    { details: { value: called.slice(0, 300) } },
  );
}
