import { MregError } from '../errors.ts';

const MAX_LENGTH = 4096;

/** A path below some directory, as a request named it: decoded as often as it was encoded, it stays below.
 * @throws MREG_INVALID */
export function safePath(path: string): string {
  let decoded = path;
  for (let turn = 0; turn < 8; turn += 1) {
    if (isUnsafe(decoded)) throw invalidPath(path);
    const next = decodeOnce(decoded);
    if (next === decoded) return path;
    decoded = next;
  }
  throw invalidPath(path);
}

function isUnsafe(path: string): boolean {
  return (
    path.length > MAX_LENGTH ||
    /[\u0000-\u001f\\]/.test(path) ||
    path.startsWith('/') ||
    /^[A-Za-z]:/.test(path) ||
    /^file:/i.test(path) ||
    path.split('/').some((part) => part === '..' || part === '.')
  );
}

function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function invalidPath(path: string): MregError {
  return new MregError('MREG_INVALID', `Invalid path: '${path.slice(0, 200)}'`, {
    details: { path: path.slice(0, 200) },
  });
}
