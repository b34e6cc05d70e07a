/**
 * Models looked up in a large manifest.json without reading all of it: they stand there in the order of their keys, so
 * a search by halves reads a few pieces of the file. Whatever is not found or not as mreg writes it is left to who
 * reads the whole; what is found is the same there.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { END_OF_MODEL, END_OF_MODELS, LINE, LONGEST_LINE, MODEL, readHead } from '../core/manifest-text.ts';
import { modelKey, type State, splitKey } from '../core/state.ts';
import type { Manifest, ModelState } from '../generated/manifest.ts';
import { ifPresent, io } from './io.ts';
import type { Layout } from './layout.ts';
import { catchUp, checkFormat, LARGE } from './log.ts';

const PIECE = 1 << 16;
const TAIL = 1 << 12;
/** More types than that are found sooner by reading the whole. */
const MOST_TYPES = 16;

/** The newest state, of whose models only those of this name are there for sure, in the type given or in all types.
 * Undefined where none is found, or the manifest is small.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readStateNear(
  layout: Layout,
  wanted: { readonly type?: string | undefined; readonly name: string },
): Promise<State | undefined> {
  const manifest = await io('read', layout.manifest, async () => {
    const handle = await ifPresent(open(layout.manifest, 'r'));
    try {
      return handle && (await search(handle, wanted));
    } finally {
      await handle?.close();
    }
  });
  if (!manifest) return undefined;
  checkFormat(manifest.format, layout.manifest);
  return catchUp(layout, manifest);
}

async function search(
  handle: FileHandle,
  { type, name }: { readonly type?: string | undefined; readonly name: string },
): Promise<Manifest | undefined> {
  const { size } = await handle.stat();
  if (size < LARGE) return undefined;
  const head = readHead(await read(handle, 0, TAIL));
  const tail = await read(handle, size - TAIL, TAIL);
  const end = tail.lastIndexOf(END_OF_MODELS);
  if (!head || end < 0 || !tail.subarray(end).toString('latin1').endsWith('\n}\n')) return undefined;
  const range = { start: head.length - 1, end: size - TAIL + end };
  const models: Record<string, ModelState> = {};
  const take = async (found: Place | undefined, key: string) => {
    const model = found?.key === key ? await readModel(handle, found, range.end) : undefined;
    if (model) models[key] = model;
  };
  if (type !== undefined) {
    const key = modelKey(type, name);
    await take(await firstFrom(handle, range, key), key);
  } else {
    let [next, types] = [await firstFrom(handle, range, ''), 0];
    for (; next && types < MOST_TYPES; types += 1) {
      const found = splitKey(next.key).type;
      const key = modelKey(found, name);
      await take(await firstFrom(handle, range, key), key);
      // '0' comes after '/', so this is after the last model of the type.
      next = await firstFrom(handle, range, `${found}0`);
    }
    if (next) return undefined;
  }
  return Object.keys(models).length > 0 ? { ...head.facts, models } : undefined;
}

interface Place {
  readonly key: string;
  /** Where its line begins. */
  readonly line: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The first model whose key is `wanted` or comes after it. */
async function firstFrom(handle: FileHandle, range: Range, wanted: string): Promise<Place | undefined> {
  let { start, end } = range;
  let best: Place | undefined;
  while (end - start > PIECE) {
    const middle = Math.floor((start + end) / 2);
    const place = await nextModel(handle, middle, end);
    if (place && place.key < wanted) start = place.line;
    else {
      best = place ?? best;
      end = middle;
    }
  }
  for (let from = start; ; ) {
    const place = await nextModel(handle, from, end + LONGEST_LINE);
    if (!place || place.line > range.end) return best;
    if (place.key >= wanted) return place;
    from = place.line;
  }
}

/** The first model whose line begins after `from` and before `until`. */
async function nextModel(handle: FileHandle, from: number, until: number): Promise<Place | undefined> {
  for (let at = from; at < until; at += PIECE - LONGEST_LINE) {
    const piece = await read(handle, at, PIECE);
    const found = piece.indexOf(MODEL);
    if (found < 0 || at + found >= until) continue;
    const line = at + found + 1;
    const text =
      found + LONGEST_LINE < piece.length
        ? piece.toString('latin1', found + 1, found + 1 + LONGEST_LINE)
        : (await read(handle, line, LONGEST_LINE)).toString('latin1');
    const [, key] = LINE.exec(text) ?? [];
    return key === undefined ? undefined : { key, line };
  }
  return undefined;
}

async function readModel(
  handle: FileHandle,
  { key, line }: Place,
  end: number,
): Promise<ModelState | undefined> {
  const start = line + `    "${key}": `.length;
  for (let length = PIECE; ; length *= 4) {
    const text = await read(handle, start, Math.min(length, end - start));
    const last = text.indexOf(END_OF_MODEL);
    if (last < 0 && length < end - start) continue;
    try {
      return JSON.parse(text.toString('utf8', 0, last + END_OF_MODEL.length)) as ModelState;
    } catch {
      return undefined;
    }
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
