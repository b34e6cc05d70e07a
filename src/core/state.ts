/**
 * The registry's state as a fold over its log (docs/format.md). Nothing here knows of files: the same
 * entries give the same state on every machine, which is what lets `manifest.json` be deleted.
 */
import type { Change, LogEntry } from '../generated/log-entry.ts';
import type { Manifest, ModelState, VersionState } from '../generated/manifest.ts';
import { timestampOf } from './directory.ts';

/** The format this code reads and writes. */
export const FORMAT = 1;

/** The stage of a version that is in none of the stage lists. */
export const NO_STAGE = 'None';

/** The stage that versions end in; the only one whose pointer nobody goes back to. */
export const ARCHIVED = 'Archived';

/** What the log says up to `revision`. */
export type State = Readonly<Manifest>;

/** A log entry with the SHA-256 of its bytes on disk. */
export interface StoredEntry {
  readonly entry: LogEntry;
  readonly sha256: string;
}

export const EMPTY_STATE: State = { format: FORMAT, revision: 0, head: null, models: {} };

export function modelKey(type: string, name: string): string {
  return `${type}/${name}`;
}

/** The stage a version is in: a stage of the model's lists, else `None`. */
export function stageOf(model: ModelState, version: string): string {
  for (const [stage, versions] of Object.entries(model.stages)) if (versions.includes(version)) return stage;
  return NO_STAGE;
}

/** The stage of every version that has one; for walking over many versions. */
export function stagesByVersion(model: ModelState): ReadonlyMap<string, string> {
  return new Map(Object.entries(model.stages).flatMap(([stage, versions]) => versions.map((version) => [version, stage])));
}

/** The version that a stage's pointer shows. */
export function pointerOf(model: ModelState, stage: string): string | undefined {
  return Object.hasOwn(model.stages, stage) ? model.stages[stage]?.[0] : undefined;
}

/** The versions that are not in the trash, in order of registration. */
export function liveVersions(model: ModelState): [string, VersionState][] {
  return Object.entries(model.versions).filter(([, version]) => version.deleted === undefined);
}

/** A version by its exact name, own properties only: `constructor` is no version. */
export function versionState(model: ModelState, version: string): VersionState | undefined {
  return Object.hasOwn(model.versions, version) ? model.versions[version] : undefined;
}

/**
 * The state after `entries`. The state given is not touched; models that no entry names are shared
 * with it, so that folding a short tail into a large registry costs what the tail costs.
 */
export function fold(state: State, entries: Iterable<StoredEntry>): State {
  const draft = { ...state, models: { ...state.models } };
  const owned = new Set<string>();
  const edit = (change: { type: string; name: string }): ModelState => {
    const key = modelKey(change.type, change.name);
    if (!owned.has(key)) {
      const model = Object.hasOwn(draft.models, key) ? draft.models[key] : undefined;
      draft.models[key] = copyModel(model ?? { next_number: 1, stages: {}, aliases: {}, versions: {} });
      owned.add(key);
    }
    return draft.models[key] as ModelState;
  };
  for (const { entry, sha256 } of entries) {
    applyEntry(entry, edit);
    const discarded = entry.changes.flatMap((change) => (change.change === 'directory-discarded' ? [change.directory] : []));
    if (discarded.length > 0) draft.discarded = [...(draft.discarded ?? []), ...discarded];
    draft.revision = entry.revision;
    draft.head = sha256;
  }
  return draft;
}

function copyModel(model: ModelState): ModelState {
  const lists = (record: Record<string, string[]>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(record).map(([stage, versions]) => [stage, [...versions]]));
  return {
    ...model,
    stages: lists(model.stages),
    ...(model.previous && { previous: lists(model.previous) }),
    aliases: { ...model.aliases },
    versions: { ...model.versions },
  };
}

type ModelChange = Extract<Change, { name: string }>;

/** Pointers are compared over a whole entry, since one entry moves the old holder out and the new one in. */
function applyEntry(entry: LogEntry, edit: (change: ModelChange) => ModelState): void {
  const before = new Map<ModelState, Map<string, string | undefined>>();
  for (const change of entry.changes) {
    if (!('name' in change)) continue;
    const model = edit(change);
    for (const stage of stagesTouched(change)) {
      const seen = before.get(model) ?? new Map<string, string | undefined>();
      if (!seen.has(stage)) seen.set(stage, pointerOf(model, stage));
      before.set(model, seen);
    }
    applyChange(model, change, entry);
  }
  const rolledBack = entry.changes.filter((change) => change.change === 'stage-rolled-back');
  for (const [model, stages] of before) {
    for (const [stage, pointer] of stages) {
      const back = rolledBack.find((change) => change.to === stage);
      if (back) popPrevious(model, stage, back.version);
      else if (pointer !== undefined && pointer !== pointerOf(model, stage)) pushPrevious(model, stage, pointer);
    }
  }
}

