import type { Change } from '../../generated/log-entry.ts';
import type { Reference } from '../names/reference.ts';
import { resolve } from '../state/references/resolve.ts';
import type { State } from '../state/state.ts';
import { decideDescription, decidePin, decideTags, type Labelled, type LabelledModel } from './label.ts';
import { decideRename } from './model.ts';
import type { Policy } from './policy.ts';

/** What shall be said of a version or a model from now on; what is left out stays. */
export interface Edit {
  /** Null removes it. */
  readonly description?: string | null | undefined;
  /** Tags to set. */
  readonly set?: Readonly<Record<string, string>> | undefined;
  /** Tags to remove. */
  readonly remove?: readonly string[] | undefined;
  /** Of a version: whether it is kept whatever the retention rules say. */
  readonly pinned?: boolean | undefined;
  /** Of a model: its new name. */
  readonly name?: string | undefined;
}

/** Several changes of one version or model, all of them or none.
 * @throws whatever one of them throws by itself */
export function decideEdit(
  state: State,
  policy: Policy,
  { ref, description, set, remove, pinned, name }: Edit & { readonly ref: Reference },
): { readonly changes: Change[]; readonly outcome: Labelled | LabelledModel } {
  const decided: { readonly changes: Change[]; readonly outcome: Labelled | LabelledModel }[] = [];
  if (description !== undefined) decided.push(decideDescription(state, policy, { ref, to: description }));
  if (set || remove) decided.push(decideTags(state, policy, { ref, set, remove }));
  if (pinned !== undefined) decided.push(decidePin(state, policy, { ref, to: pinned }));
  // The last, as the others call the model by the name that it has.
  if (name !== undefined) decided.push(decideRename(state, policy, { model: ref, to: name }));
  const { type, name: found, ...version } = resolve({ state, stages: policy.stages }, ref);
  const unchanged = { type, name: found, ...('version' in version && { version: version.version }) };
  return {
    changes: decided.flatMap(({ changes }) => changes),
    outcome: decided.at(-1)?.outcome ?? unchanged,
  };
}
