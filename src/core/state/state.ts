import type { LogEntry } from '../../generated/log-entry.ts';
import type { ManifestFile } from '../../generated/manifest.ts';
import { NO_STAGE } from '../names/stage.ts';
import type { Experiments } from './experiments.ts';
import type { ModelState, Models, Summaries, VersionState } from './model.ts';
import { listOf } from './stages/stage-lists.ts';

/** The format this code reads and writes. */
export const FORMAT = 1;

/** What the log says up to `revision`. */
export interface State extends Readonly<Omit<ManifestFile, 'models'>> {
  readonly models: Models;
  /** The models of the manifest, where not all of them are in `models`: those that are missing there were not read. */
  readonly unread?: Summaries | undefined;
  /** The manifest that the state was read with, as long as all models that were changed since are in `models`. */
  readonly base?: Base | undefined;
  /** Undefined if there are none, or if they were not read; `experiments` tells. */
  readonly tracked?: Experiments | undefined;
}

/** A manifest by its bytes. */
export interface Base {
  readonly revision: number;
  readonly bytes: Uint8Array;
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
  return [...model.versions].filter(([, version]) => version.deleted === undefined);
}

/** The names of these versions. */
export function liveNames(model: ModelState): string[] {
  return liveVersions(model).map(([version]) => version);
}

/** A version by its exact name: `constructor` is no version. */
export function versionState(model: ModelState, version: string): VersionState | undefined {
  return model.versions.get(version);
}
