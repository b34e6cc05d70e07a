/**
 * The registry's state as a fold over its log (docs/format.md). Nothing here knows of files: the same
 * entries give the same state on every machine, which is what lets `manifest.json` be deleted.
 */
import type { Change, LogEntry } from '../../generated/log-entry.ts';
import type { ManifestFile } from '../../generated/manifest.ts';
import { timestampOf } from '../names/directory.ts';
import { ARCHIVED, NO_STAGE } from '../names/stage.ts';
import { changesExperiments, type Experiments, foldExperiments, NO_EXPERIMENTS } from './experiments.ts';
import type { ModelState, VersionState } from './model.ts';
import { type Models, modelAt, type Summaries } from './model.ts';
import { emptyModel, isModelMove, type ModelMove, moveModel } from './move-model.ts';
import { copyLists, listOf, removeFromLists, setList } from './stage-lists.ts';

/** The format this code reads and writes. */
export const FORMAT = 1;

/** What the log says up to `revision`. */
export interface State extends Readonly<Omit<ManifestFile, 'models'>> {
  readonly models: Models;
  /** The models of the manifest, where not all of them are in `models`: those that are missing there were not read. */
  readonly unread?: Summaries | undefined;
  /** Undefined if there are none, or if they were not read; `experiments` tells. */
  readonly tracked?: Experiments | undefined;
}

/** A log entry with the SHA-256 of its bytes on disk. */
export interface StoredEntry {
  readonly entry: LogEntry;
  readonly sha256: string;
}

/** A registry without a change. */
export const EMPTY_STATE: State = { format: FORMAT, id: null, revision: 0, head: null, models: {} };

/** The key of a model in the state. */
export function modelKey(type: string, name: string): string {
  return `${type}/${name}`;
}

