/** Errors of the operating system: their names, what they mean, and a MregError made of one. */
import { MregError } from './errors.ts';

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
  EBUSY: 'something else uses it',
  EPIPE: 'the reader has gone away',
  EAGAIN: 'it is not ready',
  ETIMEDOUT: 'the server did not answer in time',
  EADDRINUSE: 'the port is taken',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
  EHOSTDOWN: 'the server is down',
  EHOSTUNREACH: 'the server cannot be reached',
  EREMOTEIO: 'the server reported an error',
  ESTALE: 'the server no longer has the file that was opened',
  ENOLINK: 'the connection to the server is cut',
  ENOLCK: 'the server has no locks left',
  ENOTUNIQ: 'the name is not unique on the network',
  EBADMSG: 'what is stored there is damaged',
  EUCLEAN: 'the file system is damaged',
  EHWPOISON: 'a part of the memory is damaged',
  ENOMEDIUM: 'the drive is empty',
  ENOKEY: 'the key to decrypt it is missing',
  EKEYEXPIRED: 'the key has expired',
  EKEYREVOKED: 'the key was revoked',
  EKEYREJECTED: 'the key was refused',
};

/** Numbers that Node has no name for. From 512 on they are the kernel's own, which a file system lets through at times. */
const NUMBERS: Readonly<Record<number, string>> =
  process.platform === 'darwin'
    ? { 69: 'EDQUOT', 70: 'ESTALE', 71: 'EREMOTE', 77: 'ENOLCK', 94: 'EBADMSG', 97: 'ENOLINK' }
    : {
        35: 'EDEADLK',
        37: 'ENOLCK',
        52: 'EBADE',
        62: 'ETIME',
        66: 'EREMOTE',
        67: 'ENOLINK',
        70: 'ECOMM',
        72: 'EMULTIHOP',
        74: 'EBADMSG',
        76: 'ENOTUNIQ',
        77: 'EBADFD',
        78: 'EREMCHG',
        102: 'ENETRESET',
        115: 'EINPROGRESS',
        116: 'ESTALE',
        117: 'EUCLEAN',
        122: 'EDQUOT',
        123: 'ENOMEDIUM',
        124: 'EMEDIUMTYPE',
        126: 'ENOKEY',
        127: 'EKEYEXPIRED',
        128: 'EKEYREVOKED',
        129: 'EKEYREJECTED',
        130: 'EOWNERDEAD',
        131: 'ENOTRECOVERABLE',
        133: 'EHWPOISON',
        512: 'ERESTARTSYS',
        521: 'EBADHANDLE',
        523: 'EBADCOOKIE',
        524: 'ENOTSUPP',
        526: 'ESERVERFAULT',
        528: 'EJUKEBOX',
      };

/** The operating system's name for a failure, such as ENOENT; `E` and the number where it has none. */
export function errno(error: unknown): string | undefined {
  // The code of a MregError is none of the system's: an interrupted read is no unreadable file.
  if (!(error instanceof Error) || error instanceof MregError) return undefined;
  if (!('code' in error && typeof error.code === 'string')) return undefined;
  const [, digits] = /^Unknown system error -?(\d+)$/.exec(error.code) ?? [];
  return digits === undefined ? error.code : (NUMBERS[Number(digits)] ?? `E${digits}`);
}

/** What a failure of the operating system means, for people. */
export function meaningOf(error: unknown): string {
  const code =
    errno(error) ??
    (error instanceof MregError ? String(error.details?.errno ?? error.message) : 'unknown error');
  return MEANINGS[code] ?? code.replace(/^E(?=\d)/, 'error ');
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
  return new MregError('MREG_IO', `cannot ${operation} ${path}: ${meaningOf(error)}`, {
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
