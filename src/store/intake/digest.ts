import { createHash } from 'node:crypto';
import type { FileRecord } from '../../generated/metadata.ts';

/** SHA-256 as 64 hexadecimal digits, of bytes or of pieces one after the other. */
export function sha256(bytes: Uint8Array | readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) hash.update(piece);
  return hash.digest('hex');
}

/** The digest of a version's artifacts: SHA-256 over `sha256sum`'s lines for them, in the order of the list. */
export function contentDigest(files: readonly FileRecord[]): string {
  const hash = createHash('sha256');
  for (const { path, sha256 } of files) hash.update(`${sha256}  ${path}\n`);
  return hash.digest('hex');
}
