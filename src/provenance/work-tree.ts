/**
 * Whether a work tree differs from its commit, without the filters through which git would read it (gitattributes, "filter"):
 * they may be any program, and that of Git LFS writes to the repository. A file is as the index knows it if its size and
 * time are, or its bytes; if they are not, and git may have turned them into others, there is no answer.
 */
import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '../regular-file.ts';

/** Runs git and gives what it printed and its exit status, which is undefined where it did not end in time. */
export type Git = (
  ...args: readonly string[]
) => Promise<{ readonly stdout: string; readonly exitCode?: number | undefined }>;

/** A tracked file, as the index has it. */
interface Tracked {
  readonly path: string;
  readonly link: boolean;
  /** The digest of its content in git. */
  readonly blob: string;
  /** When the file was last known to have that content; 0 bytes where that is not known. */
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

/** Bytes that are read of files whose times have changed, all together. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Whether tracked files differ from HEAD in the index or the work tree; undefined where that is not known.
 * Untracked files and submodules do not count, since what a training run puts out is seldom tracked. */
export async function isDirty(tree: {
  readonly git: Git;
  /** The top of the work tree, absolute. */
  readonly top: string;
  /** The index file, absolute. */
  readonly index: string;
  /** So long files are compared. */
  readonly limitMs: number;
}): Promise<boolean | undefined> {
  const { git, top, index, limitMs } = tree;
  const staged = await git(
    'diff-index',
    '--cached',
    '--quiet',
    '--no-ext-diff',
    '--ignore-submodules',
    'HEAD',
  );
  if (staged.exitCode === 1) return true;
  const listed = await git('ls-files', '--stage', '--debug', '-z');
  if (staged.exitCode !== 0 || listed.exitCode !== 0) return undefined;
  const files = parseListing(listed.stdout);
  return (
    files && compareFiles(git, top, files, statSync(index, { bigint: true }).mtimeNs, Date.now() + limitMs)
  );
}

const ENTRY =
  /([0-7]{6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]+)\0 {2}ctime: \d+:\d+\n {2}mtime: (\d+):(\d+)\n {2}dev: .*\n {2}uid: .*\n {2}size: (\d+)\tflags: ([0-9a-f]+)(?:\n|$)/y;

/** Bits of the flags of a file that is not to be looked at: assume-unchanged and skip-worktree. */
const UNSEEN = 0x4000_8000;

/** Undefined for what is not in the form that is known: it is meant for people, and may change. */
function parseListing(text: string): readonly Tracked[] | undefined {
  const files: Tracked[] = [];
  ENTRY.lastIndex = 0;
  for (let at = 0; at < text.length; at = ENTRY.lastIndex) {
    const [, mode = '', blob = '', stage, path = '', seconds = '', rest = '', size = '', flags = ''] =
      ENTRY.exec(text) ?? [];
    // A merge that is under way.
    if (stage !== '0') return undefined;
    const isSubmodule = mode.startsWith('16');
    if (isSubmodule || Number.parseInt(flags, 16) & UNSEEN) continue;
    const mtimeNs = BigInt(seconds) * 1_000_000_000n + BigInt(rest);
    files.push({ path, link: mode.startsWith('12'), blob, mtimeNs, size: BigInt(size) });
  }
  return files;
}

async function compareFiles(
  git: Git,
  top: string,
  files: readonly Tracked[],
  indexed: bigint,
  end: number,
): Promise<boolean | undefined> {
  let left = MOST_BYTES;
  let known = true;
  for (const file of files) {
    if (Date.now() > end) return undefined;
    const stats = statIfPresent(join(top, file.path));
    if (!stats || (file.link ? !stats.isSymbolicLink() : !stats.isFile())) return true;
    // What changed at the time of the index may have changed after it.
    if (stats.size === file.size && stats.mtimeNs === file.mtimeNs && file.mtimeNs < indexed) continue;
    if (file.size !== 0n && stats.size !== file.size && stats.size < 2n ** 32n) return true;
    left -= Number(stats.size);
    const same = left < 0 ? undefined : await isContent(git, join(top, file.path), file);
    if (same === false) return true;
    if (same === undefined) known = false;
  }
  return known ? false : undefined;
}

/** Whether a file has the content that git has; undefined where git may have another form of it. */
async function isContent(git: Git, path: string, file: Tracked): Promise<boolean | undefined> {
  const bytes = file.link ? Buffer.from(readlinkSync(path, 'buffer')) : readRegular(path, { follow: false });
  if (blobOf(bytes, file.blob) === file.blob) return true;
  if (file.link) return false;
  // Line ends may be others in git, whatever the attributes say.
  if (bytes.includes('\r')) return undefined;
  const { stdout, exitCode } = await git(
    'check-attr',
    ...['-z', 'filter', 'ident', 'working-tree-encoding', '--', file.path],
  );
  const values = stdout.split('\0').filter((_, at) => at % 3 === 2);
  return exitCode === 0 && values.length === 3 && values.every((value) => /^(unspecified|unset)$/.test(value))
    ? false
    : undefined;
}

function blobOf(bytes: Uint8Array, { length }: string): string {
  return createHash(length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

function statIfPresent(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
