import type { FileRecord } from '../../generated/metadata.ts';
import { type Fault, shortDigest } from './fault.ts';

/** A file or other thing in a version's directory. */
export interface FoundFile {
  readonly path: string;
  readonly kind: 'file' | 'linked' | 'special';
  /** Bytes. */
  readonly size: number;
}

/** Size and digest of a listed file, as found. */
export type Content =
  | { readonly size: number; readonly sha256: string }
  | { readonly fault: string; readonly because?: string };

type FileFault = Pick<Fault, 'kind' | 'problem'>;

/** The faults of a version's files that show without reading them, by path. */
export function compareList(
  records: readonly FileRecord[],
  found: ReadonlyMap<string, FoundFile>,
): Map<string, FileFault> {
  const faults = new Map<string, FileFault>();
  const listed = new Set<string>();
  for (const { path, size } of records) {
    listed.add(path);
    const file = found.get(path);
    if (!file) faults.set(path, { kind: 'file-missing', problem: 'is missing' });
    else if (file.kind !== 'file') faults.set(path, oddity(file.kind));
    else if (file.size !== size)
      faults.set(path, { kind: 'file-size', problem: `has ${file.size} bytes, expected ${size}` });
  }
  for (const { path, kind } of found.values()) {
    if (listed.has(path)) continue;
    const what = kind === 'file' ? 'is' : `${oddity(kind).problem} that is`;
    if (kind === 'file' && isCache(path))
      faults.set(path, {
        kind: 'file-cache',
        problem: 'was written by a program that used the version, and is not on its list of files',
      });
    else faults.set(path, { kind: 'file-stray', problem: `${what} not on the version's list of files` });
  }
  return faults;
}

/** Whether a path is one under which interpreters and desktops leave something in whatever directory they look into. */
function isCache(path: string): boolean {
  return /(^|\/)(__pycache__\/[^/]+\.pyc|\.ipynb_checkpoints\/[^/]+|\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(
    path,
  );
}

/** The fault in the content of a listed file of the right size. */
export function compareContent(
  record: FileRecord,
  content: Content,
  records: readonly FileRecord[],
): FileFault | undefined {
  if ('fault' in content) {
    if (content.fault === 'missing') return { kind: 'file-missing', problem: 'is missing' };
    if (content.fault !== 'unreadable') return oddity(content.fault);
    return { kind: 'file-unreadable', problem: `cannot be read: ${content.because}` };
  }
  if (content.size !== record.size)
    return { kind: 'file-size', problem: `has ${content.size} bytes, expected ${record.size}` };
  if (content.sha256 === record.sha256) return undefined;
  const other = records.find(({ sha256 }) => sha256 === content.sha256);
  if (other) return { kind: 'file-swapped', problem: `holds the bytes of '${other.path}'` };
  return {
    kind: 'file-altered',
    problem: `holds other bytes: sha256 ${shortDigest(content.sha256)}, expected ${shortDigest(record.sha256)}`,
  };
}

function oddity(kind: string): FileFault {
  return kind === 'linked'
    ? { kind: 'file-linked', problem: 'is a symbolic link' }
    : { kind: 'file-special', problem: 'is a device, a FIFO or a socket' };
}
