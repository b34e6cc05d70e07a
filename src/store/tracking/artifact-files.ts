/**
 * Files of a run (docs/format.md, "Artifacts"). A name has one life: it is linked if it is free, its bytes may be replaced, and once
 * it was taken away the path goes on in another directory. So a process that stood still takes away nothing that others have written.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { MregError } from '../../errors.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import type { Layout } from '../layout.ts';
import { linkError, syncDirectory, writeFully } from '../place/folder/durable.ts';
import { checkInside, makeInside } from '../place/folder/inside.ts';
import { errno, ifPresent, io, ioError } from '../place/folder/io.ts';
import { openNew } from '../place/folder/modes.ts';
import { removeFiles } from '../place/folder/remove.ts';
import { createSyncs } from '../place/folder/syncs.ts';
import { pump } from '../place/pump.ts';
import { journalOf, type RunPlace } from './run-journal.ts';

const MODE = 0o444;
const SYNC_EVERY = 8 << 20;

/** Bytes from outside, whole or in pieces. */
export type ArtifactBytes = Uint8Array | AsyncIterable<Uint8Array>;

/** A file that lies beside its place. */
export interface StagedArtifact {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Where the files of a run lie that were never taken away; absolute. */
export function artifactRoot(layout: Layout, place: RunPlace, life = 0): string {
  return join(journalOf(layout, place).directory, life === 0 ? 'artifacts' : `artifacts-${life + 1}`);
}

/** Where a file of a run lies; absolute. */
export function artifactPath(layout: Layout, place: RunPlace, path: string, life: number): string {
  return join(artifactRoot(layout, place, life), ...path.split('/'));
}

/** Writes bytes to a file beside all places, synced. If they break off nothing is left.
 * @throws MREG_INVALID for another number of bytes than expected; MREG_IO; whatever the bytes throw */
export async function stageArtifact(
  layout: Layout,
  from: ArtifactBytes,
  expected: number | undefined,
): Promise<StagedArtifact> {
  await makeInside(layout, layout.staging);
  const path = join(layout.staging, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  const handle = await io('write', path, () => openNew(path, MODE));
  try {
    const syncs = createSyncs(handle, path, SYNC_EVERY);
    try {
      size = await pump(checked(from), {
        hash,
        write: (piece) => io('write', path, () => writeFully(handle, piece)),
        progress: syncs.wrote,
        most: expected,
      });
      if (expected !== undefined && size !== expected)
        throw new MregError('MREG_INVALID', `${size} bytes came, expected ${expected}`);
      await syncs.end();
    } finally {
      await syncs.settled();
      await handle.close();
    }
  } catch (error) {
    await dropStaged({ path });
    throw error;
  }
  return { path, size, sha256: hash.digest('hex') };
}

/** What comes from outside of TypeScript may be anything. */
async function* checked(from: ArtifactBytes): AsyncGenerator<Uint8Array> {
  for await (const piece of from instanceof Uint8Array ? [from] : from) {
    if (!(piece instanceof Uint8Array))
      throw new MregError('MREG_INVALID', `a ${typeof piece} came where bytes were expected`);
    yield piece;
  }
}

/** Gives a staged file its name unless the name is taken; tells which. When it is `created` the name is on the disk. */
export async function linkArtifact(
  layout: Layout,
  staged: StagedArtifact,
  to: string,
): Promise<'created' | 'exists'> {
  await makeInside(layout, dirname(to));
  try {
    await link(staged.path, to);
  } catch (error) {
    if (errno(error) === 'EEXIST') return 'exists';
    throw linkError(to, error);
  }
  await syncDirectory(dirname(to));
  return 'created';
}

/** Puts a staged file in the place of another one. */
export async function replaceArtifact(layout: Layout, staged: StagedArtifact, to: string): Promise<void> {
  checkInside(layout, dirname(to));
  await io('replace', to, () => rename(staged.path, to));
  await syncDirectory(dirname(to));
}

/** Removes what is left beside all places. */
export async function dropStaged({ path }: Pick<StagedArtifact, 'path'>): Promise<void> {
  await unlink(path).catch(() => undefined);
}

/** The bytes of a local file, as they are read.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function* readLocal(path: string, work: Work): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      stopIfInterrupted(work);
      yield piece;
    }
  } catch (error) {
    throw ioError('read', path, error);
  }
}

/** Removes a file whose name will not be given again. */
export async function removeArtifact(layout: Layout, path: string): Promise<void> {
  await removeFiles(layout, dirname(path), [basename(path)]);
}

/** The bytes of a file, or a part of them: `end` is the last byte.
 * @throws MREG_DAMAGED for a link on the way; MREG_INVALID for a range that ends before it begins; MREG_IO */
export async function openArtifact(
  layout: Layout,
  path: string,
  range: { readonly start?: number | undefined; readonly end?: number | undefined } = {},
): Promise<{ readonly size: number; readonly modified: Date; readonly stream: Readable } | undefined> {
  checkInside(layout, dirname(path));
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle: FileHandle | undefined = await io('read', path, () => ifPresent(open(path, flags)));
  if (!handle) return undefined;
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    return undefined;
  }
  const { start = 0, end = Number.POSITIVE_INFINITY } = range;
  if (start > end) {
    await handle.close();
    throw new MregError('MREG_INVALID', `the range from ${start} to ${end} ends before it begins`);
  }
  // The stream closes the file.
  const stream = createReadStream('', { fd: handle, start, end });
  return { size: stats.size, modified: stats.mtime, stream };
}
