/** What doctor makes of what it saw: the meaning of each finding, and the steps that mend it. Nothing that could be the
 * only copy of something is ever removed; what is in the way is set aside. */
import type { Finding } from '../../generated/output.ts';
import type { Fault } from '../fault.ts';
import { foldPath } from '../portable-path.ts';
import type { Leftover } from './gc.ts';

/** One step of a repair. Paths are relative to the registry. */
export type RepairStep =
  | { readonly step: 'set-aside'; readonly path: string }
  | { readonly step: 'remove'; readonly path: string }
  | { readonly step: 'rename'; readonly path: string; readonly to: string }
  | { readonly step: 'publish-manifest' };

/** What is wrong, and the steps that mend it; none where only a person can. */
export interface Diagnosis {
  readonly finding: Omit<Finding, 'repaired'>;
  readonly steps: readonly RepairStep[];
}

/** All that was seen of a registry. */
export interface Survey {
  /** Of the log, the pointers and the versions. */
  readonly faults: readonly Fault[];
  /** Of the manifest. */
  readonly manifest: readonly Fault[];
  /** The revision of a manifest that can be read. */
  readonly published: number | undefined;
  readonly hasManifest: boolean;
  /** The newest entry of the log, and its file. */
  readonly revision: number;
  readonly newest: string;
  readonly leftovers: readonly Leftover[];
  /** By the place of a version that is missing there: the directory that holds it. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Types and models, as <type> and <type>/<name>. */
  readonly names: readonly string[];
  readonly inaccessible: readonly { readonly path: string; readonly problem: string }[];
  /** What earlier repairs set aside. */
  readonly quarantined: readonly string[];
}

/** Every finding with its repair. A leftover is let alone until it has not changed since `limit`: it may be work in progress. */
export function diagnose(survey: Survey, limit: Date): Diagnosis[] {
  const lost = lostEntry(survey);
  const logIsSound = survey.faults.every(({ kind }) => !kind.startsWith('entry-') || lost !== undefined);
  return [
    ...survey.inaccessible.map(({ path, problem }) => diagnosis('inaccessible', path, problem)),
    ...survey.faults.map((fault) => {
      const to = fault.kind === 'version-missing' ? survey.renamed.get(fault.file) : undefined;
      if (to !== undefined) return renamed(fault, to);
      return fault === lost
        ? diagnosis('entry-lost', fault.file, fault.problem)
        : diagnosis(fault.kind, fault.file, fault.problem, fault.ref);
    }),
    ...manifestDiagnoses(survey, logIsSound, lost !== undefined),
    ...clashes(survey.names).map(([a, b]) =>
      diagnosis('case-clash', a, `and '${b}' are one name where case does not count`),
    ),
    ...survey.leftovers
      .filter(({ path }) => ![...survey.renamed.values()].includes(path))
      .map((leftover) => leftoverDiagnosis(leftover, limit)),
    ...survey.quarantined.map((path) =>
      diagnosis('quarantine', path, 'holds what an earlier repair set aside'),
    ),
  ];
}

/** The newest entry where it cannot be read and nothing was made from it: it stops every command, and nobody can miss what it held. */
function lostEntry({ faults, newest, revision, published = 0 }: Survey): Fault | undefined {
  const entries = faults.filter(({ kind }) => kind.startsWith('entry-'));
  const [only] = entries;
  const torn = entries.length === 1 && only?.kind === 'entry-unreadable' && only.file === newest;
  return torn && published < revision ? only : undefined;
}

