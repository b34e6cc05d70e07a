/**
 * Reading the state (docs/format.md, "Reading"): the manifest says which models there are, each model that is wanted has a file,
 * and the log says what came after both.
 */
import { type Manifest, parseManifest } from '../../core/manifest/manifest.ts';
import { parseModel, parseRevision } from '../../core/manifest/model-file.ts';
import { changesExperiments, type Experiments, parseExperiments } from '../../core/state/experiments.ts';
import { keysChanged } from '../../core/state/fold/fold.ts';
import { type ModelState, toState } from '../../core/state/model.ts';
import { EMPTY_STATE, modelKey, type State } from '../../core/state/state.ts';
import { discardedFault, experimentsFault, keyFault, modelFault } from '../../core/state/well-formed.ts';
import { damaged } from '../../errors.ts';
import {
  catchUp,
  catchUpAnew,
  checkFormat,
  foldTail,
  logExists,
  readEntry,
  readTail,
} from '../journal/log.ts';
import type { Layout } from '../layout.ts';
import { insist, readNamed, unlessStale } from '../place.ts';

/** What mends a manifest, or the file of a model. */
const REPAIR = { hint: 'mreg doctor --repair' };

/** Models to read: those of this name, in the type given or in all types. */
interface Named {
  readonly type?: string | undefined;
  readonly name: string;
}

/** Of which models a state has to hold more than a summary. */
export type Wanted = 'all' | 'none' | 'experiments' | Named;

/** The newest state; undefined where there is no registry. Writes nothing.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export function readState(layout: Layout, wanted: Wanted = 'all'): Promise<State | undefined> {
  return insist(layout.place, [layout.manifest], () =>
    unlessStale(layout.place, [layout.manifest, layout.entry(1)], () => readOnce(layout, wanted)),
  );
}

async function readOnce(layout: Layout, wanted: Wanted): Promise<State | undefined> {
  const read = await readManifest(layout);
  if (read) return stateOf(layout, read, wanted);
  // A manifest that is missing or torn says nothing; the log then says it all.
  const state = await catchUp(layout, EMPTY_STATE);
  return state.revision === 0 && !(await logExists(layout)) ? undefined : whole(layout, state);
}

/** A state of which nothing but the log could be asked.
 * @throws MREG_DAMAGED where the log breaks off */
async function whole(layout: Layout, state: State, least?: number): Promise<State> {
  const { checkWhole } = await import('../journal/check-whole.ts');
  return checkWhole(layout, state, least);
}

/** A manifest, and the bytes that say it. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly bytes: Buffer;
}

/** What manifest.json says; undefined where it is missing or torn.
 * @throws MREG_FORMAT, MREG_IO */
export async function readManifest(layout: Layout): Promise<ReadManifest | undefined> {
  const bytes = await layout.place.read(layout.manifest);
  const manifest = bytes && parseManifest(bytes.toString('utf8'), layout.manifest);
  if (!bytes || !manifest) return undefined;
  checkFormat(manifest.format, layout.manifest);
  // The line of a model is asked when it is parsed.
  const fault = discardedFault(manifest.discarded);
  if (fault !== undefined) throw damaged(layout.manifest, fault, REPAIR);
  return { manifest, bytes };
}

/** The newest state that a manifest leads to. Models that entries have changed since it was made are always read.
 * `known` are models that this process has as the log gave them.
 * @throws MREG_DAMAGED, MREG_IO */
