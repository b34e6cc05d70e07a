import type { Fault } from '../../integrity/fault.ts';
import { foldPath } from '../../names/portable-path.ts';
import type { Leftover } from '../retention/gc.ts';
import { type Diagnosis, diagnosis } from './explanations.ts';

/** A directory that this user cannot use as commands need to. */
export interface Inaccessible {
  readonly path: string;
  readonly fault: 'unreadable' | 'unwritable';
  readonly because: string;
}

/** A file or directory of a shared registry that the group cannot use. */
interface Closed {
  readonly path: string;
  /** Whether this user may change its mode. */
  readonly own: boolean;
}

/** How git changed files of the registry, and one such file. */
export interface GitTrace {
  readonly kind: 'git-merged' | 'git-line-ends';
  readonly path: string;
}

/** Everything that doctor observed in a registry. */
export interface Inspection {
  /** Faults of the log, the pointers and the versions. */
  readonly faults: readonly Fault[];
  /** Blocks beside which files are left whose entries they hold, with how many. */
  readonly unfinished: ReadonlyMap<string, number>;
  /** Faults of the manifest and of models' files. */
  readonly manifest: readonly Fault[];
  /** Files of models that are missing or behind. */
  readonly behind: readonly { readonly file: string; readonly problem: string }[];
  /** The revision of a manifest that can be read. */
  readonly published: number | undefined;
  readonly hasManifest: boolean;
  /** The newest entry of the log, and its file. */
  readonly revision: number;
  readonly newest: string;
  readonly leftovers: readonly Leftover[];
  /** For each version whose directory is missing, the directory in which its files were found. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Types and models, as <type> and <type>/<name>. */
  readonly names: readonly string[];
  readonly inaccessible: readonly Inaccessible[];
  /** The staging area, where the file system makes no hard links. */
  readonly unlinkable: string | undefined;
  readonly closed: readonly Closed[];
  readonly git: readonly GitTrace[];
  /** Files that earlier repairs set aside. */
  readonly quarantined: readonly string[];
}

/** Every finding with its repair. A leftover that changed after `limit` is not touched: a command may still be at work. */
export function diagnose(inspection: Inspection, limit: Date): Diagnosis[] {
  const lost = lostEntry(inspection);
  const logIsSound = inspection.faults.every(({ kind }) => !isOfTheLog(kind) || lost !== undefined);
  return [
    ...inspection.inaccessible.map(inaccessiblePlace),
    ...(inspection.unlinkable === undefined
      ? []
      : [diagnosis('no-links', inspection.unlinkable, 'lies on a file system that makes no hard links')]),
    ...inspection.closed.map(closedPlace),
    ...inspection.git.map(({ kind, path }) => diagnosis(kind, path, GIT[kind])),
    ...inspection.faults.map((fault) => {
      const to = fault.kind === 'version-missing' ? inspection.renamed.get(fault.file) : undefined;
      if (to !== undefined) return renamed(fault, to);
      return fault === lost
        ? diagnosis('entry-lost', fault.file, fault.problem)
        : diagnosis(fault.kind, fault.file, fault.problem, fault.ref);
    }),
    ...[...inspection.unfinished].map(([file, count]) =>
      diagnosis('packing-unfinished', file, `holds what ${count} files beside it hold`),
    ),
    ...manifestDiagnoses(inspection, logIsSound, lost !== undefined),
    ...clashes(inspection.names).map(([a, b]) =>
      diagnosis('case-clash', a, `and '${b}' are one name where case does not count`),
    ),
    ...inspection.leftovers
      .filter(({ path }) => ![...inspection.renamed.values()].includes(path))
      .map((leftover) => leftoverDiagnosis(leftover, limit)),
    ...inspection.quarantined.map((path) =>
      diagnosis('quarantine', path, 'holds what an earlier repair set aside'),
    ),
  ];
}

