/** References that do not give a model's type and name: a display name, or MLflow's `name/stage`. */
import { parseReference, type Reference, readSelector, type Selector } from '../../names/reference.ts';
import { modelAt } from '../model.ts';
import { keysDisplayed, keysNamed, movedTo } from '../models.ts';
import { modelKey, type State, splitKey } from '../state.ts';

/** The model that a reference names by a display name, or before its last slash. Undefined if a model has its type and name, or
 * if nothing fits. */
export function namedOtherwise(
  state: State,
  reference: Reference,
): { type?: string; name: string } | undefined {
  if (isKnown(state, reference)) return undefined;
  const [displayed] = [calledBy(reference), reference.text].flatMap((name) => keysDisplayed(state, name));
  if (displayed !== undefined) return splitKey(displayed);
  const head = reference.selector ? undefined : beforeSlash(reference);
  if (head === undefined) return undefined;
  const { model } = head;
  return isKnown(state, model) ? model : namedOtherwise(state, model);
}

function isKnown(state: State, { type, name }: Reference): boolean {
  if (type === undefined) return keysNamed(state, name).some((key) => movedTo(state, key) === undefined);
  const key = modelKey(type, name);
  const model = modelAt(state, key);
  return model ? model.moved_to === undefined : (state.unread?.has(key) ?? false);
}

/** The part of a reference that names the model. */
export function calledBy({ type, name }: Pick<Reference, 'type' | 'name'>): string {
  return type === undefined ? name : modelKey(type, name);
}

/** `name/stage` taken apart at its last slash. */
export function beforeSlash(reference: Reference): { model: Reference; selector: Selector } | undefined {
  const [, called, word = ''] = /^(.+)\/([^/]+)$/.exec(reference.path ?? calledBy(reference)) ?? [];
  const selector = readSelector(word);
  return called === undefined || selector === undefined
    ? undefined
    : { model: parseReference(called), selector };
}
