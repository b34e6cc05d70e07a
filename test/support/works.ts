/** Every command that changes a registry, each with a registry on which it has something to do. */
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { runMreg } from './executable.ts';
import { readJournal } from './journal.ts';
import { inspect } from './oracle.ts';
import { copyRegistry, expectSound, makeModel, makeRegistry, workspace } from './store.ts';
import { type Call, startTraced } from './strace.ts';

/** A command line that changes something each time it is run on a fresh copy of the registry. */
export interface Work {
  readonly name: string;
  readonly line: string;
  /** How many of the calls that it makes can be seen from outside, at least: fewer means that the test sees less. */
  readonly least: number;
  /** The registry does not exist yet. */
  readonly fresh?: true;
  /** What is done to the copy before. */
  readonly before?: (root: string) => void;
  /** It is about leftovers: where it fails they stay for the next. */
  readonly leftovers?: true;
  /** It moves the model beside the registry: until its files are in a version, they are where they were. */
  readonly moves?: true;
  /** How many entries it adds to the log; 1 where left out. */
  readonly entries?: 0;
}

export const REGISTER = 'register SOURCE --type t --name m -q';
const ALL = '--older-than 2999-01-01 --yes';

/** What `doctor --repair` mends: a manifest, a stray file, a version's directory, an old leftover. */
function breakIt(root: string): void {
  writeFileSync(join(root, 'manifest.json'), '{');
  writeFileSync(join(root, '.mreg/log/stray'), '');
  makeModel(join(root, '.mreg/staging/left'), { 'a.bin': 'a' });
  utimesSync(join(root, '.mreg/staging/left'), 0, 0);
}

/** What a register that was killed leaves, from long ago. */
function abandon(root: string): void {
  makeModel(join(root, 't/m_v7.0.0_20240101000000'), {
    'metadata.json': '{"registered_by": {}}',
    'weights.bin': 'weights',
  });
  const { id } = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
  const announcement = { registry: id, directories: ['t/m_v7.0.0_20240101000000'] };
  writeFileSync(join(root, '.mreg/staging/left.announcement.json'), JSON.stringify(announcement));
  utimesSync(join(root, 't/m_v7.0.0_20240101000000'), 0, 0);
}

/** What `register --move` takes; it lies where the registry does, whatever is mounted there. */
export const MOVED = 'moved';
const MOVED_FILES = { 'a.bin': 'moved a', 'sub/b.bin': 'moved b' };

function layOut(root: string): void {
  rmSync(join(dirname(root), MOVED), { recursive: true, force: true });
  makeModel(join(dirname(root), MOVED), MOVED_FILES);
}

/** Each file that was to be moved is where it was, or in a version on record. */
export function expectMovedOrNot(root: string): void {
  const places = inspect(root).live.map(({ directory }) => directory);
  for (const [path, content] of Object.entries(MOVED_FILES)) {
    const held = [join(dirname(root), MOVED), ...places].filter((place) => {
      const file = join(place, path);
      return existsSync(file) && readFileSync(file, 'utf8') === content;
    });
    expect([path, held]).not.toEqual([path, []]);
  }
}

export const WORKS: readonly Work[] = [
  { name: 'init', line: 'init -q', least: 28, fresh: true },
  { name: 'register', line: REGISTER, least: 38 },
  { name: 'register, first', line: REGISTER, least: 56, fresh: true },
  { name: 'register over', line: `${REGISTER} --stage production --alias champion`, least: 38 },
  {
    name: 'register --move',
    line: 'register MOVED --type t --name m --move -q',
    least: 44,
    before: layOut,
    moves: true,
  },
  { name: 'adopt', line: 'adopt -q', least: 28 },
  { name: 'promote', line: 'promote m@v1.0.1 --to production -q', least: 13 },
  { name: 'transition', line: 'transition m v1.0.1 staging -q', least: 13 },
  { name: 'archive', line: 'archive m@v1.0.0 -q', least: 13 },
  { name: 'rollback', line: 'rollback m -q', least: 13 },
  { name: 'alias set', line: 'alias set m@v1.0.1 best -q', least: 13 },
  { name: 'alias rm', line: 'alias rm m served -q', least: 13 },
  { name: 'tag', line: 'tag m@v1.0.1 a=1 -q', least: 13 },
  { name: 'untag', line: 'untag m@v1.0.0 team -q', least: 13 },
  { name: 'describe', line: 'describe m@v1.0.1 text -q', least: 13 },
  { name: 'pin', line: 'pin m@v1.0.1 -q', least: 13 },
  { name: 'unpin', line: 'unpin m@v1.0.0 -q', least: 13 },
  { name: 'cleanup', line: 'cleanup m --keep 0 --stage none -q', least: 13 },
  { name: 'cleanup --delete', line: 'cleanup m --keep 0 --delete --yes -q', least: 16 },
  { name: 'create', line: 'create t/new --description text --tag a=1 -q', least: 13 },
  { name: 'rename', line: 'rename m other -q', least: 14 },
  { name: 'delete --model', line: 'delete --model m --force -q', least: 20 },
  { name: 'delete', line: 'delete m@v1.0.2 -q', least: 16 },
  { name: 'restore', line: 'restore m@v1.0.3 -q', least: 17 },
  { name: 'gc', line: `gc ${ALL} -q`, least: 39, before: abandon, leftovers: true },
  {
    name: 'doctor --repair',
    line: 'doctor --repair -q',
    least: 45,
    before: breakIt,
    leftovers: true,
    entries: 0,
  },
];

