/**
 * How every file is opened that a stranger may have put there. A FIFO, a device or a socket makes an ordinary open or read wait
 * for ever, and a file of any size is read into memory: both are refused before a byte is asked for.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** What is wrong with a file that is there, but is not read. `code` is used like one of the operating system's. */
export class UnfitFile extends Error {
  readonly code: 'ENOTREG' | 'EFBIG';
  /** Completes a sentence that begins with the path. */
  readonly problem: string;

  constructor(code: 'ENOTREG' | 'EFBIG', problem: string) {
    super(problem);
    this.code = code;
    this.problem = problem;
  }
}

/** The longest text that V8 holds, which no file of the format reaches. */
const MOST_BYTES = 512 * 1024 * 1024;

interface ReadOptions {
  /** Bytes beyond which the file is refused (default: 512 MiB). */
  readonly most?: number | undefined;
  /** Whether a symbolic link in the last part of the path is followed (default: true). */
  readonly follow?: boolean | undefined;
}

/** Opens a regular file to read it, and gives its size.
 * @throws UnfitFile for what is no regular file; ELOOP for a link that is not followed; the operating system's errors */
export function openRegular(
  path: string,
  { follow = true }: Pick<ReadOptions, 'follow'> = {},
): { readonly fd: number; readonly size: number } {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_RDONLY | (O_NONBLOCK ?? 0) | (follow ? 0 : (O_NOFOLLOW ?? 0)));
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    if (!stats.isFile())
      throw new UnfitFile('ENOTREG', 'is a FIFO, a device or a socket, not a regular file');
    return { fd, size: stats.size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** All bytes of a regular file.
 * @throws UnfitFile, also for more than `most` bytes; ELOOP for a link that is not followed; the operating system's errors */
export function readRegular(path: string, { most = MOST_BYTES, follow }: ReadOptions = {}): Buffer {
  const { fd, size } = openRegular(path, { follow });
  try {
    if (size > most) throw tooLarge(size, most);
    // One more than there was: what has grown meanwhile is read on.
    let buffer = Buffer.allocUnsafe(size + 1);
    for (let length = 0; ; ) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0) return buffer.subarray(0, length);
      if (length > most) throw tooLarge(length, most);
      if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
    }
  } finally {
    closeSync(fd);
  }
}

function tooLarge(size: number, most: number): UnfitFile {
  return new UnfitFile('EFBIG', `has ${size} bytes, expected at most ${most}`);
}
