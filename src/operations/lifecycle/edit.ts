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
    await change(session, { command: commandOf(request), only }, request, (state) =>
      decideEdit(state, session.policy, { ...request, ref }),
    ),
  );
}

/** The command that says the same: the history reads alike, whoever made the change. Several at once have none. */
function commandOf({ description, set, remove, pinned, name }: Edit): string {
  const commands = [
    ...(description === undefined ? [] : ['describe']),
    ...(set ? ['tag'] : remove ? ['untag'] : []),
    ...(pinned === undefined ? [] : [pinned ? 'pin' : 'unpin']),
    ...(name === undefined ? [] : ['rename']),
  ];
  return commands.length === 1 ? (commands[0] as string) : 'edit';
}
