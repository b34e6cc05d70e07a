import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { parseAlias } from '../names/alias.ts';
import { checkKey } from '../names/name.ts';
import { nearest } from '../names/nearest.ts';
import { formatReference } from '../names/reference.ts';
import { type FoundVersion, resolveModel, resolveVersion } from '../state/resolve.ts';
import { modelKey, type State } from '../state/state.ts';
import type { Policy } from './policy.ts';

/** The version whose label changed. */
export interface Labelled {
  readonly type: string;
  readonly name: string;
  readonly version: string;
}

interface Decided {
  readonly changes: Change[];
  readonly outcome: Labelled;
}

/** `alias set`: makes an alias show a version, and no other of the model. */
export function decideAlias(state: State, policy: Policy, request: { ref: string; alias: string }): Decided {
  const alias = parseAlias(request.alias, policy.stages);
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  return decided(found, aliasChanges(found, alias));
}

/** What makes `alias` show the version found. */
export function aliasChanges({ type, name, model, version }: FoundVersion, alias: string): Change[] {
  const from = Object.hasOwn(model.aliases, alias) ? (model.aliases[alias] as string) : null;
  return from === version ? [] : [{ change: 'alias-moved', type, name, alias, from, to: version }];
}

/** `alias rm`.
 * @throws MREG_NOT_FOUND where the model has no such alias */
export function decideAliasRemoval(
  state: State,
  policy: Policy,
  request: { model: string; alias: string },
): Decided {
  const { type, name, model } = resolveModel({ state, stages: policy.stages }, request.model);
  const from = Object.hasOwn(model.aliases, request.alias) ? model.aliases[request.alias] : undefined;
  if (from === undefined) {
    const aliases = Object.keys(model.aliases);
    const close = nearest(request.alias, aliases);
    throw new MregError(
      'MREG_NOT_FOUND',
      `${modelKey(type, name)} has no alias '${request.alias}'; it has ${aliases.join(', ') || 'none'}`,
      {
        hint: close && `did you mean ${close}?`,
      },
    );
  }
  return {
    changes: [{ change: 'alias-removed', type, name, alias: request.alias, from }],
    outcome: { type, name, version: from },
  };
}

/** `tag` and `untag`: sets some tags and removes others.
 * @throws MREG_NOT_FOUND where a tag to remove is not there; MREG_INVALID for the key `__proto__` */
export function decideTags(
  state: State,
  policy: Policy,
  request: { ref: string; set?: Readonly<Record<string, string>>; remove?: readonly string[] },
): Decided {
  for (const key of Object.keys(request.set ?? {})) checkKey(key);
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  const from = { ...found.state.tags };
  for (const key of request.remove ?? []) {
    if (Object.hasOwn(from, key)) continue;
    throw new MregError(
      'MREG_NOT_FOUND',
      `${formatReference(found.type, found.name, found.version)} has no tag '${key}'; it has ${Object.keys(from).join(', ') || 'none'}`,
    );
  }
  const kept = Object.entries(from).filter(([key]) => !request.remove?.includes(key));
  const to = Object.fromEntries([...kept, ...Object.entries(request.set ?? {})]);
  const same =
    Object.keys(from).length === Object.keys(to).length &&
    Object.entries(to).every(([key, value]) => Object.hasOwn(from, key) && from[key] === value);
  const { type, name, version } = found;
  return decided(found, same ? [] : [{ change: 'tags-changed', type, name, version, from, to }]);
}

/** `describe`: sets the description, or removes it where `to` is null. */
export function decideDescription(
  state: State,
  policy: Policy,
  request: { ref: string; to: string | null },
): Decided {
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  const from = found.state.description ?? null;
  const { type, name, version } = found;
  return decided(
    found,
    from === request.to ? [] : [{ change: 'description-changed', type, name, version, from, to: request.to }],
  );
}

/** `pin` and `unpin`: a pinned version is kept whatever the retention rules say. */
export function decidePin(state: State, policy: Policy, request: { ref: string; to: boolean }): Decided {
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  const from = found.state.pinned ?? false;
  const { type, name, version } = found;
  return decided(
    found,
    from === request.to ? [] : [{ change: 'pin-changed', type, name, version, from, to: request.to }],
  );
}

function decided({ type, name, version }: FoundVersion, changes: Change[]): Decided {
  return { changes, outcome: { type, name, version } };
}
