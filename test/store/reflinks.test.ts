import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { expectSound, figures, makeModel, registerLine, workspace } from '../support/store.ts';
import { runThreads, startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const MIB = 2 ** 20;
const FILE_SYSTEMS = ['xfs', 'btrfs'] as const;
type FileSystem = (typeof FILE_SYSTEMS)[number];

/** Mounts a new file system; or says why it cannot be. */
function mount(type: FileSystem, place: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root can mount an image on Linux';
  const [image, disk] = [join(place, 'image'), join(place, 'disk')];
  writeFileSync(image, '');
  truncateSync(image, 600 * MIB);
  mkdirSync(disk);
  const made = spawnSync(`mkfs.${type}`, ['-q', image], { encoding: 'utf8' });
  if (made.status !== 0) return `mkfs.${type}: ${made.error?.message ?? made.stderr.trim()}`;
  const mounted = spawnSync('mount', ['-o', 'loop', image, disk], { encoding: 'utf8' });
  return mounted.status === 0 ? undefined : `mount: ${mounted.stderr.trim()}`;
}

const reasons = Object.fromEntries(
  FILE_SYSTEMS.map((type) => {
    const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    const reason = mount(type, place);
    if (reason === undefined) execFileSync('umount', [join(place, 'disk')]);
    rmSync(place, { recursive: true });
    return [type, reason];
  }),
);

const noStrace = whyNoStrace();

function mountedDisk(type: FileSystem): string {
  const place = workspace();
  expect(mount(type, place)).toBe(undefined);
  const disk = join(place, 'disk');
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return disk;
}

for (const type of FILE_SYSTEMS) {
  const reason = reasons[type];

  test(
    `${type}: a version shares the source's blocks, and keeps its bytes when the source gets others`,
    skipFor(reason),
    async () => {
      const disk = mountedDisk(type);
      const large = randomFillSync(Buffer.alloc(80 * MIB));
      const files = { 'large.bin': large, 'sub/two.bin': large.subarray(0, 2 * MIB + 7), 'small.bin': 'x' };
      const source = makeModel(join(disk, 'source'), files);
      execFileSync('sync', ['-f', disk]);
      const free = () => statfsSync(disk).bfree * statfsSync(disk).bsize;
      const before = free();
      const root = join(disk, 'registry');
      expect(await runMreg(registerLine(source, root, '-q'))).toMatchObject({ status: 0, stderr: '' });
      execFileSync('sync', ['-f', disk]);
      const took = before - free();
      figures(`clones on ${type}`, {
        'MiB registered': 82,
        'MiB more on the disk': (took / MIB).toFixed(1),
      });
      expect(took).toBeLessThan(8 * MIB);
      const directory = expectSound(root).live[0]?.directory ?? '';
      writeFileSync(join(source, 'large.bin'), Buffer.alloc(MIB, 1), { flag: 'r+' });
      appendFileSync(join(source, 'sub/two.bin'), 'more');
      for (const [path, bytes] of Object.entries(files)) {
        const copy = join(directory, path);
        const sha256 = createHash('sha256').update(readFileSync(copy)).digest('hex');
        expect([path, sha256]).toEqual([path, createHash('sha256').update(bytes).digest('hex')]);
        expect([path, statSync(copy).mode & 0o7777, statSync(copy).nlink]).toEqual([path, 0o444, 1]);
      }
      expect(await runMreg(['verify', '--root', root])).toMatchObject({ status: 0 });
    },
  );

  test(
    `${type}: a clone is synced before its version is published`,
    skipFor(reason ?? noStrace),
    async () => {
      const disk = mountedDisk(type);
      const source = makeModel(join(disk, 'source'), { 'a.bin': Buffer.alloc(2 * MIB, 1) });
      const line = registerLine(source, join(disk, 'registry'), '-q');
      const { status, calls } = await runThreads(line, join(disk, 'strace.log'));
      expect(status).toBe(0);
      const made = calls.find(({ text }) => /staging\/[^"]*\/a\.bin".*O_CREAT\|O_EXCL/.test(text));
      const synced = calls.find(({ text }) => /^fsync\(\d+<[^>]*\/a\.bin>\) += 0/.test(text));
      const publish = calls.find(({ text }) => /^rename\(".*\/staging\/[^"]*", ".*\/t\/m_/.test(text));
      expect(calls.filter(({ text }) => /^write\(\d+<[^>]*\/a\.bin>/.test(text))).toEqual([]);
      expect([made?.ended, synced?.began, synced?.ended].every((at) => at !== undefined)).toBe(true);
      expect(synced?.began).toBeGreaterThan(made?.ended as number);
      expect(synced?.ended).toBeLessThan(publish?.began as number);
    },
  );

  test(
    `${type}: a file that changes between its clone and its digest is refused, and nothing is left`,
    skipFor(reason ?? noStrace),
    async () => {
      const disk = mountedDisk(type);
      const root = join(disk, 'registry');
      const source = makeModel(join(disk, 'source'), { 'large.bin': '' });
      const path = join(source, 'large.bin');
      truncateSync(path, 2 ** 29);
      const line = registerLine(source, root, '-q');
      const { running, ended } = startTraced(line, join(disk, 'strace.log'), 'fsync:signal=STOP:when=1+');
      const staging = join(root, '.mreg/staging');
      const cloned = () =>
        existsSync(staging) &&
        readdirSync(staging).some((name) => existsSync(join(staging, name, 'large.bin')));
      // A clone is synced before its digest is taken, and here it stops at each sync.
      let changed = false;
      while (await untilStopped(running)) {
        if (!changed && cloned()) {
          appendFileSync(path, 'more');
          changed = true;
        }
        running.child.kill('SIGCONT');
      }
      expect(changed).toBe(true);
      expect(await ended).toMatchObject({
        status: 3,
        stderr: expect.stringContaining("'large.bin' in the source changed while it was read"),
      });
      expect(expectSound(root)).toMatchObject({ leftovers: [], entries: [] });
    },
  );

  test(
    `${type}: what lies on another file system is copied, and a full disk is told as ever`,
    skipFor(reason),
    async () => {
      const disk = mountedDisk(type);
      const place = workspace();
      const root = join(disk, 'registry');
      const source = makeModel(join(place, 'source'), { 'a.bin': randomFillSync(Buffer.alloc(3 * MIB)) });
      expect(await runMreg(registerLine(source, root, '-q'))).toMatchObject({ status: 0, stderr: '' });
      const full = makeModel(join(place, 'full'), { 'b.bin': '' });
      truncateSync(join(full, 'b.bin'), 2 ** 30);
      expect(await runMreg(registerLine(full, root, '-q'))).toMatchObject({
        status: 74,
        stderr: expect.stringMatching(/^error: cannot write \/.*\/b\.bin: no space left on the device\n$/),
      });
      expect(expectSound(root)).toMatchObject({ leftovers: [], live: { length: 1 } });
    },
  );
}
