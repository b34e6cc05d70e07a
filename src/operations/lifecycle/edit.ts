import { decideEdit, type Edit } from '../../core/decide/edit.ts';
import { parseReference } from '../../core/names/reference.ts';
import type { ModelChangeResult, VersionChangeResult } from '../../generated/output.ts';
import type { Session } from '../session.ts';
import { change, type ModelChangeOptions } from './change.ts';
import { labelledEither } from './label.ts';

export interface EditRequest extends Edit, ModelChangeOptions {
  /** A version, or a model. */
  readonly ref: string;
}

/** Several changes of what is said of a version or a model, as one: all of them are made, or none. */
export async function edit(
  session: Session,
  request: EditRequest,
): Promise<VersionChangeResult | ModelChangeResult> {
  const ref = parseReference(request.ref);
  // A new name must be free among all models.
  const only = request.name === undefined ? ref : undefined;
  return labelledEither(
    await change(session, { command: 'edit', only }, request, (state) =>
      decideEdit(state, session.policy, { ...request, ref }),
    ),
  );
}
