/**
 * Models looked up in a large manifest.json without reading all of it. Whatever is not found or not as mreg writes it is left to who
 * reads the whole; what is found is the same there.
 */
import { ManifestSearch, PIECE, type Pieces, type Place } from '../core/manifest-search.ts';
import { END_OF_MODEL, END_OF_MODELS, readHead } from '../core/manifest-text.ts';
import { modelKey, type State } from '../core/state.ts';
import type { Manifest, ModelState } from '../generated/manifest.ts';
import type { Layout } from './layout.ts';
import { catchUp, checkFormat, LARGE } from './log.ts';
import { readPieces } from './look.ts';

const TAIL = 1 << 12;

/** The newest state, of whose models only those of this name are there for sure, in the type given or in all types.
 * Undefined where none is found, or the manifest is small.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readStateNear(
  layout: Layout,
  wanted: { readonly type?: string | undefined; readonly name: string },
): Promise<State | undefined> {
  const manifest = readPieces(layout.manifest, (file) => readModels(file, wanted));
  if (!manifest) return undefined;
  checkFormat(manifest.format, layout.manifest);
  return catchUp(layout, manifest);
}

function readModels(
  file: Pieces,
  { type, name }: { readonly type?: string | undefined; readonly name: string },
): Manifest | undefined {
  const { size } = file;
  if (size < LARGE) return undefined;
  const head = readHead(file.read(0, TAIL));
  const tail = file.read(size - TAIL, TAIL);
  const end = tail.lastIndexOf(END_OF_MODELS);
  if (!head || end < 0 || !tail.subarray(end).toString('latin1').endsWith('\n}\n')) return undefined;
  const range = { start: head.length - 1, end: size - TAIL + end };
  const models: Record<string, ModelState> = {};
  const search = new ManifestSearch(file, range);
  const places = type === undefined ? search.named(name) : [search.find(modelKey(type, name))];
  for (const place of places ?? []) {
    const model = place && readModel(file, place, range.end);
    if (model) models[place.key] = model;
  }
  return Object.keys(models).length > 0 ? { ...head.facts, models } : undefined;
}

function readModel(file: Pieces, { key, line }: Place, end: number): ModelState | undefined {
  const start = line + `    "${key}": `.length;
  for (let length = PIECE; ; length *= 16) {
    const text = file.read(start, Math.min(length, end - start));
    const last = text.indexOf(END_OF_MODEL);
    if (last < 0 && length < end - start) continue;
    try {
      return JSON.parse(text.toString('utf8', 0, last + END_OF_MODEL.length)) as ModelState;
    } catch {
      return undefined;
    }
  }
}
