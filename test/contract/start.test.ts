import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';

/** What V8 compiled is kept in the user's cache directory, and is used only where it is sound and nobody else's. */
const scratch = mkdtempSync(join(tmpdir(), 'mreg-start-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let home: string;
let directory: string;
beforeEach(() => {
  home = mkdtempSync(join(scratch, 'home-'));
  directory = join(home, '.cache', 'mreg');
});

const SOUND = { status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' };

const version = async (env: Readonly<Record<string, string>> = { HOME: home }) =>
  expect(await runMreg(['--version'], { env })).toEqual(SOUND);

const names = () => (existsSync(directory) ? readdirSync(directory) : []);
const file = () => join(directory, names()[0] ?? '');
const isSound = (bytes: Buffer) =>
  bytes.length > 0 && bytes.subarray(0, bytes.length / 2).equals(bytes.subarray(bytes.length / 2));

it('the first start of a command keeps it, and the second uses it', async () => {
  await version();
  expect(names()).toEqual([expect.stringMatching(/^code-[0-9a-f]{16}-v[\d.]+-\w+-version$/)]);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(isSound(readFileSync(file()))).toBe(true);
  // What is not used is made anew.
  const { ino } = statSync(file());
  await version();
  expect(statSync(file()).ino).toBe(ino);
  expect(await runMreg(['schema'], { env: { HOME: home } })).toMatchObject({ status: 0 });
  // What lists the schemas lies in another file of the program.
  expect(names().filter((name) => name.endsWith('-schema'))).toHaveLength(2);
});

it('one that is damaged, cut, empty, or made by other flags is made anew', async () => {
  await version();
  const whole = readFileSync(file());
  const damages = [0, 0.01, 0.1, 0.4, 0.6, 0.9].flatMap((part) => {
    const at = Math.floor(part * whole.length);
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] as number) ^ 4;
    return [damaged, whole.subarray(0, at)];
  });
  for (const bytes of [...damages, Buffer.concat([Buffer.alloc(64), Buffer.alloc(64)])]) {
    writeFileSync(file(), bytes);
    await version();
    expect(isSound(readFileSync(file()))).toBe(true);
    expect(names()).toHaveLength(1);
  }
  const { ino } = statSync(file());
  expect(await runMreg(['--version'], { env: { HOME: home }, node: ['--no-opt'] })).toEqual(SOUND);
  expect(statSync(file()).ino).not.toBe(ino);
});

it('one that others may have written is left alone', async ({ skip }) => {
  const planted = (mode: number, change: () => void = () => undefined) => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'code-planted'), 'planted');
    chmodSync(directory, mode);
    change();
  };
  for (const mode of [0o777, 0o770, 0o722]) {
    planted(mode);
    await version();
    expect(names()).toEqual(['code-planted']);
  }
  skip(process.getuid?.() !== 0, 'needs root, to give files away');
  planted(0o755, () => chownSync(directory, 65534, 65534));
  await version();
  expect(names()).toEqual(['code-planted']);
});

it('a file or a link of another user in the directory is replaced, not read', async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'needs root, to give files away');
  await version();
  const path = file();
  const bytes = readFileSync(path);
  chownSync(path, 65534, 65534);
  await version();
  expect(statSync(path).uid).toBe(0);
  rmSync(path);
  writeFileSync(join(home, 'elsewhere'), bytes);
  symlinkSync(join(home, 'elsewhere'), path);
  const { ino } = statSync(path);
  await version();
  expect(statSync(path).ino).not.toBe(ino);
});

it('no directory, or one that cannot be written, is no failure', async () => {
  await version({ HOME: join(home, 'missing') });
  expect(existsSync(join(home, 'missing'))).toBe(false);
  writeFileSync(join(home, 'file'), '');
  for (const place of ['file', 'file/below', '']) await version({ MREG_CACHE: join(home, place, 'x/y/z') });
  await version({ HOME: home, MREG_CACHE: 'off' });
  expect(readdirSync(home)).toEqual(['file']);
  await version({ HOME: '', XDG_CACHE_HOME: join(home, 'xdg') });
  expect(readdirSync(join(home, 'xdg', 'mreg'))).toHaveLength(1);
});

it('a command that fails keeps nothing', async () => {
  expect(await runMreg(['schema', 'nothing'], { env: { HOME: home } })).toMatchObject({ status: 4 });
  expect(await runMreg(['../../x'], { env: { HOME: home } })).toMatchObject({ status: 2 });
  expect(names()).toEqual([]);
});

it('the oldest of many are forgotten', async () => {
  mkdirSync(directory, { recursive: true });
  for (let age = 0; age < 134; age += 1) {
    const path = join(directory, `code-${age}`);
    writeFileSync(path, '');
    utimesSync(path, 1_000_000 - age, 1_000_000 - age);
  }
  writeFileSync(join(directory, 'metadata-0'), '');
  await version();
  expect(names()).toHaveLength(129);
  expect(names()).toContain('metadata-0');
  expect(names()).toContain('code-0');
  expect(names()).not.toContain('code-133');
});
