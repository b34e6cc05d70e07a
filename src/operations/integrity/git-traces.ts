/** Traces of git in a registry that it merged, or whose line ends it converted. Both break the digests of the log. */

import { dirname, join } from 'node:path';
import type { GitTrace } from '../../core/decide/repair/doctor.ts';
import type { Fault } from '../../core/integrity/fault.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { exists } from '../../store/place/folder/read-sync.ts';
import { readOrExplain } from '../../store/place.ts';

const MOST_FILES = 20;

/** The traces in the damaged files. */
export async function findGitTraces(layout: Layout, faults: readonly Fault[]): Promise<GitTrace[]> {
  const texts = new Map<string, string>();
  for (const file of [...new Set(faults.map((fault) => fault.file))].slice(0, MOST_FILES)) {
    // `doctor` has another finding for a file that cannot be read.
    const bytes = /\.jsonl?$/.test(file) && (await readOrExplain(layout.place, layout.absolute(file)));
    if (bytes && !('problem' in bytes)) texts.set(file, bytes.toString('latin1'));
  }
  const holding = (mark: RegExp) => [...texts].find(([, text]) => mark.test(text))?.[0];
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
