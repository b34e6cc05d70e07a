import { fork } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layoutOf } from '../../src/store/layout.ts';
import { removeInside } from '../../src/store/place/folder/remove.ts';
import { runMreg } from '../support/executable.ts';
import { figures, makeModel, snapshot, workspace } from '../support/store.ts';

let sound: string;
beforeAll(async () => {
  sound = mkdtempSync(join(tmpdir(), 'mreg-links-'));
  const mreg = (line: string) => runMreg([...line.split(' '), '--root', 'reg'], { cwd: sound });
  makeModel(join(sound, 'out'), { 'model.bin': 'weights' });
  for (const name of ['m', 'n', 'm']) await mreg(`register ./out --type t --name ${name} -q`);
  await mreg('metric log m@1 loss=1');
  await mreg('delete m@1');
  makeModel(join(sound, 'victim'), { 'a/b/precious': 'x', precious: 'x', 't/precious': 'x' });
});
afterAll(() => rmSync(sound, { recursive: true }));

/** A registry with live and deleted versions and a series; what lies outside it; and the way to run mreg beside both. */
function setUp() {
  const top = workspace();
  cpSync(sound, top, { recursive: true });
  const root = join(top, 'reg');
  const mreg = (line: string) => runMreg([...line.split(' '), '--root', root], { cwd: top });
  return { top, root, mreg, victim: join(top, 'victim') };
}

/** Puts a link to the victim in the place of a directory of the registry. */
function linkTo(root: string, victim: string, path: string): void {
  const place = join(root, path);
  if (existsSync(place)) renameSync(place, join(dirname(root), 'moved'));
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(victim, place);
}

const OWN = [
  '.mreg',
  '.mreg/log',
  '.mreg/staging',
  '.mreg/trash',
  '.mreg/trash/t',
  '.mreg/series',
  '.mreg/series/t',
  't',
];

const WRITING: Readonly<Record<string, string>> = {
  'gc --yes --older-than 0s':
    '.mreg/trash .mreg/trash/t .mreg/staging .mreg/log .mreg .mreg/series .mreg/series/t',
  'register ./out --type t --name m': '.mreg .mreg/log .mreg/staging .mreg/trash t',
  'register ./out --type t --name new': '.mreg .mreg/log .mreg/staging .mreg/trash t',
  'restore m@1': '.mreg .mreg/staging .mreg/trash .mreg/trash/t t',
  'metric log n@1 loss=2': '.mreg .mreg/staging .mreg/series .mreg/series/t',
  'promote n@1': '.mreg .mreg/staging .mreg/trash .mreg/log',
};

test.for(
  Object.entries(WRITING).flatMap(([line, paths]) => paths.split(' ').map((path) => [line, path] as const)),
)('%s, where %s is a link, is refused, and nothing elsewhere is touched', async ([line, path]) => {
  const { root, mreg, victim } = setUp();
  linkTo(root, victim, path);
  const before = snapshot(victim);
  const { status, stderr } = await mreg(line);
  expect(snapshot(victim)).toEqual(before);
  expect([4, 7], stderr).toContain(status);
  // Without its log, or with that of another directory, it is no registry.
  if (!['.mreg', '.mreg/log'].includes(path)) {
    expect(status).toBe(7);
    expect(stderr).toContain(`${join(root, path)} is a symbolic link`);
  }
});

test.for(OWN)('a link in the place of %s is found, and doctor repairs nothing meanwhile', async (path) => {
  const { root, mreg, victim } = setUp();
  mkdirSync(join(root, '.mreg/staging/old'));
  utimesSync(join(root, '.mreg/staging/old'), 1, 1);
  writeFileSync(join(victim, 'old'), '');
  utimesSync(join(victim, 'old'), 1, 1);
  linkTo(root, victim, path);
  const before = snapshot(victim);
  const verified = await mreg('verify --json');
  expect(verified.status).not.toBe(0);
  const doctored = await mreg('doctor --repair');
  expect(doctored.status).not.toBe(0);
  expect(snapshot(victim)).toEqual(before);
  if (['.mreg', '.mreg/log'].includes(path)) return;
  expect(verified.stdout).toMatch(/directory-replaced|version-linked/);
  expect(doctored.stdout).toContain('symbolic link');
});

test('the root itself may be a link, and so may what is above it', async () => {
  const { top, root, mreg } = setUp();
  renameSync(root, join(top, 'elsewhere'));
  symlinkSync('elsewhere', root);
  expect(await mreg('register ./out --type t --name m')).toMatchObject({ status: 0 });
  expect(await mreg('gc --yes --older-than 0s')).toMatchObject({ status: 0 });
  expect(await mreg('verify')).toMatchObject({ status: 0 });
});

test('a link in the trash is removed itself, and names that are no text too', async () => {
  const { root, mreg, victim } = setUp();
  const layout = layoutOf(root);
  const leftover = join(layout.trash, '.left');
  mkdirSync(leftover);
  symlinkSync(victim, join(leftover, 'link'));
  writeFileSync(Buffer.concat([Buffer.from(`${leftover}/`), Buffer.from([0xff, 0xfe])]), '');
  const before = snapshot(victim);
  expect(await mreg('gc --yes --older-than 0s')).toMatchObject({ status: 0 });
  expect(existsSync(leftover)).toBe(false);
  expect(snapshot(victim)).toEqual(before);
});

const ROUNDS = 12;
const DIRECTORIES = 60;

test('who exchanges directories and links while they are removed reaches nothing outside', async () => {
  const top = workspace();
  const layout = layoutOf(join(top, 'reg'));
  mkdirSync(layout.trash, { recursive: true });
  const victim = join(top, 'victim');
  makeModel(victim, Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`precious-${at}`, 'x'])));
  const before = snapshot(victim);
  const count = () =>
    Number(existsSync(join(top, 'exchanges')) && readFileSync(join(top, 'exchanges'), 'utf8'));
  const attacker = fork(join(import.meta.dirname, '../support/exchange.js'), [layout.trash, victim]);
  try {
    await new Promise((resolve) => attacker.once('message', resolve));
    for (let round = 0; round < ROUNDS; round += 1) {
      const leftover = join(layout.trash, `left-${round}`);
      for (let at = 0; at < DIRECTORIES; at += 1)
        makeModel(join(top, `built-${round}/${at}`), { a: '', b: '', 'c/d': '' });
      renameSync(join(top, `built-${round}`), leftover);
      const seen = count();
      while (count() === seen) await wait(5);
      // What it is led to is not the point: only what it does there.
      await removeInside(layout, leftover).catch(() => undefined);
      expect(snapshot(victim)).toEqual(before);
    }
  } finally {
    attacker.kill();
    await new Promise((resolve) => attacker.once('exit', resolve));
  }
  figures('exchanges', { exchanges: count(), rounds: ROUNDS });
  rmSync(layout.trash, { recursive: true, force: true });
  expect(readdirSync(victim)).toHaveLength(50);
});
