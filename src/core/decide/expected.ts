import { MregError } from '../../errors.ts';
import { modelAt } from '../state/model.ts';
import type { State } from '../state/state.ts';

/** A model as somebody saw it. */
export interface Expected {
  /** <type>/<name> */
  readonly model: string;
  /** One of them has to be the revision that changed it last. */
  readonly revisions: readonly number[];
}

/** @throws MREG_CONFLICT if the model is another one by now, or gone */
export function checkExpected(state: State, { model, revisions }: Expected): void {
  const found = modelAt(state, model);
  if (found && revisions.includes(found.revision)) return;
  const now = found ? `has changed: it is at revision ${found.revision} now` : 'is gone';
  throw new MregError('MREG_CONFLICT', `${model} ${now}`, {
    details: { model, revision: found?.revision ?? null, only_if: [...revisions] },
  });
}
