import { MregError } from '../../../errors.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is too large',
  EIO: 'the device reported an error',
  EMFILE: 'too many open files in this process',
  ENFILE: 'too many open files on this machine',
  EXDEV: 'the two places are on different file systems',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or directory',
  EEXIST: 'it exists already',
  ELOOP: 'it is a symbolic link',
  ENOTREG: 'it is a FIFO, a device or a socket, not a regular file',
};

/** The operating system's name for a failure, such as ENOENT. */
export function errno(error: unknown): string | undefined {
  // The code of a MregError is none of the system's: an interrupted read is no unreadable file.
  if (!(error instanceof Error) || error instanceof MregError) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What a failure of the operating system means, for people. */
export function meaningOf(error: unknown): string {
  const code =
    errno(error) ??
    (error instanceof MregError ? String(error.details?.errno ?? error.message) : 'unknown error');
  return MEANINGS[code] ?? code;
}

/** Runs `work` and gives the operating system's errors the operation and the path.
 * @throws MREG_IO */
export async function io<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw ioError(operation, path, error);
  }
}

/** The same for work that waits.
 * @throws MREG_IO */
export function ioSync<T>(operation: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ioError(operation, path, error);
  }
}

/** The error for an operation that failed on a path; a MregError passes as it is. */
export function ioError(operation: string, path: string, error: unknown): unknown {
  const code = errno(error);
  if (error instanceof MregError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new MregError('MREG_IO', `cannot ${operation} ${path}: ${MEANINGS[code] ?? code}`, {
    details: { operation, path, errno: code },
    cause: error,
  });
}

/** The result of `work`, or undefined where the file it asks for does not exist. */
export async function ifPresent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  }
}
