import { MregError } from '../../errors.ts';

/** What `read` gives, or `otherwise` if there is no such file or directory.
 * @throws MREG_IO */
export async function ifMissing<T, U>(otherwise: U, read: () => Promise<T>): Promise<T | U> {
  try {
    return await read();
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return otherwise;
    if (code === undefined) throw error;
    throw new MregError('MREG_IO', `cannot read ${path}: ${message}`, {
      details: { path, errno: code },
      cause: error,
    });
  }
}
