import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noMount } from '../support/disk.ts';
import { type RunOptions, runMreg } from '../support/executable.ts';
import { notLinux, notRoot, skipFor } from '../support/skip.ts';
import { copyRegistry, expectSound, makeModel, makeRegistry, snapshot, workspace } from '../support/store.ts';

/** Somebody who owns nothing: mode bits do not stop root. */
const NOBODY: RunOptions = { wrapper: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };

/** A registry of two versions on a file system of its own. */
async function mounted(options: string) {
  const place = workspace();
  const seed = await makeRegistry(place, 2);
  const disk = join(place, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return { place, disk, root: copyRegistry(seed, join(disk, 'registry')) };
}

/** Every command that only reads. */
async function expectReadable(root: string, options: RunOptions = {}): Promise<void> {
  for (const line of [
    'list',
    'list m',
    'info m',
    'info m@v1.0.1',
    'path m@latest',
    'history',
    'alias list',
  ]) {
    const run = await runMreg([...line.split(' '), '--root', root], options);
    expect([line, run]).toEqual([line, expect.objectContaining({ status: 0, stderr: '' })]);
  }
}

/** Each of these is refused with status 74, says where and why, and leaves every byte as it was. */
async function expectRefused(
  root: string,
  lines: readonly (readonly string[])[],
  says: RegExp,
  options: RunOptions = {},
): Promise<void> {
  for (const line of lines) {
    const before = snapshot(root, { times: false });
    const run = await runMreg([...line, '--root', root], options);
    expect([line, run]).toEqual([line, { status: 74, stdout: '', stderr: expect.stringMatching(says) }]);
    expect(snapshot(root, { times: false })).toEqual(before);
    expect(expectSound(root).leftovers).toEqual([]);
  }
}

const register = (source: string) => ['register', source, '--type', 't', '--name', 'm'];
const CHANGES = [
  ['promote', 'm@v1.0.0', '--to', 'production'],
  ['tag', 'm@v1.0.0', 'a=1'],
  ['alias', 'set', 'm@v1.0.0', 'champion'],
  ['describe', 'm@v1.0.0', 'text'],
  ['archive', 'm@v1.0.1'],
  ['delete', 'm@v1.0.1'],
  ['cleanup', 'm', '--keep', '1', '--delete', '--yes'],
];

test(
  'a full disk: refused, nothing changed, reads go on, and once there is room all works',
  skipFor(noMount),
  async () => {
    const { place, disk, root } = await mounted('size=3m');
    const large = makeModel(join(place, 'large'), {
      'a.bin': Buffer.alloc(2 ** 20, 1),
      'b.bin': Buffer.alloc(4 * 2 ** 20, 2),
    });
    const small = makeModel(join(place, 'small'), { 'a.bin': 'a' });
    const full =
      /^error: cannot (create|write|publish|replace) \/.*\/registry\/.*: no space left on the device\n(hint: .*\n)?$/;
    await expectRefused(root, [register(large)], full);
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'ballast')}`, 'bs=4k', 'count=100000'], {
      stdio: 'ignore',
    });
    await expectRefused(root, [register(small), register(large), ...CHANGES], full);
    await expectReadable(root);
    rmSync(join(disk, 'ballast'));
    for (const line of [register(small), ...CHANGES])
      expect(await runMreg([...line, '--root', root])).toMatchObject({ status: 0 });
    expect(expectSound(root).leftovers).toEqual([]);
  },
);

test(
  'a full disk: gc removes what needs no entry, and that makes room for one',
  skipFor(noMount),
  async () => {
    const { disk, root } = await mounted('size=3m');
    expect(await runMreg(['delete', 'm@v1.0.0', '--root', root])).toMatchObject({ status: 0 });
    const leftover = makeModel(join(root, '.mreg/staging/left'), { 'a.bin': Buffer.alloc(2 ** 20) });
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'ballast')}`, 'bs=4k', 'count=100000'], {
      stdio: 'ignore',
    });
    const refused = await runMreg(['delete', 'm@v1.0.1', '--root', root]);
    expect(refused).toMatchObject({ status: 74, stderr: expect.stringMatching(/^hint: mreg gc --yes /m) });
    const gc = ['gc', '--older-than', '0d', '--yes', '--json', '--root', root];
    const { status, stdout } = await runMreg(gc);
    expect([status, JSON.parse(stdout).result.remove.map(({ kind }: { kind: string }) => kind)]).toEqual([
      0,
      ['staging', 'version'],
    ]);
    expect(existsSync(leftover)).toBe(false);
    expect(expectSound(root).leftovers).toEqual([]);
  },
);

