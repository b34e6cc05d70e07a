import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifPresent, io } from '../../system-error.ts';

/** What lies beside models and belongs to no version: version control, secrets, caches, environments, what systems leave. */
const NEVER_TAKEN: readonly string[] = [
  ...['.git', '.hg', '.svn', '.dvc', '.mregignore'],
  ...['.env', '.env.local', '.env.development', '.env.production', '.envrc', '.netrc', '.pypirc'],
  ...['.aws', '.ssh', '.cache', '.venv', 'venv', 'node_modules', '__pycache__', '.ipynb_checkpoints'],
  ...[
    '.mypy_cache',
    '.pytest_cache',
    '.ruff_cache',
    '.idea',
    '.vscode',
    '.DS_Store',
    'Thumbs.db',
    'desktop.ini',
  ],
];

const NAMES: ReadonlySet<string> = new Set(NEVER_TAKEN);
const RULES_FILE = '.mregignore';

/** Patterns as in a .gitignore. */
export interface SelectionRules {
  /** If there are any, only what matches one is taken. */
  readonly include?: readonly string[] | undefined;
  /** Come after those of the source's .mregignore; `!` takes back. */
  readonly exclude?: readonly string[] | undefined;
}

/** Which files of a source are taken. */
export interface Selection {
  /** Why a file or a directory with all that is in it is left out: unasked, or by a rule; undefined if it may be taken. */
  leavesOut(path: string, kind: 'file' | 'directory'): 'unasked' | 'rule' | undefined;
  /** Whether a file that is not left out is one of those included. */
  includes(path: string): boolean;
}

/** The rules for a source: what no version needs, its .mregignore, and those given.
 * @throws MREG_IO */
export async function selectionFor(
  root: string,
  { include = [], exclude = [] }: SelectionRules,
): Promise<Selection> {
  const file = join(root, RULES_FILE);
  const written = await io('read', file, () => ifPresent(readFile(file, 'utf8')));
  if (written === undefined && include.length === 0 && exclude.length === 0) return PLAIN;
  const { default: ignore } = await import('ignore');
  const unasked = ignore().add(NEVER_TAKEN);
  const rules = ignore()
    .add(NEVER_TAKEN)
    .add(written ?? '')
    .add(exclude);
  const wanted = ignore().add(include);
  return {
    leavesOut(path, kind) {
      const asked = kind === 'directory' ? `${path}/` : path;
      if (!rules.ignores(asked)) return undefined;
      return unasked.ignores(asked) ? 'unasked' : 'rule';
    },
    includes: (path) => include.length === 0 || wanted.ignores(path),
  };
}

/** The same without rules, and without what reads them. */
const PLAIN: Selection = {
  leavesOut: (path) => (NAMES.has(path.slice(path.lastIndexOf('/') + 1)) ? 'unasked' : undefined),
  includes: () => true,
};

/** Nothing is left out. */
export const ALL: Selection = { leavesOut: () => undefined, includes: () => true };
