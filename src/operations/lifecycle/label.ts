import {
  decideAlias,
  decideAliasRemoval,
  decideDescription,
  decidePin,
  decideTags,
  type Labelled,
  type LabelledModel,
} from '../../core/decide/label.ts';
import { parseReference } from '../../core/names/reference.ts';
import { resolveModel } from '../../core/state/references/resolve.ts';
import { viewVersionIn } from '../../core/view/view.ts';
import type { AliasListResult, ModelChangeResult, VersionChangeResult } from '../../generated/output.ts';
import type { Committed } from '../../store/journal/commit.ts';
import { lookUp, type Session } from '../session.ts';
import { change, type ModelChangeOptions } from './change.ts';
import { changedModel } from './model.ts';

export interface AliasRequest extends ModelChangeOptions {
  readonly ref: string;
  readonly alias: string;
}

export interface AliasRemovalRequest extends ModelChangeOptions {
  readonly model: string;
  readonly alias: string;
}

export interface TagRequest extends ModelChangeOptions {
  /** A version, or a model. */
  readonly ref: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export interface DescriptionRequest extends ModelChangeOptions {
  /** A version, or a model. */
  readonly ref: string;
  /** Null removes it. */
  readonly to: string | null;
}

export interface PinRequest extends ModelChangeOptions {
  readonly ref: string;
  readonly to: boolean;
}

export async function setAlias(session: Session, request: AliasRequest): Promise<VersionChangeResult> {
  const ref = parseReference(request.ref);
  return labelled(
    await change(session, { command: 'alias set', only: ref }, request, (state) =>
      decideAlias(state, session.policy, { ...request, ref }),
    ),
  );
}

export async function removeAlias(
  session: Session,
  request: AliasRemovalRequest,
): Promise<VersionChangeResult> {
  const model = parseReference(request.model);
  return labelled(
    await change(session, { command: 'alias rm', only: model }, request, (state) =>
      decideAliasRemoval(state, session.policy, { ...request, model }),
    ),
  );
}

export async function setTags(
  session: Session,
  request: TagRequest,
): Promise<VersionChangeResult | ModelChangeResult> {
  const command = request.set === undefined ? 'untag' : 'tag';
  const ref = parseReference(request.ref);
  return labelledEither(
    await change(session, { command, only: ref }, request, (state) =>
      decideTags(state, session.policy, { ...request, ref }),
    ),
  );
}

export async function setDescription(
  session: Session,
  request: DescriptionRequest,
): Promise<VersionChangeResult | ModelChangeResult> {
  const ref = parseReference(request.ref);
  return labelledEither(
    await change(session, { command: 'describe', only: ref }, request, (state) =>
      decideDescription(state, session.policy, { ...request, ref }),
    ),
  );
}

export async function setPin(session: Session, request: PinRequest): Promise<VersionChangeResult> {
  const ref = parseReference(request.ref);
  return labelled(
    await change(session, { command: request.to ? 'pin' : 'unpin', only: ref }, request, (state) =>
      decidePin(state, session.policy, { ...request, ref }),
    ),
  );
}

/** Every alias, or those of one model, by model and alias. */
export async function listAliases(session: Session, model?: string): Promise<AliasListResult> {
  const lookup = await lookUp(session);
  const only = model === undefined ? undefined : resolveModel(lookup, parseReference(model));
  const found = only ? [`${only.type}/${only.name}`] : Object.keys(lookup.state.models).sort();
  const aliases = found.flatMap((key) => {
    const [type = '', name = ''] = key.split('/');
    const shown = Object.entries(lookup.state.models[key]?.aliases ?? {}).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return shown.map(([alias, version]) => ({
      alias,
      version: viewVersionIn(lookup.state, { type, name, version }),
    }));
  });
  return { aliases };
}

function labelled({ outcome, after, applied }: Committed<Labelled>): VersionChangeResult {
  return { ...viewVersionIn(after, outcome), revision: after.revision, applied };
}

/** The version or the model as a change left it. */
export function labelledEither(
  committed: Committed<Labelled | LabelledModel>,
): VersionChangeResult | ModelChangeResult {
  const { outcome } = committed;
  return 'version' in outcome ? labelled({ ...committed, outcome }) : changedModel(committed);
}