/** Somebody's own directory, which only `adopt` touches. */
export const HANDMADE = 't/hand_v0.1.0_20240101000000';

/** A place with the registry that each work is done to a copy of. */
export interface Bench {
  readonly place: string;
  readonly base: string;
  readonly root: string;
  readonly log: string;
}

let template: Promise<string> | undefined;
afterAll(async () => template && rmSync(dirname(await template), { recursive: true }));

/** Versions in Production, Archived, no stage and the trash, all kinds of labels, a directory to adopt, a model to register. */
export async function prepareBench(): Promise<Bench> {
  template ??= makeBase();
  const place = workspace();
  const base = copyRegistry(await template, join(place, 'base'));
  makeModel(join(place, 'source'), { 'a.bin': 'a', 'sub/b.bin': 'b' });
  return { place, base, root: join(place, 'root'), log: join(place, 'strace.log') };
}

async function makeBase(): Promise<string> {
  const base = await makeRegistry(mkdtempSync(join(tmpdir(), 'mreg-works-')), 4);
  for (const line of [
    'promote m@v1.0.1 --to production',
    'promote m@v1.0.0 --to production',
    'alias set m@v1.0.0 served',
    'tag m@v1.0.0 team=quant',
    'pin m@v1.0.0',
    'delete m@v1.0.3',
  ])
    expect(await runMreg([...line.split(' '), '--root', base])).toMatchObject({ status: 0 });
  makeModel(join(base, HANDMADE), {
    'metadata.json': JSON.stringify({
      model_name: 'hand',
      model_version: 'v0.1.0',
      model_artifact_files: ['weights.bin'],
    }),
    'weights.bin': 'weights',
  });
  return base;
}

/** Puts the registry back to where the work begins. */
export function reset({ base, root }: Bench, { fresh, before }: Work): void {
  rmSync(root, { recursive: true, force: true });
  if (!fresh) copyRegistry(base, root);
  before?.(root);
}

/** The work as arguments for mreg. */
export function lineOf({ place, root }: Bench, line: string): string[] {
  const places: Record<string, string> = {
    SOURCE: join(place, 'source'),
    MOVED: join(dirname(root), MOVED),
    ARCHIVE: join(place, 'archive.tar'),
  };
  const words = line.split(' ').map((word) => places[word] ?? word);
  return [...words, '--root', root];
}

/** A write that wakes node's other thread is none of mreg's. */
const isOwn = ({ text }: Call) => !text.includes('anon_inode');

/** The calls that a command makes when nothing is in its way. */
export async function rehearse(bench: Bench, work: Work): Promise<readonly Call[]> {
  reset(bench, work);
  const run = await startTraced(lineOf(bench, work.line), bench.log).ended;
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const calls = run.calls.filter(isOwn);
  expect([work.name, calls.length >= work.least, calls.length]).toEqual([work.name, true, calls.length]);
  return calls;
}

/** How many entries the log has, whatever else is wrong. */
export function countEntries(root: string): number {
  return readJournal(root, 'log').found.length;
}

/** What the command was about is there wholly or not at all, and the next command needs no repair. */
export async function expectUsable(bench: Bench, work: Work, entriesBefore: number) {
  const { root } = bench;
  // A registry that was broken before may be so still; what is half mended is mended by the same command.
  if (work.entries === 0) {
    const again = await runMreg(lineOf(bench, work.line));
    // 1 where a half removed leftover is in the trash, which is for `gc` to take.
    expect([0, 1]).toContain(again.status);
    expect(again.stderr).toBe('');
  }
  if (work.moves) expectMovedOrNot(root);
  const { entries, leftovers } = expectSound(root);
  expect([entriesBefore, entriesBefore + (work.entries ?? 1)]).toContain(entries.length);
  const next = await runMreg(lineOf(bench, REGISTER));
  expect(next).toMatchObject({ status: 0, stderr: expect.not.stringContaining('error') });
  expect(expectSound(root).entries).toHaveLength(entries.length + 1);
  const applied = entries.length > entriesBefore || work.entries === 0;
  return { applied, leftovers: leftovers.filter((path) => path !== HANDMADE) };
}
