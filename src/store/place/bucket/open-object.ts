/** Objects and drafts as open files. */
import { createHash } from 'node:crypto';
import { MregError } from '../../../errors.ts';
import { stopIfInterrupted, type Work } from '../../../work.ts';
import type { Hasher, OpenFile } from '../../place.ts';
import { piecesOf, pump, twoBuffers } from '../pump.ts';
import type { Client } from './client.ts';
import type { DraftFile } from './drafts.ts';
import { getBeginning, getRange } from './objects.ts';

/** Bytes that one request asks for. A file that is read from one end to the other has the next ones on their way. */
const WINDOW = 4 << 20;
const WINDOWS_AHEAD = 3;

/** An object that is read piece by piece; undefined if there is none. The first piece comes with the answer to the first request: most
 * files are no larger.
 * @throws MREG_IO; so does `read` if the object is replaced or removed meanwhile */
export async function openObject(client: Client, key: string): Promise<OpenFile | undefined> {
  const found = await getBeginning(client, key, WINDOW);
  if (!found) return undefined;
  const { size, changed, etag, beginning } = found;
  const windows = new Map([[0, Promise.resolve(beginning)]]);
  let at = 0;
  const ask = (index: number): Promise<Buffer> => {
    const known = windows.get(index);
    if (known) return known;
    const first = index * WINDOW;
    const asked = getRange(client, key, etag, first, Math.min(size, first + WINDOW) - 1);
    // Its failure is told to whoever reads these bytes.
    asked.catch(() => undefined);
    windows.set(index, asked);
    return asked;
  };
  return {
    size,
    changed,
    async read(buffer, offset, length, position) {
      const from = position ?? at;
      if (from >= size || length === 0) return { bytesRead: 0 };
      const index = Math.floor(from / WINDOW);
      // A few bytes at a place, as when a format is recognised, do not ask for more than themselves.
      if (position !== undefined && length < WINDOW / 8 && !windows.has(index)) {
        const part = await getRange(client, key, etag, from, Math.min(size, from + length) - 1);
        return { bytesRead: part.copy(buffer, offset, 0, length) };
      }
      for (const old of windows.keys()) if (old < index) windows.delete(old);
      const window = await ask(index);
      if (position === undefined || from > 0)
        for (let next = index + 1; next <= index + WINDOWS_AHEAD && next * WINDOW < size; next += 1)
          void ask(next);
      const bytesRead = window.copy(buffer, offset, from - index * WINDOW, from - index * WINDOW + length);
      if (position === undefined) at += bytesRead;
      return { bytesRead };
    },
    async close() {
      await Promise.allSettled(windows.values());
      windows.clear();
    },
  };
}

/** A draft, which may be opened again for each read. */
export function openDraft(file: DraftFile): OpenFile {
  let at = 0;
  return {
    size: file.size,
    changed: file.changed,
    async read(buffer, offset, length, position) {
      const bytesRead = await file.use((read) => read(buffer, offset, length, position ?? at));
      if (position === undefined) at += bytesRead;
      return { bytesRead };
    },
    close: async () => {},
  };
}

const HASHED_AT_ONCE = 4;

/** Hashes what `open` gives, a few at once. */
export function createObjectHasher(
  open: (path: string) => Promise<OpenFile | undefined>,
  work: Work,
  total: number,
): Hasher {
  let done = 0;
  let busy = 0;
  const waiting: (() => void)[] = [];
  const progress = (bytes: number) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work);
  };
  return {
    async hash(path) {
      if (busy >= HASHED_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
      busy += 1;
      try {
        stopIfInterrupted(work);
        const file = await open(path);
        if (!file) return { fault: 'missing' };
        try {
          const hash = createHash('sha256');
          const size = await pump(piecesOf(file, twoBuffers(Math.min(1 << 20, file.size + 1))), {
            hash,
            progress,
          });
          return { size, sha256: hash.digest('hex') };
        } finally {
          await file.close();
        }
      } catch (error) {
        if (!(error instanceof MregError) || error.code !== 'MREG_IO') throw error;
        return { fault: 'unreadable', because: error.message };
      } finally {
        busy -= 1;
        waiting.shift()?.();
      }
    },
    close: async () => {},
  };
}
