/**
 * Files of a run (docs/format.md, "Artifacts"). A name has one life: it is linked if it is free, its bytes may be replaced, and once
 * it was taken away the path goes on in another directory. So a process that stood still takes away nothing that others have written.
 */
import { createHash, randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { MregError } from '../../errors.ts';
import { ioError } from '../../system-error.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import { openSource } from '../intake/read-source.ts';
import { refuse, type SourceFile } from '../intake/source.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import { piecesOf, pump, twoBuffers } from '../place/pump.ts';
import { type Range, streamOf } from '../place/stream.ts';
import { checkInside } from '../place.ts';
import { journalOf, type RunPlace } from './run-journal.ts';

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
  await layout.place.prepare();
  const path = join(layout.staging, randomUUID());
  const hash = createHash('sha256');
  const writer = await layout.place.write(path);
  try {
    const size = await pump(checked(from), { hash, write: writer.write, most: expected });
    if (expected !== undefined && size !== expected)
      throw new MregError('MREG_INVALID', `${size} bytes came, expected ${expected}`);
    await writer.end();
    return { path, size, sha256: hash.digest('hex') };
  } catch (error) {
    await writer.cancel();
    throw error;
  }
}

/** What comes from outside of TypeScript may be anything. */
async function* checked(from: ArtifactBytes): AsyncGenerator<Uint8Array> {
  for await (const piece of from instanceof Uint8Array ? [from] : from) {
    if (!(piece instanceof Uint8Array))
      throw new MregError('MREG_INVALID', `a ${typeof piece} came where bytes were expected`);
    yield piece;
  }
}

/** Gives a staged file its name unless the name is taken; tells which. When it is `published` the name is on the disk. */
export function linkArtifact(
  { place }: Layout,
  staged: StagedArtifact,
  to: string,
): Promise<'published' | 'exists'> {
  return place.publish(staged.path, to);
}

/** Puts a staged file in the place of another one. */
export async function replaceArtifact({ place }: Layout, staged: StagedArtifact, to: string): Promise<void> {
  if (!(await place.move(staged.path, to)))
    throw new MregError('MREG_IO', `cannot replace ${to}: ${staged.path} is gone`);
}

/** Removes what is left beside all places. */
export async function dropStaged({ place }: Layout, { path }: StagedArtifact): Promise<void> {
  await place.discard(path);
}

/** The bytes of a local file, as they are read.
 * @throws MREG_INVALID for a file that is gone; MREG_IO, MREG_INTERRUPTED */
export async function* readLocal(file: SourceFile, work: Work): AsyncGenerator<Uint8Array> {
  const opened = await openSource(file);
  if (!opened) throw refuse(file.path, 'is gone');
  try {
    for await (const piece of piecesOf(opened, twoBuffers())) {
      stopIfInterrupted(work);
      yield piece;
    }
  } catch (error) {
    throw ioError('read', file.path, error);
  } finally {
    await opened.close();
  }
}

/** Removes a file whose name will not be given again. */
export async function removeArtifact({ place }: Layout, path: string): Promise<void> {
  await place.removeFiles(dirname(path), [basename(path)]);
}

/** The bytes of a file, or a part of them.
 * @throws MREG_DAMAGED for a link on the way; MREG_INVALID for a range that ends before it begins; MREG_IO */
export async function openArtifact(
  { place, root }: Layout,
  path: string,
  range: Range = {},
): Promise<{ readonly size: number; readonly modified: Date; readonly stream: Readable } | undefined> {
  await checkInside(place, root, dirname(path));
  const { start = 0, end = Number.POSITIVE_INFINITY } = range;
  if (start > end)
    throw new MregError('MREG_INVALID', `the range from ${start} to ${end} ends before it begins`);
  const file = await place.open(path);
  return file && { size: file.size, modified: file.changed, stream: streamOf(async () => file, range) };
}
