import { lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MregError } from '../errors.ts';
import { errno, ifPresent, io } from '../system-error.ts';
import { replaceAll, writeFully } from './place/folder/durable.ts';

interface OutputFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** The registry, in which nothing but mreg's own files belong. */
  readonly root: string;
  /** Where the name was not chosen by anybody: only a file that holds this text may be replaced. */
  readonly mark?: string | undefined;
}

/** Writes a file outside of the registry: whole, or not at all. Resolves to where it lies, links followed.
 * A device or a pipe is written to as it is.
 * @throws MREG_USAGE for a place within the registry, MREG_EXISTS for a file without the mark, MREG_IO */
export async function writeOutputFile({ path, text, root, mark }: OutputFile): Promise<string> {
  const folder = await io('write', path, () => realpath(dirname(path)));
  const named = join(folder, basename(path));
  const target = (await io('write', path, () => ifPresent(realpath(named)))) ?? named;
  await refuseWithin(root, target);
  const stats = await io('write', path, () => ifPresent(lstat(target)));
  if (stats?.isDirectory()) throw isDirectory(path);
  if (stats && !stats.isFile()) return writeInto(target, text);
  if (stats && mark !== undefined && !(await holds(target, mark))) throw notOurs(path);
  await replaceAll([{ path: target, bytes: Buffer.from(text) }], dirname(target));
  return target;
}

async function refuseWithin(root: string, target: string): Promise<void> {
  const registry = await realpath(root).catch(() => root);
  const inside = relative(registry, target);
  if (inside.startsWith(`..${sep}`) || inside === '..') return;
  throw new MregError('MREG_USAGE', `${target} is within the registry; nothing is written there`, {
    hint: 'choose a file outside of it with -o FILE',
    details: { path: target, root },
  });
}

function isDirectory(path: string): MregError {
  return new MregError('MREG_USAGE', `${path} is a directory; a file was expected`, {
    hint: `-o ${join(path, 'report.html')}`,
    details: { path },
  });
}

function notOurs(path: string): MregError {
  return new MregError('MREG_EXISTS', `${path} exists, and mreg did not make it`, {
    hint: `-o ${path} replaces it`,
    details: { path },
  });
}

/** The mark stands near the beginning. */
async function holds(path: string, mark: string): Promise<boolean> {
  return io('read', path, async () => {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead).includes(mark);
    } finally {
      await handle.close();
    }
  });
}

async function writeInto(path: string, text: string): Promise<string> {
  return io('write', path, async () => {
    const handle = await open(path, 'w');
    try {
      await writeFully(handle, Buffer.from(text));
    } catch (error) {
      // Whoever read from the pipe has seen enough.
      if (errno(error) !== 'EPIPE') throw error;
    } finally {
      await handle.close();
    }
    return path;
  });
}
