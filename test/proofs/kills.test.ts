import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Running, runMreg, startMreg } from '../support/executable.ts';
import { readJournal } from '../support/journal.ts';
import {
  count,
  expectSound,
  figures,
  makeModel,
  makeRegistry,
  random,
  SEED,
  snapshot,
  workspace,
} from '../support/store.ts';

/** The pieces of the model: enough of them that a kill often meets the copying. */
const FILES = 40;
const modelOf = (place: string) =>
  makeModel(
    join(place, 'source'),
    Object.fromEntries(
      Array.from({ length: FILES }, (_, index) => [`part-${index}`, Buffer.alloc(20_000, index)]),
    ),
  );

/** How long the command takes when nothing stops it, in milliseconds. */
async function duration(start: () => Running): Promise<number> {
  const began = performance.now();
  expect(await start().ended).toMatchObject({ status: 0 });
  return performance.now() - began;
}

test('kill -9 at random moments: what was acknowledged is there, and the next command works', async () => {
  const wanted = count(40, 1000);
  const next = random(SEED);
  const place = workspace();
  const root = await makeRegistry(place, 2);
  const source = modelOf(place);
  const register = () => startMreg(['register', source, '--type', 't', '--name', 'm', '-q', '--root', root]);
  let turn = 0;
  const promote = () =>
    startMreg([
      'promote',
      `m@v1.0.${turn++ % 2}`,
      '--to',
      'production',
      '--reason',
      `turn ${turn}`,
      '--json',
      '--root',
      root,
    ]);
  const lasts = { register: await duration(register), promote: await duration(promote) };
  /** Kills it at some moment of the time that it takes, as far as is known: less where it came to its end, else more. */
  const kill = async (which: keyof typeof lasts, { child, ended }: Running) => {
    const began = performance.now();
    await Promise.race([wait(next() * lasts[which]), ended]);
    child.kill('SIGKILL');
    const run = await ended;
    lasts[which] = run.status === 0 ? performance.now() - began : lasts[which] * 1.1;
    return run;
  };
  const registered: string[] = [];
  const promoted: string[] = [];
  let [killed, survived] = [0, 0];
  for (let turns = 0; killed < wanted; turns += 1) {
    // One is killed while the other commits, or is killed as well. Any moment will do, and it goes on until there
    // were as many kills as are wanted: that the machine is fast or slow changes nothing but their places.
    const [a, b] = [register(), promote()];
    const reason = `turn ${turn}`;
    const runs = await Promise.all([kill('register', a), kill('promote', b)]);
    survived += runs.filter(({ status }) => status === 0).length;
    killed += runs.filter(({ status }) => status === 'SIGKILL').length;
    for (const { status } of runs) expect(['SIGKILL', 0]).toContain(status);
    if (a.stdout().endsWith('\n')) registered.push(a.stdout().trim());
    // Where a version held the stage already there was nothing to put on record.
    if (b.stdout().endsWith('\n') && JSON.parse(b.stdout()).result.applied) promoted.push(reason);
    expect(await runMreg(['tag', 'm@v1.0.0', `turn=${turns}`, '--root', root])).toMatchObject({
      status: 0,
      stderr: '',
    });
  }
  const { live, entries, leftovers, violations } = expectSound(root);
  const refs = new Set(live.map(({ ref }) => ref));
  const reasons = new Set(entries.map(({ reason }) => reason));
  const lost = [
    ...registered.filter((ref) => !refs.has(ref)),
    ...promoted.filter((reason) => !reasons.has(reason)),
  ];
  figures('kill -9', {
    seed: SEED,
    kills: killed,
    'came to their end': survived,
    acknowledged: registered.length + promoted.length,
    lost: lost.length,
    broken: violations.length,
    leftovers: leftovers.length,
  });
  expect(lost).toEqual([]);
});

test('a process stopped while another commits goes on without losing an update', async () => {
  const stops = count(10, 200);
  const next = random(SEED + 1);
  const place = workspace();
  const root = await makeRegistry(place, 2);
  const source = modelOf(place);
  let tags = 0;
  const starts = [
    () => startMreg(['register', source, '--type', 't', '--name', 'm', '-q', '--root', root]),
    () => startMreg(['tag', 'm@v1.0.0', `turn=${tags++}`, '--root', root]),
  ];
  const lasts = [];
  for (const start of starts) lasts.push(await duration(start));
  const revision = () => readJournal(root, 'log').found.length;
  const began = revision();
  let overtaken = 0;
  for (let stop = 0; stop < stops; stop += 1) {
    const which = stop % 2;
    const stopped = starts[which]?.() as Running;
    await wait((0.3 + 0.7 * next()) * (lasts[which] as number));
    stopped.child.kill('SIGSTOP');
    const before = revision();
    expect(await runMreg(['tag', 'm@v1.0.0', `other=${stop}`, '--root', root])).toMatchObject({ status: 0 });
    expect(await runMreg(['register', source, '--type', 't', '--name', 'm', '--root', root])).toMatchObject({
      status: 0,
    });
    stopped.child.kill('SIGCONT');
    expect(await stopped.ended).toMatchObject({ status: 0 });
    overtaken += revision() - before - 2;
  }
  const { entries, leftovers } = expectSound(root);
  figures('SIGSTOP', {
    seed: SEED + 1,
    stops,
    'overtaken before the commit': overtaken,
    'lost updates': began + 3 * stops - entries.length,
  });
  expect(entries).toHaveLength(began + 3 * stops);
  expect(leftovers).toEqual([]);
});

test.for(['SIGINT', 'SIGTERM'] as const)(
  '%s during a large copy: status 130, and nothing is left',
  async (signal) => {
    const place = workspace();
    const root = await makeRegistry(place, 1);
    const source = makeModel(join(place, 'large'), { 'small.txt': 'x' });
    writeFileSync(join(source, 'large.bin'), '');
    truncateSync(join(source, 'large.bin'), 8 * 2 ** 30);
    const before = snapshot(join(root, '.mreg/log')).concat(
      snapshot(join(root, 't')),
      snapshot(join(root, 'manifest.json')),
    );
    const running = startMreg(['register', source, '--type', 't', '--name', 'm', '--root', root]);
    const staging = join(root, '.mreg/staging');
    const copied = () =>
      readdirSync(staging).some(
        (name) =>
          (statSync(join(staging, name, 'large.bin'), { throwIfNoEntry: false })?.size ?? 0) > 2 ** 24,
      );
    while (!copied()) await wait(2);
    running.child.kill(signal);
    expect(await running.ended).toEqual({ status: 130, stdout: '', stderr: 'error: interrupted\n' });
    expect(expectSound(root).leftovers).toEqual([]);
    expect(
      snapshot(join(root, '.mreg/log')).concat(
        snapshot(join(root, 't')),
        snapshot(join(root, 'manifest.json')),
      ),
    ).toEqual(before);
  },
);
