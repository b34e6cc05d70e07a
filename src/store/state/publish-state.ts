/**
 * Publishing the state (docs/format.md, "A commit"): the files of the models that changed, and then the manifest. A change is on
 * record before this. What fails here, or is lost, costs the next reader some entries to fold, no more.
 */
import { formatManifest, type Manifest, updateManifest } from '../../core/manifest/manifest.ts';
import { formatModel } from '../../core/manifest/model-file.ts';
import { formatExperiments } from '../../core/state/experiments.ts';
import { summarize } from '../../core/state/models.ts';
import { EMPTY_STATE, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import { catchUp } from '../journal/log.ts';
import type { Layout } from '../layout.ts';
import type { NewFile } from '../place.ts';
import { readExperiments, readManifest, readRevision, stateOf } from './read-state.ts';

const TURNS = 3;

/** Publishes the newest state: what the manifest says, and the entries that came after it. `known` is a state of this registry
 * that this process has read or made; what is published follows from the files and the log alone. */
export async function publishState(layout: Layout, known?: State): Promise<void> {
  try {
    let written: readonly string[] = [];
    // Again after it is done: another writer may have published a newer manifest that this one then replaced, or may have put
    // an older file in the place of one of these.
    for (let turn = 0; turn < TURNS; turn += 1) {
      const done = await bringUpToDate(layout, known, written);
      if (done.length === 0) return;
      written = done;
    }
  } catch (error) {
    if (!(error instanceof MregError)) throw error;
    // What is damaged in the manifest must not be carried from one to the next.
    if (error.code === 'MREG_DAMAGED') await rebuildState(layout).catch(() => undefined);
  }
}

/** Publishes the state whatever there is, as the log has it now.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function rebuildState(layout: Layout): Promise<void> {
  await writeAll(layout, await catchUp(layout, EMPTY_STATE));
}

/** The keys of the models that had to be written, with the manifest; none where all is as it should be. */
async function bringUpToDate(
  layout: Layout,
  known: State | undefined,
  written: readonly string[],
): Promise<readonly string[]> {
  const manifest = await readManifest(layout);
  if (!manifest) {
    const state = known && !known.unread ? known : EMPTY_STATE;
    return writeAll(layout, await catchUp(layout, state));
  }
  const state = await stateOf(layout, manifest, 'none', known);
  const stale: string[] = [];
  for (const key of written) if (await isStale(layout, key, manifest)) stale.push(key);
  if (state.revision === manifest.revision && stale.length === 0) return [];
  if (!state.unread) return writeAll(layout, state);
  const whole = stale.length === 0 ? state : await readAlso(layout, manifest, stale, state);
  const summaries = new Map(Object.entries(whole.models).map(([key, model]) => [key, summarize(model)]));
  const text = updateManifest(whole, manifest.models, summaries);
  await layout.place.replace([...filesOf(layout, whole), manifestFile(layout, text)]);
  return writtenKeys(whole);
}

/** Stand for the manifest and for the file of the experiments among the keys of the models that were written. */
const MANIFEST = '';
const EXPERIMENTS = '/';

function writtenKeys(state: State): readonly string[] {
  return [MANIFEST, ...(state.tracked ? [EXPERIMENTS] : []), ...Object.keys(state.models)];
}

async function isStale(layout: Layout, key: string, { models, experiments = 0 }: Manifest): Promise<boolean> {
  if (key === MANIFEST) return false;
  if (key === EXPERIMENTS) return ((await readExperiments(layout))?.revision ?? 0) < experiments;
  return ((await readRevision(layout, key)) ?? 0) < (models.get(key)?.revision ?? 0);
}

async function readAlso(
  layout: Layout,
  manifest: Manifest,
  keys: readonly string[],
  state: State,
): Promise<State> {
  const models = { ...state.models };
  let { tracked } = state;
  for (const key of keys) {
    if (key === EXPERIMENTS) {
      ({ tracked } = await stateOf(layout, manifest, 'experiments'));
      continue;
    }
    const [type = '', name = ''] = key.split('/');
    const { models: read } = await stateOf(layout, manifest, { type, name });
    if (read[key]) models[key] = read[key];
  }
  return { ...state, models, tracked };
}

async function writeAll(layout: Layout, state: State): Promise<readonly string[]> {
  await layout.place.replace([...filesOf(layout, state), manifestFile(layout, formatManifest(state))]);
  return writtenKeys(state);
}

function* filesOf(layout: Layout, { models, tracked }: State): Generator<NewFile> {
  if (tracked) yield { path: layout.experiments, bytes: Buffer.from(formatExperiments(tracked)) };
  for (const [key, model] of Object.entries(models))
    yield { path: layout.model(key), bytes: Buffer.from(formatModel(key, model)) };
}

function manifestFile({ manifest }: Layout, text: string): NewFile {
  return { path: manifest, bytes: Buffer.from(text) };
}