/** The stages whose former pointers are remembered. */
function stagesTouched(change: ModelChange): string[] {
  const stages: string[] = [];
  if ('from' in change && STAGE_CHANGES.has(change.change)) stages.push(change.from as string);
  if ('to' in change && STAGE_CHANGES.has(change.change)) stages.push(change.to as string);
  return stages.filter((stage) => stage !== NO_STAGE && stage !== ARCHIVED);
}

const STAGE_CHANGES: ReadonlySet<Change['change']> = new Set([
  'stage-changed',
  'stage-rolled-back',
  'version-deleted',
  'version-restored',
]);

function applyChange(model: ModelState, change: ModelChange, { at, revision }: LogEntry): void {
  switch (change.change) {
    case 'version-registered': {
      const { directory, registered_at = at, metadata_sha256, digest, size, metrics, tags, description, parents } = change;
      model.versions[change.version] = {
        number: change.number,
        directory,
        registered_at,
        metadata_sha256,
        digest,
        size,
        ...(metrics && { metrics }),
        ...(tags && { tags }),
        ...(description !== undefined && { description }),
        ...(parents && { parents }),
      };
      model.next_number = Math.max(model.next_number, change.number + 1);
      return;
    }
    case 'stage-changed':
    case 'stage-rolled-back':
      leaveStage(model, change.version);
      enterStage(model, change.version, change.to);
      return;
    case 'alias-moved':
      model.aliases[change.alias] = change.to;
      return;
    case 'alias-removed':
      delete model.aliases[change.alias];
      return;
    case 'tags-changed':
      edit(model, change.version, ({ tags, ...version }) =>
        Object.keys(change.to).length > 0 ? { ...version, tags: change.to } : version,
      );
      return;
    case 'description-changed':
      edit(model, change.version, ({ description, ...version }) =>
        change.to === null ? version : { ...version, description: change.to },
      );
      return;
    case 'pin-changed':
      edit(model, change.version, ({ pinned, ...version }) => (change.to ? { ...version, pinned: true } : version));
      return;
    case 'version-deleted':
      leaveStage(model, change.version);
      forgetPrevious(model, change.version);
      edit(model, change.version, (version) => ({ ...version, deleted: { at, from: change.from, revision } }));
      return;
    case 'version-restored':
      edit(model, change.version, ({ deleted, ...version }) => ({ ...version, directory: change.directory }));
      enterStage(model, change.version, change.to);
      return;
    case 'version-purged': {
      const stamp = timestampOf(versionState(model, change.version)?.directory ?? '');
      if (stamp > (model.purged_until ?? '')) model.purged_until = stamp;
      delete model.versions[change.version];
      return;
    }
  }
}

function edit(model: ModelState, version: string, change: (state: VersionState) => VersionState): void {
  const state = versionState(model, version);
  if (state) model.versions[version] = change(state);
}

function enterStage(model: ModelState, version: string, stage: string): void {
  if (stage !== NO_STAGE) model.stages[stage] = [version, ...(model.stages[stage] ?? [])];
}

function leaveStage(model: ModelState, version: string): void {
  removeFromLists(model.stages, version);
}

function pushPrevious(model: ModelState, stage: string, version: string): void {
  if (versionState(model, version)?.deleted) return;
  setPrevious(model, stage, [version, ...(model.previous?.[stage] ?? [])]);
}

function popPrevious(model: ModelState, stage: string, version: string): void {
  const versions = model.previous?.[stage] ?? [];
  setPrevious(model, stage, versions.slice(versions.indexOf(version) + 1));
}

function setPrevious(model: ModelState, stage: string, versions: string[]): void {
  const { [stage]: _, ...others } = model.previous ?? {};
  const previous = versions.length > 0 ? { ...others, [stage]: versions } : others;
  if (Object.keys(previous).length > 0) model.previous = previous;
  else delete model.previous;
}

function forgetPrevious(model: ModelState, version: string): void {
  if (!model.previous) return;
  removeFromLists(model.previous, version);
  if (Object.keys(model.previous).length === 0) delete model.previous;
}

function removeFromLists(lists: Record<string, string[]>, version: string): void {
  for (const [stage, versions] of Object.entries(lists)) {
    const rest = versions.filter((other) => other !== version);
    if (rest.length > 0) lists[stage] = rest;
    else delete lists[stage];
  }
}
