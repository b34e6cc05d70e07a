/**
 * A version of a registry in a bucket as a directory of this machine. It lies in the cache under the digest of its metadata.json,
 * which has the digests of all its files, so what is there is never out of date. Every file is compared as it arrives, and the
 * directory gets its name once all of it is on the disk: it is never half there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { readFile, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pathFault } from '../../core/names/portable-path.ts';
import { damaged } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { errno, ifPresent, io } from '../../system-error.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import { sha256 } from '../intake/digest.ts';
import { type Layout, METADATA_FILE } from '../layout.ts';
import { openWriter } from '../place/folder/drafts/write-file.ts';
import { makeDirectory, syncPath } from '../place/folder/durable.ts';
import { piecesOf, pump, twoBuffers } from '../place/pump.ts';
import { readNamed } from '../place.ts';
import { trimVersions } from './trim-versions.ts';

const FILES_AT_ONCE = 4;

/** What names a version's files in the registry and in the cache. */
export interface FetchedVersion {
  /** Relative to the root. */
  readonly directory: string;
  readonly metadata_sha256: string;
}

export interface VersionCache {
  /** Absolute. */
  readonly directory: string;
  /** Bytes that all versions in it may have together; undefined for any number. */
  readonly most?: number | undefined;
}

/** The directory of a version in the cache. Its files are fetched unless they are there.
 * @throws MREG_DAMAGED for a file that is missing or not the registered one; MREG_IO, MREG_INTERRUPTED */
export async function fetchVersion(
  layout: Layout,
  { directory, metadata_sha256 }: FetchedVersion,
  { directory: cache, most }: VersionCache,
  work: Work = {},
): Promise<string> {
  const all = join(cache, 'versions');
  const target = join(all, metadata_sha256);
  const there = await look(target, metadata_sha256);
  if (there === 'whole') return target;
  await makeDirectory(all);
  const temporary = join(all, `.${randomUUID()}`);
  const away = `${temporary}-damaged`;
  try {
    if (there === 'damaged') {
      await ifPresent(rename(target, away));
      // Another process mended it meanwhile.
      if ((await look(away, metadata_sha256)) === 'whole') {
        await rename(away, target);
        return target;
      }
    }
    const metadata = await readMetadata(layout, directory, metadata_sha256);
    const records = filesIn(metadata, layout.absolute(`${directory}/${METADATA_FILE}`));
    const own = await openWriter(join(temporary, METADATA_FILE));
    await own.write(metadata);
    await own.end();
    const total = records.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    const progress = (bytes: number) => {
      done += bytes;
      work.onProgress?.(done, total);
      stopIfInterrupted(work);
    };
    await inLanes(records, FILES_AT_ONCE, (record) =>
      fetchFile(layout, layout.absolute(`${directory}/${record.path}`), record, temporary, progress),
    );
    await syncTree(temporary, records);
    await io('create', target, () => rename(temporary, target)).catch(async (error) => {
      // Another process was faster.
      if ((await look(target, metadata_sha256)) !== 'whole') throw error;
    });
    await syncPath(all);
    if (most !== undefined) await trimVersions(all, most);
    return target;
  } finally {
    for (const left of [temporary, away]) await rm(left, { recursive: true, force: true });
  }
}

/** Whether a version is in the cache with all of its files, of which somebody may have removed or shortened some. Its time of change is
 * that of its last use. */
async function look(directory: string, digest: string): Promise<'whole' | 'damaged' | 'missing'> {
  const path = join(directory, METADATA_FILE);
  const metadata = await ifPresent(readFile(path)).catch(() => undefined);
  if (metadata === undefined) return lstatSync(directory, { throwIfNoEntry: false }) ? 'damaged' : 'missing';
  if (sha256(metadata) !== digest) return 'damaged';
  for (const { path: name, size } of filesIn(metadata, path)) {
    const stats = lstatSync(join(directory, name), { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size !== size) return 'damaged';
  }
  return utimes(directory, new Date(), new Date()).then(
    () => 'whole',
    // It may have been removed in between; a cache that cannot be written serves all the same.
    (error) => (errno(error) === 'ENOENT' ? 'missing' : 'whole'),
  );
}

async function readMetadata(layout: Layout, directory: string, digest: string): Promise<Buffer> {
  const path = layout.absolute(`${directory}/${METADATA_FILE}`);
  const bytes = await readNamed(layout.place, path);
  if (bytes === undefined) throw damaged(path, 'is missing');
  if (sha256(bytes) !== digest) throw damaged(path, 'is not the one that was registered');
  return bytes;
}

/** The list of files. Whoever may write to the bucket could have put any path into it. */
function filesIn(metadata: Buffer, path: string): readonly FileRecord[] {
  const { files } = JSON.parse(metadata.toString('utf8')) as { readonly files?: readonly FileRecord[] };
  if (!Array.isArray(files)) throw damaged(path, 'has no list of files');
  for (const file of files as readonly FileRecord[]) {
    const fault = pathFault(file.path);
    if (fault !== undefined) throw damaged(path, `lists '${file.path}', which ${fault}`);
  }
  return files;
}

async function fetchFile(
  { place }: Layout,
  from: string,
  { path, size, sha256: expected }: FileRecord,
  directory: string,
  progress: (bytes: number) => void,
): Promise<void> {
  const file = await place.open(from);
  if (!file) throw damaged(from, 'is missing');
  try {
    if (file.size !== size) throw damaged(from, `has ${file.size} bytes, expected ${size}`);
    const writer = await openWriter(join(directory, path));
    try {
      const hash = createHash('sha256');
      const buffers = twoBuffers(Math.min(1 << 20, size + 1));
      await pump(piecesOf(file, buffers), { hash, write: writer.write, progress });
      if (hash.digest('hex') !== expected) throw damaged(from, 'is not the file that was registered');
    } catch (error) {
      await writer.cancel();
      throw error;
    }
    await writer.end();
  } finally {
    await file.close();
  }
}

/** The names outlive a power cut too. */
async function syncTree(root: string, records: readonly FileRecord[]): Promise<void> {
  const directories = new Set(['']);
  for (const { path } of records)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      directories.add(path.slice(0, at));
  for (const directory of [...directories].sort().reverse()) await syncPath(join(root, directory));
}
