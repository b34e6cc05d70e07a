import type { Readable } from 'node:stream';
import { streamOf } from '../place/stream.ts';
import type { Place } from '../place.ts';

/** A plain file of the registry, which is read as often as wanted. */
export interface OpenedFile {
  readonly size: number;
  /** ISO 8601. */
  readonly modified_at: string;
  /** Its bytes, or those from `start` to `end`, both counted in. */
  open(range?: { readonly start: number; readonly end: number }): Readable;
}

/** A plain file, but for its bytes; undefined if there is none.
 * @throws MREG_IO */
export async function openFile(place: Place, path: string): Promise<OpenedFile | undefined> {
  const facts = await place.stat(path);
  if (facts?.kind !== 'file') return undefined;
  return {
    size: facts.size,
    modified_at: facts.changed.toISOString(),
    open: (range) => streamOf(() => place.open(path), range),
  };
}
