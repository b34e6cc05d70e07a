import { join as joinPath } from 'node:path';

/** As `join` of node:path; the address of a bucket keeps its two slashes. */
export function join(first: string, ...more: readonly string[]): string {
  return first.startsWith('s3://') ? [first, ...more].filter(Boolean).join('/') : joinPath(first, ...more);
}
