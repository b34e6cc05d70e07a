import { ownerOf } from '../../core/archive/contents.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { encodeBatch } from '../journal/file.ts';
import { lineOf, logOf, readStretch, type Stretch } from '../journal/journal.ts';
import type { Layout } from '../layout.ts';
import type { Contents } from './writer.ts';

/** Opens entries of the log, wherever they lie, each as the file of its own that it has in an archive; a block is read once for those that come
 * one after the other.
 * @throws MREG_DAMAGED, MREG_IO */
export function createEntrySource(layout: Layout): (file: FileRecord) => Promise<Contents> {
  let stretch: Stretch | undefined;
  return async ({ path }) => {
    const owner = ownerOf(path);
    const revision = owner.kind === 'entry' ? owner.revision : 0;
    if (!stretch || !lineOf(stretch, revision)) stretch = await readStretch(logOf(layout), revision);
    const line = lineOf(stretch, revision);
    if (line) return inMemory(await encodeBatch(logOf(layout), revision, line));
    throw new MregError('MREG_DAMAGED', `${path} is missing from the log; no archive was made`, {
      hint: 'mreg doctor',
      details: { path },
    });
  };
}

/** Bytes that are no file. */
export function inMemory(bytes: Buffer): Contents {
  let at = 0;
  return {
    size: bytes.length,
    async read(buffer, offset, length) {
      const bytesRead = bytes.copy(buffer, offset, at, at + length);
      at += bytesRead;
      return { bytesRead };
    },
    close: async () => undefined,
  };
}
