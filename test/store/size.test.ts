import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMreg, startWatched } from '../support/executable.ts';
import { notLinux, skipFor } from '../support/skip.ts';
import { count, expectSound, figures, registerLine, workspace } from '../support/store.ts';

const MIB = 2 ** 20;
const MOST = 150 * MIB;

/** Runs mreg and gives its memory at the peak, in bytes. */
async function measured(place: string, args: readonly string[]) {
  const started = performance.now();
  const { ended, peak } = startWatched(args, join(place, 'peak'));
  const run = await ended;
  return { run, peak: peak(), seconds: (performance.now() - started) / 1000 };
}

test('many files: memory stays under 150 MiB, and 128 bytes for each file', skipFor(notLinux), async () => {
  const files = count(2000, 100_000);
  const place = workspace();
  const [source, root] = [join(place, 'source'), join(place, 'registry')];
  for (let index = 0; index < files; index += 1) {
    const directory = join(source, `part-${Math.floor(index / 1000)}`);
    if (index % 1000 === 0) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `file-${index}`), `content ${index}`);
  }
  const { run, peak, seconds } = await measured(place, registerLine(source, root, '--json'));
  figures('many files', { files, seconds: seconds.toFixed(1), 'peak MiB': Math.round(peak / MIB) });
  expect(run).toMatchObject({ status: 0, stderr: `note: made a new registry at ${root}\n` });
  expect(JSON.parse(run.stdout).result).toMatchObject({ file_count: files });
  expect(expectSound(root).leftovers).toEqual([]);
  expect(peak).toBeGreaterThan(20 * MIB);
  // A version's list of files is held as a whole.
  expect(peak).toBeLessThan(MOST + files * 128);
});

test('a big file: memory stays under 150 MiB', skipFor(notLinux), async () => {
  const size = count(256, 5 * 1024) * MIB;
  const place = workspace();
  const [source, root] = [join(place, 'big.bin'), join(place, 'registry')];
  writeFileSync(source, 'begin');
  truncateSync(source, size);
  const { run, peak, seconds } = await measured(place, registerLine(source, root, '--json'));
  figures('a big file', { MiB: size / MIB, seconds: seconds.toFixed(1), 'peak MiB': Math.round(peak / MIB) });
  expect(run).toMatchObject({ status: 0, stderr: `note: made a new registry at ${root}\n` });
  expect(JSON.parse(run.stdout).result).toMatchObject({ size });
  expect(expectSound(root).leftovers).toEqual([]);
  expect(peak).toBeGreaterThan(20 * MIB);
  expect(peak).toBeLessThan(MOST);
  expect(await runMreg(['path', 'm@latest', '--root', root])).toMatchObject({ status: 0 });
});
