import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, workspace } from '../support/store.ts';
import { startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';
import {
  countEntries,
  expectMovedOrNot,
  lineOf,
  prepareBench,
  reset,
  WORKS,
  type Work,
} from '../support/works.ts';

const IMAGE_BYTES = 16 * 2 ** 20;

/** Makes a file system in a file. */
function makeImage(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, IMAGE_BYTES);
  execFileSync('mkfs.ext4', ['-q', path]);
}

/** Nothing reaches the disk but what is synced: no commit of its own, no help for programs that do not sync. */
const MOUNT = ['-o', 'loop,commit=1000,noauto_da_alloc'];

/** Why no image can be mounted here, or undefined where one can. */
function whyNoImage(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root can mount an image on Linux';
  const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    makeImage(join(place, 'image'));
    mkdirSync(join(place, 'disk'));
    const tried = spawnSync('mount', [...MOUNT, join(place, 'image'), join(place, 'disk')], {
      encoding: 'utf8',
    });
    if (tried.status === 0) execFileSync('umount', [join(place, 'disk')]);
    return tried.status === 0 ? undefined : `mount: ${tried.stderr.trim()}`;
  } catch (error) {
    return `mkfs.ext4: ${(error as Error).message.split('\n')[0]}`;
  } finally {
    rmSync(place, { recursive: true });
  }
}

const reason = whyNoImage() ?? whyNoStrace();

/** What the oracle finds on a copy of an image, after the file system has mended itself as it does after a crash. */
function inspectImage(image: string, disk: string, { moves }: Work) {
  execFileSync('mount', ['-o', 'loop', image, disk]);
  try {
    if (moves) expectMovedOrNot(join(disk, 'registry'));
    return inspect(join(disk, 'registry'));
  } finally {
    execFileSync('umount', [disk]);
  }
}

/** The others change the log alone, as promote does. */
const EVERY_PUSH = [
  'register, first',
  'register',
  'register --move',
  'adopt',
  'promote',
  'delete',
  'restore',
  'gc',
  'doctor --repair',
];
const CHOSEN = WORKS.filter(({ name }) => count(Number(EVERY_PUSH.includes(name)), 1) === 1);

test.for(CHOSEN)(
  '$name: an ext4 image copied after each sync holds all that was acknowledged, and nothing by halves',
  skipFor(reason),
  async (work) => {
    const bench = await prepareBench();
    const place = workspace();
    const [image, disk, other, copy] = ['image', 'disk', 'other', 'copy'].map((name) =>
      join(place, name),
    ) as [string, string, string, string];
    makeImage(image);
    mkdirSync(disk);
    mkdirSync(other);
    execFileSync('mount', [...MOUNT, image, disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const mounted = { ...bench, root: join(disk, 'registry') };
    reset(mounted, work);
    const before = countEntries(mounted.root);
    const after = before + (work.entries ?? 1);
    execFileSync('sync', ['-f', disk]);

    const { running, ended } = startTraced(
      lineOf(mounted, work.line),
      bench.log,
      'fsync:signal=STOP:when=1+',
    );
    let syncs = 0;
    while (await untilStopped(running)) {
      syncs += 1;
      copyFileSync(image, copy);
      const { violations, entries } = inspectImage(copy, other, work);
      // Until doctor has come to its end, the registry may be as broken as it was.
      if (work.entries === undefined) expect([syncs, violations]).toEqual([syncs, []]);
      expect([syncs, [before, after].includes(entries.length)]).toEqual([syncs, true]);
      running.child.kill('SIGCONT');
    }
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    copyFileSync(image, copy);
    const { violations, entries } = inspectImage(copy, other, work);
    expect([violations, entries.length]).toEqual([[], after]);
    figures(`${work.name}, an image after each sync`, { syncs });
    expect(syncs).toBeGreaterThan(2);
  },
);
