import { join, relative, sep } from 'node:path';
import { MregError } from '../../errors.ts';

/** A regular file of a source. */
export interface SourceFile {
  /** Relative to the source, with `/`. */
  readonly path: string;
  /** The directory from which the path leads to it, absolute; one string for all files of a source. */
  readonly base: string;
  /** Its path below `base`, if the version has it under another. */
  readonly original?: string | undefined;
  /** Where it lies, absolute, if links lead there. */
  readonly real?: string | undefined;
  /** Bytes, when the source was listed. */
  readonly size: number;
}

/** What `register` or `adopt` was pointed at: only regular files, in order of their paths' UTF-8 bytes. */
export interface Source {
  /** The real path of the file or the directory; the first of several. */
  readonly path: string;
  /** The real paths of all that were given, in their order. */
  readonly paths: readonly string[];
  readonly kind: 'file' | 'directory';
  readonly files: readonly SourceFile[];
  readonly directories: readonly string[];
  /** Files and directories that were left out though nobody asked for that. */
  readonly leftOut: readonly string[];
}

/** Where a file of a source lies, absolute. */
export function placeOf({ base, path, original = path, real }: SourceFile): string {
  return real ?? join(base, original);
}

/** Whether one directory holds the other, or is it. */
export function overlaps(a: string, b: string): boolean {
  return holds(a, b) || holds(b, a);
}

/** Whether a path lies in a directory, or is it. */
export function holds(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/** A source that cannot be a version. */
export function refuse(path: string, fault: string, hint?: string): MregError {
  return new MregError('MREG_INVALID', `'${path}' in the source ${fault}`, {
    hint,
    details: { path, fault },
  });
}