/** The type and the name that a key was made of. */
export function splitKey(key: string): { type: string; name: string } {
  const slash = key.indexOf('/');
  return { type: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The stage a version is in: a stage of the model's lists, else `None`. */
export function stageOf(model: ModelState, version: string): string {
  for (const [stage, versions] of Object.entries(model.stages)) if (versions.includes(version)) return stage;
  return NO_STAGE;
}

/** The stage of every version that has one; for walking over many versions. */
export function stagesByVersion(model: Pick<ModelState, 'stages'>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(model.stages).flatMap(([stage, versions]) => versions.map((version) => [version, stage])),
  );
}

/** The version that a stage's pointer shows. */
export function pointerOf(model: ModelState, stage: string): string | undefined {
  return listOf(model.stages, stage)[0];
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
 * The state after `entries`. The state given is not touched; models that no entry names are shared with it. A model may
 * be the fold of more entries than the state: it passes over those that it has. What an entry says of a model that was not
 * read is passed over too.
 */
export function fold(state: State, entries: Iterable<StoredEntry>): State {
  const after = foldOn(state, entries);
  if (after) return after;
  throw new RangeError('an entry gives a name to a model that the state has not read');
}

/** Likewise; undefined if an entry gives a new name to a model that the state does not have as it was then, so that the log has to be
 * folded from its beginning. */
export function foldOn(state: State, entries: Iterable<StoredEntry>): State | undefined {
  const draft = { ...state };
  const changed = new Map<string, ModelState>();
  for (const { entry, sha256 } of entries) {
    const edit = (key: string): ModelState | undefined => {
      const model = changed.get(key) ?? modelAt(state, key);
      if (!model && state.unread?.has(key)) return undefined;
      if (model && model.revision >= entry.revision) return undefined;
      const known = changed.get(key);
      if (known) return known;
      const copy = copyModel(model ?? emptyModel());
      changed.set(key, copy);
      return copy;
    };
    const touched = applyEntry(entry, edit);
    if (!touched) return undefined;
    for (const model of touched) {
      model.revision = entry.revision;
      if (model.moved_to !== undefined) continue;
      model.created_at ??= entry.at;
      if (!isAboutVersions(entry)) model.updated_at = entry.at;
      model.updated_at ??= entry.at;
    }
    for (const change of entry.changes) {
      if (change.change === 'registry-created') draft.id = change.id;
      else if (change.change === 'directory-discarded' && !draft.discarded?.includes(change.directory))
        draft.discarded = [...(draft.discarded ?? []), change.directory];
    }
    if (changesExperiments(entry)) {
      // Those that were not read are passed over, as models are.
      const isKnown = draft.tracked !== undefined || draft.experiments === undefined;
      if (isKnown) draft.tracked = foldExperiments(draft.tracked ?? NO_EXPERIMENTS, entry);
      draft.experiments = Math.max(draft.experiments ?? 0, entry.revision);
    }
    draft.revision = entry.revision;
    draft.head = sha256;
  }
  return {
    ...draft,
    models: changed.size === 0 ? state.models : { ...state.models, ...Object.fromEntries(changed) },
  };
}

/** What is said of a version alone: its model is as it was. */
const OF_VERSIONS: ReadonlySet<string> = new Set(['tags-changed', 'description-changed', 'pin-changed']);

function isAboutVersions({ changes }: LogEntry): boolean {
  return changes.every(({ change }) => OF_VERSIONS.has(change));
}

/** The keys of the models that entries change. */
export function keysChanged(entries: Iterable<StoredEntry>): Set<string> {
  const keys = new Set<string>();
  for (const { entry } of entries)
    for (const change of entry.changes) {
      if (!('name' in change)) continue;
      keys.add(modelKey(change.type, change.name));
      if (isModelMove(change)) keys.add(modelKey(change.type, change.to));
    }
  return keys;
}

function copyModel(model: ModelState): ModelState {
  return {
    ...model,
    stages: copyLists(model.stages),
    ...(model.previous && { previous: copyLists(model.previous) }),
    aliases: { ...model.aliases },
    versions: { ...model.versions },
  };
}

type ModelChange = Extract<Change, { name: string }>;

/** What a stage's pointer showed before an entry, and which versions the entry moved into the stage and out of it. */
interface FormerPointer {
  readonly version: string | undefined;
  readonly left: string[];
  entered?: string;
  restored?: string;
}

/** The models that an entry changes; undefined if it moves one that is not there. Pointers are compared over a whole entry, since one entry moves the old holder out and the
 * new one in. */
function applyEntry(
  entry: LogEntry,
  edit: (key: string) => ModelState | undefined,
): Iterable<ModelState> | undefined {
  const formerByModel = new Map<ModelState, Map<string, FormerPointer>>();
  const moved = new Set<ModelState>();
  for (const change of entry.changes) {
    if (!('name' in change)) continue;
    const model = edit(modelKey(change.type, change.name));
    if (isModelMove(change)) {
      const target = edit(modelKey(change.type, change.to));
      if (target && !model) return undefined;
      if (model) moveModel(model, target ?? emptyModel(), change);
      for (const one of [model, target]) if (one) moved.add(one);
      continue;
    }
    if (!model) continue;
    const former = formerByModel.get(model) ?? new Map<string, FormerPointer>();
    formerByModel.set(model, former);
    for (const stage of stagesTouched(change)) {
      const pointer = former.get(stage) ?? { version: pointerOf(model, stage), left: [] };
      if ('version' in change) {
        if ('from' in change && change.from === stage) pointer.left.push(change.version);
        if ('to' in change && change.to === stage) pointer.entered = change.version;
      }
      if (change.change === 'stage-rolled-back' && change.to === stage) pointer.restored = change.version;
      former.set(stage, pointer);
    }
    applyChange(model, change, entry);
  }
  for (const [model, former] of formerByModel) {
    for (const [stage, pointer] of former) rememberPointer(model, stage, pointer);
  }
  return new Set([...formerByModel.keys(), ...moved]);
}

/** A rollback goes one step back in a stage's history; a version that takes the pointer from another adds a step. A
 * version that left the stage by itself was withdrawn, and no rollback brings it back. A version stands in the history
 * once, where it was last. */
function rememberPointer(
  model: ModelState,
  stage: string,
  { version, entered, left, restored }: FormerPointer,
): void {
  const previous = listOf(model.previous, stage);
  if (restored !== undefined) {
    setPrevious(model, stage, previous.slice(previous.indexOf(restored) + 1));
    return;
  }
  const current = pointerOf(model, stage);
  const wasTaken = current !== undefined && current === entered;
  const added =
    wasTaken && version !== undefined && version !== current && isLive(model, version) ? [version] : [];
  const removed = wasTaken ? added : left;
  if (removed.length > 0)
    setPrevious(model, stage, [...added, ...previous.filter((other) => !removed.includes(other))]);
}

/** The stages whose former pointers are remembered. */
function stagesTouched(change: ModelChange): string[] {
  const stages: string[] = [];
  if (change.change === 'version-deleted') stages.push(change.from);
  else if (change.change === 'version-restored') stages.push(change.to);
  else if (change.change === 'stage-changed' || change.change === 'stage-rolled-back') {
    stages.push(change.from, change.to);
  }
  return stages.filter((stage) => stage !== NO_STAGE && stage !== ARCHIVED);
}

function applyChange(
  model: ModelState,
  change: Exclude<ModelChange, ModelMove>,
  { at, revision }: LogEntry,
): void {
  switch (change.change) {
    case 'version-registered': {
      const {
        directory,
        registered_at = at,
        metadata_sha256,
        digest,
        size,
        metrics,
        tags,
        description,
        parents,
        registered_as,
        run_id,
        mlflow_source,
      } = change;
      delete model.moved_to;
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
        ...(registered_as !== undefined && { registered_as }),
        ...(run_id !== undefined && { run_id }),
        ...(mlflow_source && { mlflow_source }),
      };
      model.next_number = Math.max(model.next_number, change.number + 1);
      if (change.display_name !== undefined) model.display_name ??= change.display_name;
      return;
    }
    case 'model-created':
      delete model.moved_to;
      if (change.created_at !== undefined) model.created_at = change.created_at;
      if (change.description !== undefined) model.description = change.description;
      if (change.tags) model.tags = change.tags;
      if (change.display_name !== undefined) model.display_name = change.display_name;
      return;
    case 'model-described':
      if (change.to === null) delete model.description;
      else model.description = change.to;
      return;
    case 'model-tags-changed':
      if (Object.keys(change.to).length === 0) delete model.tags;
      else model.tags = change.to;
      return;
    case 'stage-changed':
    case 'stage-rolled-back':
      removeFromLists(model.stages, change.version);
      enterStage(model, change.version, change.to);
      edit(model, change.version, (version) => ({ ...version, updated_at: at }));
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
        change.to === null
          ? { ...version, updated_at: at }
          : { ...version, description: change.to, updated_at: at },
      );
      return;
    case 'pin-changed':
      edit(model, change.version, ({ pinned, ...version }) =>
        change.to ? { ...version, pinned: true } : version,
      );
      return;
    case 'version-deleted':
      removeFromLists(model.stages, change.version);
      forgetPrevious(model, change.version);
      edit(model, change.version, (version) => ({
        ...version,
        deleted: { at, from: change.from, revision },
      }));
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
  if (stage !== NO_STAGE) setList(model.stages, stage, [version, ...listOf(model.stages, stage)]);
}

function isLive(model: ModelState, version: string): boolean {
  const state = versionState(model, version);
  return state !== undefined && state.deleted === undefined;
}

function setPrevious(model: ModelState, stage: string, versions: readonly string[]): void {
  model.previous ??= {};
  setList(model.previous, stage, versions);
  dropEmptyPrevious(model);
}

function forgetPrevious(model: ModelState, version: string): void {
  if (model.previous) removeFromLists(model.previous, version);
  dropEmptyPrevious(model);
}

function dropEmptyPrevious(model: ModelState): void {
  if (model.previous && Object.keys(model.previous).length === 0) delete model.previous;
}
