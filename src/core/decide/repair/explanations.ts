/**
 * What each finding of doctor means, and how to repair it. A file that could be the only copy of something is never
 * removed: it is set aside.
 */
import type { Finding } from '../../../generated/output.ts';
import type { Fault } from '../../integrity/fault.ts';

/** One step of a repair. Paths are relative to the registry. */
export type RepairStep =
  | { readonly step: 'set-aside'; readonly path: string }
  | { readonly step: 'remove'; readonly path: string }
  | { readonly step: 'rename'; readonly path: string; readonly to: string }
  | { readonly step: 'share'; readonly path: string }
  | { readonly step: 'publish-manifest' };

/** A finding and the steps of its repair; no steps if only a person can repair it. */
export interface Diagnosis {
  readonly finding: Omit<Finding, 'repaired'>;
  readonly steps: readonly RepairStep[];
}

interface Explanation {
  readonly meaning: string;
  readonly repair?: string;
  readonly advice?: string;
  readonly steps?: (path: string) => readonly RepairStep[];
  /** It does no harm and is reported for information. */
  readonly harmless?: true;
}

const BACK = 'put it back from a copy of the registry, or let mreg delete and mreg gc drop the version';
const setAside = (path: string) => [{ step: 'set-aside', path } as const];
const PUBLISH = [{ step: 'publish-manifest' }] as const;
const rebuild = (path: string) => [...setAside(path), ...PUBLISH];
const CHECK_MODE = 'check its owner and mode, or how it is mounted';
const WRONG_BYTES = { meaning: 'the version is not what was registered', advice: BACK };
const LOST_HISTORY = {
  meaning: 'what the entry changed can no longer be told from the log',
  advice: 'put it back from a copy of the registry; do not rebuild the manifest meanwhile',
};
const LOST_ENTRIES = {
  ...LOST_HISTORY,
  meaning: 'what its entries changed can no longer be told from the log',
};

/** All findings by their code. */
const EXPLANATIONS = {
  'version-missing': { meaning: 'the log has a version that is not on the disk', advice: BACK },
  'version-renamed': { meaning: 'no command finds the version', repair: 'gives the directory its name back' },
  'version-linked': {
    meaning: 'what the link leads to can change',
    advice: 'replace the link by the directory that it leads to',
  },
  'directory-replaced': {
    meaning: 'commands that change something fail, since they would change what is elsewhere',
    advice: 'put the directory itself in its place',
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
  'file-cache': {
    meaning: 'it is no part of the version; Python runs what lies in __pycache__ as if it were',
    repair: 'sets it aside',
    advice: 'PYTHONDONTWRITEBYTECODE=1 keeps Python from writing it',
    steps: setAside,
    harmless: true,
  },
  'series-missing': {
    meaning: 'points that were logged are lost, and no command shows the series',
    advice: 'put it back from a copy of the registry',
  },
  'series-altered': {
    meaning: 'no command shows the series',
    advice: 'put it back from a copy of the registry',
  },
  'series-stray': { meaning: 'no command reads it', repair: 'sets it aside', steps: setAside },
  'run-missing': {
    meaning: 'what was logged then is lost, and no command shows the run',
    advice: 'put it back from a copy of the registry',
  },
  'run-altered': {
    meaning: 'no command shows the run',
    advice: 'put it back from a copy of the registry',
  },
  'run-stray': { meaning: 'no command reads it', repair: 'sets it aside', steps: setAside },
  'artifact-missing': {
    meaning: 'the run is there, without this file',
    advice: 'put it back from a copy of the registry, or delete the artifact',
  },
  'artifact-altered': {
    meaning: 'whoever reads it gets other bytes than the run had',
    advice: 'put it back from a copy of the registry, or delete the artifact',
  },
  'entry-missing': LOST_HISTORY,
  'entry-unreadable': LOST_HISTORY,
  'entry-altered': LOST_HISTORY,
  'block-altered': LOST_ENTRIES,
  'packing-unfinished': {
    meaning: 'they take space; no command reads them',
    advice: 'mreg gc removes them',
    harmless: true,
  },
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
    meaning: 'each command reads the rest from the log, and the next change brings it up to date',
    repair: 'makes it from the log',
    steps: () => PUBLISH,
    harmless: true,
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
  'git-merged': {
    meaning: 'the log of each side is whole, the mixture is neither',
    advice:
      'take one side back, and import the other: git merge --abort, then in a work tree of the other branch ' +
      'mreg export --all -o other.tar, then here mreg import other.tar',
  },
  'git-line-ends': {
    meaning: 'no digest fits any more',
    advice:
      'mreg init adds a .gitattributes that forbids it; then remove the registry from the work tree and git checkout it again',
  },
  'foreign-format': {
    meaning: 'this mreg cannot read it, and has looked no further',
    advice: 'npm install --global mreg@latest',
  },
  unreadable: { meaning: 'doctor has looked no further', advice: CHECK_MODE },
  unwritable: { meaning: 'commands that change something fail for this user', advice: CHECK_MODE },
  'no-links': {
    meaning: 'nothing can be registered or changed here; what is there can be read',
    advice: 'keep the registry on a file system with hard links, such as ext4, XFS, APFS or NFS',
  },
  'closed-to-group': {
    meaning: 'other members of the group cannot read it, or cannot go on from it',
    repair: 'opens it to the group',
    steps: (path) => [{ step: 'share', path }],
  },
  'case-clash': { meaning: 'a copy on macOS or Windows would mix the two', advice: 'rename one of them' },
  'staging-leftover': {
    meaning: 'it takes space',
    repair: 'removes it',
    steps: (path) => [{ step: 'remove', path }],
  },
  'trash-leftover': { meaning: 'it takes space', advice: 'mreg gc removes it' },
  'directory-leftover': { meaning: 'no command sees it', advice: 'mreg gc --older-than 1d removes it' },
  'series-leftover': { meaning: 'it takes space', advice: 'mreg gc removes it' },
  'untracked-handmade': { meaning: 'no command sees it', advice: 'mreg adopt takes it in' },
  quarantine: { meaning: 'it takes space', advice: 'remove it once you need it no longer', harmless: true },
} as const satisfies Record<Fault['kind'], Explanation> & Record<string, Explanation>;

/** A finding by its code. */
export function diagnosis(
  kind: keyof typeof EXPLANATIONS,
  path: string,
  problem: string,
  ref: string | null = null,
  since: string | null = null,
): Diagnosis {
  const { meaning, repair, advice, steps, harmless }: Explanation = EXPLANATIONS[kind];
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
