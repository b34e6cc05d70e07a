/**
 * On a file system that can (Btrfs, XFS and others), a file of the registry begins as a clone: it shares the source's
 * blocks until somebody writes to the source, which then gets others. The digest is taken of the clone, so it is that of
 * the bytes that the version has, whatever becomes of the source.
 */
import { constants } from 'node:fs';
import { chmod, copyFile, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MregError } from '../../../../errors.ts';
import type { FileRecord } from '../../../../generated/metadata.ts';
import { io } from '../../../../system-error.ts';
import { inLanes } from '../../../../work.ts';
import { readSource } from '../../../intake/read-source.ts';
import type { SourceFile } from '../../../intake/source.ts';
import type { Hasher } from '../../../place.ts';
import { createHasher } from '../hash/hasher.ts';

const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;

/** Clones files into a directory and hashes the clones, which are on the disk on return, but for their names. Undefined for
 * those that have to be copied: all of them where the first cannot be cloned. `progress` hears of the bytes, and what it
 * throws ends the work.
 * @throws MREG_INVALID, MREG_IO */
export async function cloneFiles(
  files: readonly SourceFile[],
  target: string,
  progress: (bytes: number) => void,
): Promise<(FileRecord | undefined)[]> {
  // Elsewhere the name of a file that is open does not lead to it.
  if (process.platform !== 'linux') return files.map(() => undefined);
  let told = 0;
  const tell = (done: number) => {
    progress(done - told);
    told = done;
  };
  const hasher = createHasher({ onProgress: tell }, 0);
  const clone = (file: SourceFile) => cloneFile(file, join(target, file.path), hasher);
  try {
    const [first, ...others] = files;
    const made = first && (await clone(first));
    if (!made) return files.map(() => undefined);
    return [made, ...(await inLanes(others, availableParallelism() + 1, clone))];
  } finally {
    await hasher.close();
  }
}

async function cloneFile(file: SourceFile, target: string, hasher: Hasher): Promise<FileRecord | undefined> {
  let record: FileRecord | undefined;
  // What the source looks like is compared before the clone and after its digest, as for a copy.
  await readSource(file, async (source) => {
    try {
      // By the descriptor, so that it is the file that was looked at, whatever has its name now.
      await copyFile(`/proc/self/fd/${source.fd}`, target, COPYFILE_FICLONE_FORCE | COPYFILE_EXCL);
    } catch {
      // The copy that is made instead meets the same failure, if it is one.
      return;
    }
    await io('write', target, async () => {
      await chmod(target, 0o444);
      const clone = await open(target, 'r');
      try {
        await clone.sync();
      } finally {
        await clone.close();
      }
    });
    const reading = await hasher.hash(target, file.size);
    if ('fault' in reading) {
      const because = 'because' in reading ? reading.because : `it is ${reading.fault}`;
      throw new MregError('MREG_IO', `cannot read ${target}: ${because}`, { details: { path: target } });
    }
    record = { path: file.path, size: reading.size, sha256: reading.sha256 };
  });
  return record;
}