export async function stateOf(
  layout: Layout,
  { manifest, bytes }: ReadManifest,
  wanted: Wanted,
  known?: State | undefined,
): Promise<State> {
  const { models: summaries, ...facts } = manifest;
  const tail = await readTail(layout, manifest);
  const changed = keysChanged(tail);
  const keys = wantedKeys(manifest, wanted);
  const models: Record<string, ModelState> = {};
  let begin = manifest.revision;
  const newest = known && known.revision >= manifest.revision ? known.models : {};
  for (const key of changed) {
    if (summaries.has(key)) keys.add(key);
    else if (newest[key]) models[key] = newest[key];
  }
  for (const key of keys) {
    const model = newest[key] ?? (await readModel(layout, key));
    // A file that is missing or torn says nothing either.
    if (!model) return whole(layout, await catchUp(layout, EMPTY_STATE), manifest.revision);
    models[key] = model;
    // A writer that stood still may have put an older file in the place of a newer one: the log has what it lacks.
    const expected = summaries.get(key)?.revision ?? 0;
    if (model.revision < expected) begin = Math.min(begin, model.revision);
  }
  let tracked: Experiments | undefined;
  const isTracking =
    wanted === 'experiments' || wanted === 'all' || tail.some(({ entry }) => changesExperiments(entry));
  if (isTracking && manifest.experiments !== undefined) {
    tracked = await readExperiments(layout);
    if (!tracked) return whole(layout, await catchUp(layout, EMPTY_STATE), manifest.revision);
    if (tracked.revision < manifest.experiments) begin = Math.min(begin, tracked.revision);
  }
  const read: State = {
    ...facts,
    models,
    ...(wanted !== 'all' && { unread: summaries }),
    ...(tracked && { tracked }),
  };
  const head = begin === manifest.revision ? undefined : ((await readEntry(layout, begin))?.sha256 ?? null);
  const entries = head === undefined ? tail : await readTail(layout, { revision: begin, head });
  const newestState = await foldTail(layout, read, entries);
  const base = { revision: manifest.revision, bytes };
  return upToModels(layout, layout.place.remote ? { ...newestState, base } : newestState);
}

const ATTEMPTS = 3;

/** A model's file may be newer than the log was when it was read: then there is more of the log. */
async function upToModels(layout: Layout, state: State): Promise<State> {
  const { models, tracked } = state;
  const newest = Object.values(models).reduce(
    (most, { revision }) => Math.max(most, revision),
    tracked?.revision ?? 0,
  );
  let known = state;
  for (let attempt = 0; known.revision < newest && attempt < ATTEMPTS; attempt += 1)
    known = await catchUpAnew(layout, known);
  return known;
}

/** A model that the manifest names, as its file has it; undefined where that is missing or torn.
 * @throws MREG_DAMAGED for one that is not well formed; MREG_IO */
async function readModel(layout: Layout, key: string): Promise<ModelState | undefined> {
  const misplaced = keyFault(key);
  if (misplaced !== undefined) throw damaged(layout.manifest, misplaced, REPAIR);
  const bytes = await readNamed(layout.place, layout.model(key));
  const model = bytes && parseModel(key, bytes.toString('utf8'));
  const fault = model && modelFault(key, model);
  if (fault !== undefined) throw damaged(layout.model(key), fault, REPAIR);
  return model && toState(model);
}

const SMALL_FILE = 64 * 1024;
const BEGINNING = 1024;

/** The revision of a model's file; of a large one no more than the beginning is read. Undefined if it is missing or torn.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readRevision(layout: Layout, key: string): Promise<number | undefined> {
  const { place } = layout;
  const { size = 0 } = (await place.stat(layout.model(key))) ?? {};
  const file = size > SMALL_FILE ? await place.open(layout.model(key)) : undefined;
  if (!file) return (await readModel(layout, key))?.revision;
  const buffer = Buffer.alloc(BEGINNING);
  const { bytesRead } = await file.read(buffer, 0, BEGINNING, 0).finally(() => file.close());
  return (
    parseRevision(key, buffer.toString('utf8', 0, bytesRead)) ?? (await readModel(layout, key))?.revision
  );
}

/** The experiments as their file has them; undefined if it is missing or torn.
 * @throws MREG_DAMAGED for one that is not well formed; MREG_IO */
export async function readExperiments(layout: Layout): Promise<Experiments | undefined> {
  const bytes = await readNamed(layout.place, layout.experiments);
  const experiments = bytes && parseExperiments(bytes.toString('utf8'));
  const fault = experiments && experimentsFault(experiments);
  if (fault !== undefined) throw damaged(layout.experiments, fault, REPAIR);
  return experiments;
}

function wantedKeys({ models }: Manifest, wanted: Wanted): Set<string> {
  if (wanted === 'all') return new Set(models.keys());
  if (wanted === 'none' || wanted === 'experiments') return new Set();
  if (wanted.type === undefined) return new Set(models.keysNamed(wanted.name));
  const key = modelKey(wanted.type, wanted.name);
  return new Set(models.has(key) ? [key] : []);
}
