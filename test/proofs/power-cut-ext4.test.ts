import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mountImage, noImage, onImage } from '../support/image.ts';
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

const reason = noImage ?? whyNoStrace();

/** What the oracle finds on a copy of an image, after the file system has mended itself as it does after a crash. */
function inspectImage(image: string, disk: string, { moves }: Work) {
  return onImage(image, disk, () => {
    if (moves) expectMovedOrNot(join(disk, 'registry'));
    return inspect(join(disk, 'registry'));
  });
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
    mkdirSync(other);
    mountImage(image, disk);
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
      const { violations, entries } = await inspectImage(copy, other, work);
      // Until doctor has come to its end, the registry may be as broken as it was.
      if (work.entries === undefined) expect([syncs, violations]).toEqual([syncs, []]);
      expect([syncs, [before, after].includes(entries.length)]).toEqual([syncs, true]);
      running.child.kill('SIGCONT');
    }
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    copyFileSync(image, copy);
    const { violations, entries } = await inspectImage(copy, other, work);
    expect([violations, entries.length]).toEqual([[], after]);
    figures(`${work.name}, an image after each sync`, { syncs });
    expect(syncs).toBeGreaterThan(2);
  },
);
