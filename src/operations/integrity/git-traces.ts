/** What git leaves in a registry that it merged, or whose line ends it converted: the digests of the log forbid both. */

import { dirname, join } from 'node:path';
import type { GitTrace } from '../../core/decide/doctor.ts';
import type { Fault } from '../../core/integrity/fault.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { exists, readIfPresent } from '../../store/place/folder/look.ts';

const MOST_FILES = 20;

/** The traces in the files that are at fault. */
export function findGitTraces(layout: Layout, faults: readonly Fault[]): GitTrace[] {
  const files = [...new Set(faults.map(({ file }) => file))].slice(0, MOST_FILES);
  const holding = (mark: RegExp) =>
    files.find((file) => {
      const path = layout.absolute(file);
      return /\.json$/.test(file) && mark.test(readIfPresent(path)?.toString('latin1') ?? '');
    });
  const merged = holding(/^<{7} /m) ?? (isMerging(layout.root) ? relativeTo(layout, layout.log) : undefined);
  const converted = holding(/\r\n/);
  return [
    ...(merged === undefined ? [] : [{ kind: 'git-merged', path: merged } as const]),
    ...(converted === undefined ? [] : [{ kind: 'git-line-ends', path: converted } as const]),
  ];
}

/** Whether the work tree around a directory is in the middle of a merge. */
function isMerging(directory: string): boolean {
  if (exists(join(directory, '.git'))) return exists(join(directory, '.git', 'MERGE_HEAD'));
  return dirname(directory) !== directory && isMerging(dirname(directory));
}