test(
  'a version in the lower layer of an overlay, which cannot be renamed: deleted, restored, removed for good',
  skipFor(noMount),
  async () => {
    const { disk, root: seed } = await mounted('size=8m');
    for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(disk, name));
    const place = copyRegistry(seed, join(disk, 'lower/registry'));
    const layers = ['lowerdir', 'upperdir', 'workdir'].map((name) => `${name}=${disk}/${name.slice(0, 5)}`);
    const options = layers.join().replace('/workd', '/work');
    execFileSync('mount', [
      '-t',
      'overlay',
      '-o',
      `${options},redirect_dir=off`,
      'none',
      join(disk, 'merged'),
    ]);
    onTestFinished(() => void execFileSync('umount', ['-l', join(disk, 'merged')]));
    const root = place.replace('/lower/', '/merged/');
    for (const line of [
      'delete m@v1.0.0',
      'restore m@v1.0.0',
      'delete m@v1.0.0 m@v1.0.1',
      'restore m@v1.0.1',
      'verify',
      'gc --older-than 0d --yes',
      'verify',
    ]) {
      const run = await runMreg([...line.split(' '), '--root', root]);
      expect([line, run]).toEqual([line, expect.objectContaining({ status: 0, stderr: '' })]);
      expect([line, expectSound(root).leftovers]).toEqual([line, []]);
    }
  },
);

test('no more inodes: refused, nothing changed, reads go on', skipFor(noMount), async () => {
  const { place, disk, root } = await mounted('size=8m,nr_inodes=60');
  for (let index = 0; index < 100; index += 1) {
    try {
      writeFileSync(join(disk, `inode-${index}`), '');
    } catch {
      break;
    }
  }
  const small = makeModel(join(place, 'small'), { 'a.bin': 'a' });
  await expectRefused(
    root,
    [register(small), ...CHANGES],
    /^error: cannot (create|write) \/.*: no space left on the device\n(hint: .*\n)?$/,
  );
  rmSync(join(disk, 'inode-0'));
  await expectRefused(root, [register(small)], /no space left/);
  await expectReadable(root);
});

test('a read-only mount: refused, nothing changed, reads go on', skipFor(noMount), async () => {
  const { place, disk, root } = await mounted('size=8m');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const small = makeModel(join(place, 'small'), { 'a.bin': 'a' });
  await expectRefused(
    root,
    [register(small), ...CHANGES],
    /^error: cannot (create|write) \/.*: the file system is read-only\n$/,
  );
  await expectReadable(root);
});

test('a registry of another user: refused, nothing changed, reads go on', skipFor(notRoot), async () => {
  const place = workspace();
  const root = await makeRegistry(place, 2);
  const small = makeModel(join(place, 'small'), { 'a.bin': 'a' });
  const denied = /^error: cannot (create|write) \/.*: permission denied\n$/;
  await expectRefused(root, [register(small), ...CHANGES], denied, NOBODY);
  await expectReadable(root, NOBODY);
  const absent = join(place, 'new');
  expect(await runMreg([...register(small), '--root', absent], NOBODY)).toMatchObject({
    status: 74,
    stderr: expect.stringMatching(denied),
  });
  expect(snapshot(absent)).toEqual([]);
});

test(
  'a log that can be listed but not opened: verify and doctor say so, and come to an end',
  skipFor(notRoot),
  async () => {
    const root = await makeRegistry(workspace(), 2);
    chmodSync(join(root, '.mreg/log'), 0o744);
    const run = await runMreg(['verify', '--root', root], NOBODY);
    expect(run).toMatchObject({ status: 1, stdout: expect.stringContaining('permission denied') });
    expect(await runMreg(['doctor', '--root', root], NOBODY)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('.mreg/log'),
    });
  },
);

test('a write that is cut short: refused, never a short copy', skipFor(notLinux), async () => {
  const place = workspace();
  const root = await makeRegistry(place, 2);
  // Up to the limit a write succeeds in part; the rest of it fails.
  const source = makeModel(join(place, 'source'), { 'a.bin': Buffer.alloc(150_000, 1) });
  await expectRefused(
    root,
    [register(source)],
    /^error: cannot write \/.*\/a\.bin: the file is too large\n$/,
    {
      wrapper: ['prlimit', '--fsize=100000'],
    },
  );
});

test('a place where no directory can be made: refused at once', skipFor(notLinux), async () => {
  const small = makeModel(join(workspace(), 'small'), { 'a.bin': 'a' });
  for (const line of [register(small), ['init']]) {
    const run = await runMreg([...line, '--root', '/proc/none/registry']);
    expect(run).toEqual({
      status: 74,
      stdout: '',
      stderr: 'error: cannot create /proc/none: no such file or directory\n',
    });
  }
});
