/**
 * Publishing the state (docs/format.md, "A commit"): the files of the models that changed, and then the manifest. A change is on
 * record before this. What fails here, or is lost, costs the next reader some entries to fold, no more.
 */
import {
  formatManifest,
  type Manifest,
  parseManifest,
  updateManifest,
} from '../../core/manifest/manifest.ts';
import { formatModel } from '../../core/manifest/model-file.ts';
import { formatExperiments } from '../../core/state/experiments.ts';
import { summarize } from '../../core/state/models.ts';
import { type Base, EMPTY_STATE, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import { catchUp } from '../journal/log.ts';
import type { Layout } from '../layout.ts';
import type { NewFile } from '../place.ts';
import { type ReadManifest, readExperiments, readManifest, readRevision, stateOf } from './read-state.ts';

const TURNS = 3;

/** How a process that publishes again and again does so. */
export interface Publishing {
  /** What it wrote before and has not looked at since. */
  readonly written?: readonly string[];
  /** Whether it will publish a newer state soon. */
  readonly isBehind?: () => boolean;
}

/** Publishes the newest state: what the manifest says, and the entries that came after it. `known` is a state of this registry
 * that this process has read or made; what is published follows from the files and the log alone. Returns what it wrote and has
 * not looked at since, if it is behind. */
export async function publishState(
  layout: Layout,
  known?: State,
  { written: before = [], isBehind = () => false }: Publishing = {},
): Promise<readonly string[]> {
  try {
    let { written, isSettled }: Published = known?.base
      ? await publishOver(layout, known, known.base)
      : { written: before, isSettled: false };
    // Again after it is done: another writer may have published a newer manifest that this one then replaced, or may have put
    // an older file in the place of one of these.
    for (let turn = 0; turn < TURNS && !isSettled; turn += 1) {
      ({ written, isSettled } = await bringUpToDate(layout, known, written));
      if (!isSettled && isBehind()) return written;
    }
  } catch (error) {
    if (!(error instanceof MregError)) throw error;
    // What is damaged in the manifest must not be carried from one to the next.
    if (error.code === 'MREG_DAMAGED') await rebuildState(layout).catch(() => undefined);
  }
  return [];
}

/** Publishes the state whatever there is, as the log has it now.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function rebuildState(layout: Layout): Promise<void> {
  await writeAll(layout, await catchUp(layout, EMPTY_STATE));
}

/** What was published. */
interface Published {
  /** The keys of the models that were written, with the manifest. */
  readonly written: readonly string[];
  /** All is as it should be: there was nothing to write, or the manifest replaced the one that it was made from. Whoever publishes at the
   * same time then fails to replace his, and looks whether his files have replaced newer ones. */
  readonly isSettled: boolean;
}

const NOTHING: Published = { written: [], isSettled: false };

/** Publishes what this process knows in the place of the manifest that it has read. */
async function publishOver(layout: Layout, known: State, base: Base): Promise<Published> {
  const manifest = parseManifest(Buffer.from(base.bytes).toString('utf8'), layout.manifest);
  if (!manifest || ((known.experiments ?? 0) > base.revision && !known.tracked)) return NOTHING;
  const { tracked, ...facts } = known;
  const changed: State = {
    ...facts,
    ...(tracked && tracked.revision > base.revision && { tracked }),
    models: Object.fromEntries(
      Object.entries(known.models).filter(([, { revision }]) => revision > base.revision),
    ),
  };
  return write(layout, changed, updated(changed, manifest), base.bytes);
}

async function bringUpToDate(
  layout: Layout,
  known: State | undefined,
  written: readonly string[],
): Promise<Published> {
  const read = await readManifest(layout);
  if (!read) {
    const state = known && !known.unread ? known : EMPTY_STATE;
    return writeAll(layout, await catchUp(layout, state));
  }
  const { manifest, bytes } = read;
  const state = await stateOf(layout, read, 'none', known);
  const stale: string[] = [];
  for (const key of written) if (await isStale(layout, key, manifest)) stale.push(key);
  if (state.revision === manifest.revision && stale.length === 0) return { written: [], isSettled: true };
  if (!state.unread) return writeAll(layout, state, bytes);
  const whole = stale.length === 0 ? state : await readAlso(layout, read, stale, state);
  return write(layout, whole, updated(whole, manifest), bytes);
}

function updated(state: State, { models }: Manifest): string {
  const summaries = new Map(Object.entries(state.models).map(([key, model]) => [key, summarize(model)]));
  return updateManifest(state, models, summaries);
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
  manifest: ReadManifest,
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

function writeAll(layout: Layout, state: State, over?: Uint8Array): Promise<Published> {
  return write(layout, state, formatManifest(state), over);
}

async function write(layout: Layout, state: State, manifest: string, over?: Uint8Array): Promise<Published> {
  const files = [...filesOf(layout, state), { path: layout.manifest, bytes: Buffer.from(manifest) }];
  const isSettled = (await layout.place.replace(files, over)) === true;
  return { written: writtenKeys(state), isSettled };
}

function* filesOf(layout: Layout, { models, tracked }: State): Generator<NewFile> {
  if (tracked) yield { path: layout.experiments, bytes: Buffer.from(formatExperiments(tracked)) };
  for (const [key, model] of Object.entries(models))
    yield { path: layout.model(key), bytes: Buffer.from(formatModel(key, model)) };
}