function manifestDiagnoses(survey: Survey, logIsSound: boolean, isRolledBack: boolean): Diagnosis[] {
  const { manifest, hasManifest, published, revision } = survey;
  const file = 'manifest.json';
  const found = manifest.map(({ kind, problem }) => diagnosis(kind, file, problem));
  if (!hasManifest && revision > 0) found.push(diagnosis('manifest-missing', file, 'is missing'));
  else if (found.length === 0 && !isRolledBack && published !== undefined && published < revision)
    found.push(diagnosis('manifest-behind', file, `is at revision ${published}, the log at ${revision}`));
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

const LEFT = {
  staging: 'was left by a command that was interrupted',
  directory: 'was left by a register that was interrupted',
  trash: 'was left by a gc that was interrupted',
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

interface Treatment {
  readonly meaning: string;
  readonly repair?: string;
  readonly advice?: string;
  readonly steps?: (path: string) => readonly RepairStep[];
  /** Only worth knowing. */
  readonly harmless?: true;
}

const BACK = 'put it back from a copy of the registry, or mreg delete the version';
const setAside = (path: string) => [{ step: 'set-aside', path } as const];
const PUBLISH = [{ step: 'publish-manifest' }] as const;
const rebuild = (path: string) => [...setAside(path), ...PUBLISH];
const WRONG_BYTES = { meaning: 'the version is not what was registered', advice: BACK };
const LOST_HISTORY = {
  meaning: 'what the entry changed can no longer be told from the log',
  advice: 'put it back from a copy of the registry; do not rebuild the manifest meanwhile',
};

/** Everything that can be found, by its word. */
const TREATMENTS = {
  'version-missing': { meaning: 'the log has a version that is not on the disk', advice: BACK },
  'version-renamed': { meaning: 'no command finds the version', repair: 'gives the directory its name back' },
  'version-linked': {
    meaning: 'what the link leads to can change',
    advice: 'replace the link by the directory that it leads to',
  },
  'metadata-missing': WRONG_BYTES,
  'metadata-altered': WRONG_BYTES,
  'metadata-swapped': {
    meaning: 'two versions may have changed places',
    advice: 'give the directories their names back',
  },
  'file-missing': WRONG_BYTES,
  'file-size': WRONG_BYTES,
  'file-altered': WRONG_BYTES,
  'file-swapped': WRONG_BYTES,
  'file-linked': WRONG_BYTES,
  'file-special': WRONG_BYTES,
  'files-altered': WRONG_BYTES,
  'file-unreadable': { meaning: 'nobody can tell what it holds', advice: 'check permissions and the disk' },
  'file-stray': {
    meaning: 'what reads the directory may take it for a part of the version',
    repair: 'sets it aside',
    steps: setAside,
  },
  'entry-missing': LOST_HISTORY,
  'entry-unreadable': LOST_HISTORY,
  'entry-altered': LOST_HISTORY,
  'entry-lost': {
    meaning: 'no command works; the change in it is lost, and nothing was made from it',
    repair: 'sets it aside, so that the log ends before it',
    steps: rebuild,
  },
  'log-stray': { meaning: 'no command reads it', repair: 'sets it aside', steps: setAside },
  'manifest-missing': {
    meaning: 'each command reads all of the log',
    repair: 'makes it from the log',
    steps: () => PUBLISH,
  },
  'manifest-behind': {
    meaning: 'each command reads the rest from the log',
    repair: 'makes it from the log',
    steps: () => PUBLISH,
  },
  'manifest-torn': {
    meaning: 'each command reads all of the log',
    repair: 'sets it aside and makes it from the log',
    steps: rebuild,
  },
  'manifest-altered': {
    meaning: 'commands believe what nobody did',
    repair: 'sets it aside and makes it from the log',
    steps: rebuild,
  },
  'pointer-dangling': {
    meaning: 'references to it fail',
    advice: 'mreg transition or mreg alias moves the pointer',
  },
  'head-unknown': LOST_HISTORY,
  'foreign-format': {
    meaning: 'this mreg cannot read it, and has looked no further',
    advice: 'npm install --global mreg@latest',
  },
  inaccessible: {
    meaning: 'commands fail for this user',
    advice: 'check its owner and mode, or how it is mounted',
  },
  'case-clash': { meaning: 'a copy on macOS or Windows would mix the two', advice: 'rename one of them' },
  'staging-leftover': {
    meaning: 'it takes space',
    repair: 'removes it',
    steps: (path) => [{ step: 'remove', path }],
  },
  'trash-leftover': { meaning: 'it takes space', advice: 'mreg gc removes it' },
  'directory-leftover': { meaning: 'no command sees it', advice: 'mreg gc removes it' },
  'untracked-handmade': { meaning: 'no command sees it', advice: 'mreg adopt takes it in' },
  quarantine: { meaning: 'it takes space', advice: 'remove it once you need it no longer', harmless: true },
} as const satisfies Record<Fault['kind'], Treatment> & Record<string, Treatment>;

function diagnosis(
  kind: keyof typeof TREATMENTS,
  path: string,
  problem: string,
  ref: string | null = null,
  since: string | null = null,
): Diagnosis {
  const { meaning, repair, advice, steps, harmless }: Treatment = TREATMENTS[kind];
  const finding = {
    kind,
    ref,
    path,
    problem,
    since,
    meaning,
    repair: repair ?? null,
    advice: advice ?? null,
    attention: !harmless,
  };
  return { finding, steps: steps?.(path) ?? [] };
}

/** The one finding of a registry that this mreg does not know. */
export function foreignRegistry(path: string, problem: string): Diagnosis {
  return diagnosis('foreign-format', path, problem);
}