/** The newest entry, if it cannot be read and nothing was derived from it. It stops every command, and removing it loses nothing. */
function lostEntry({ faults, newest, revision, published = 0, git }: Inspection): Fault | undefined {
  // The file holds both sides of a merge.
  if (git.length > 0) return undefined;
  const entries = faults.filter(({ kind }) => isOfTheLog(kind));
  const [only] = entries;
  const torn = entries.length === 1 && only?.kind === 'entry-unreadable' && only.file === newest;
  return torn && published < revision ? only : undefined;
}

function isOfTheLog(kind: Fault['kind']): boolean {
  return kind.startsWith('entry-') || kind === 'block-altered';
}

function manifestDiagnoses(inspection: Inspection, logIsSound: boolean, isRolledBack: boolean): Diagnosis[] {
  const { manifest, behind, hasManifest, published, revision } = inspection;
  const file = 'manifest.json';
  const found = manifest.map((fault) => diagnosis(fault.kind, fault.file, fault.problem));
  if (!hasManifest && revision > 0) found.push(diagnosis('manifest-missing', file, 'is missing'));
  else if (found.length === 0 && !isRolledBack && published !== undefined && published < revision)
    found.push(diagnosis('manifest-behind', file, `is at revision ${published}, the log at ${revision}`));
  for (const one of behind)
    found.push(
      diagnosis(
        one.problem.startsWith('is missing') ? 'manifest-missing' : 'manifest-behind',
        one.file,
        one.problem,
      ),
    );
  if (logIsSound) return found;
  return found.map(({ finding }) => ({
    finding: {
      ...finding,
      repair: null,
      advice: 'mend the log first; the manifest may know what the log has lost',
    },
    steps: [],
  }));
}

function renamed({ ref, file, problem }: Fault, from: string): Diagnosis {
  const found = diagnosis('version-renamed', file, `${problem}; '${from}' holds the version`, ref);
  return { ...found, steps: [{ step: 'rename', path: from, to: file }] };
}

function leftoverDiagnosis({ kind, path, changed, handmade }: Leftover, limit: Date): Diagnosis {
  const since = changed.toISOString();
  const word = handmade ? 'untracked-handmade' : (`${kind}-leftover` as const);
  const found = diagnosis(word, path, handmade ? 'is not in the log' : LEFT[kind], null, since);
  if (changed.getTime() < limit.getTime()) return found;
  const finding = {
    ...found.finding,
    attention: false,
    repair: null,
    advice: 'wait: it is young, and may be work in progress',
  };
  return { finding, steps: [] };
}

const GIT = {
  'git-merged': 'holds a merge of two histories',
  'git-line-ends': 'has line ends of Windows, which git put there',
} as const;

const LEFT = {
  staging: 'was left by a command that was interrupted',
  directory: 'was left by a register that was interrupted',
  trash: 'was left by a gc that was interrupted',
  series: 'was measured of a version that was purged',
} as const;

/** Pairs of names that one directory would have to serve on macOS and Windows. */
function clashes(names: readonly string[]): [string, string][] {
  const seen = new Map<string, string>();
  return names.flatMap((name) => {
    const other = seen.get(foldPath(name));
    seen.set(foldPath(name), name);
    return other === undefined || other === name ? [] : [[name, other] as [string, string]];
  });
}

/** The finding for a directory that this user cannot use. */
export function inaccessiblePlace({ path, fault, because }: Inaccessible): Diagnosis {
  return diagnosis(fault, path, `cannot be ${fault === 'unreadable' ? 'read' : 'written'}: ${because}`);
}

function closedPlace({ path, own }: Closed): Diagnosis {
  const found = diagnosis('closed-to-group', path, 'is not open to the group that shares the registry');
  if (own) return found;
  return {
    finding: { ...found.finding, repair: null, advice: 'ask its owner to run mreg doctor --repair' },
    steps: [],
  };
}

/** The one finding of a registry that this mreg does not know. */
export function foreignRegistry(path: string, problem: string): Diagnosis {
  return diagnosis('foreign-format', path, problem);
}
