import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { count, expectSound, figures, makeModel, makeRegistry, workspace } from '../support/store.ts';

/** Each worker runs one process after another; all workers at once. */
async function race(
  workers: number,
  turns: number,
  turn: (worker: number, turn: number) => Promise<void>,
): Promise<number> {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let index = 0; index < turns; index += 1) await turn(worker, index);
    }),
  );
  return (performance.now() - started) / 1000;
}

test('many processes register one model: every number once, nothing left', async () => {
  const [workers, turns] = [count(16, 64), count(6, 50)];
  const place = workspace();
  const root = join(place, 'registry');
  const contents = new Map<string, string>();
  let duplicates = 0;
  const seconds = await race(workers, turns, async (worker, turn) => {
    const content = `${worker} ${turn}`;
    const source = makeModel(join(place, `source-${worker}`), { 'model.bin': content });
    const run = await runMreg(['register', source, '--type', 't', '--name', 'm', '-q', '--root', root]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const ref = run.stdout.trim();
    if (contents.has(ref)) duplicates += 1;
    contents.set(ref, content);
  });
  const { live, entries, leftovers } = expectSound(root);
  figures('registers of one model', {
    workers,
    turns,
    versions: live.length,
    duplicates,
    leftovers: leftovers.length,
    seconds: seconds.toFixed(1),
  });
  const total = workers * turns;
  expect(duplicates).toBe(0);
  expect(leftovers).toEqual([]);
  expect(entries).toHaveLength(total);
  expect(live.map(({ number }) => number)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  for (const { ref, directory } of live)
    expect(readFileSync(join(directory, 'model.bin'), 'utf8')).toBe(contents.get(ref));
});

test('many processes promote, tag and set aliases: as many entries, and no update lost', async () => {
  const [workers, turns] = [count(8, 16), count(8, 50)];
  const root = await makeRegistry(workspace(), workers + 1);
  const versions = workers + 1;
  const line = (worker: number, turn: number): string[] => {
    const own = `m@v1.0.${worker}`;
    const step = Math.floor(turn / 3);
    // Each changes something whatever the others did meanwhile.
    if (turn % 3 === 0) return ['promote', own, '--to', step % 2 === 0 ? 'staging' : 'production'];
    if (turn % 3 === 1) return ['tag', `m@v1.0.${workers}`, `worker${worker}=${turn}`];
    return ['alias', 'set', `m@v1.0.${(worker + step) % versions}`, `alias${worker}`];
  };
  const seconds = await race(workers, turns, async (worker, turn) => {
    const run = await runMreg([...line(worker, turn), '--root', root]);
    expect([line(worker, turn), run]).toEqual([line(worker, turn), expect.objectContaining({ status: 0 })]);
  });
  const { entries, leftovers, models } = expectSound(root);
  figures('changes of one model', {
    workers,
    turns,
    entries: entries.length - versions,
    leftovers: leftovers.length,
    seconds: seconds.toFixed(1),
  });
  expect(entries).toHaveLength(versions + workers * turns);
  expect(leftovers).toEqual([]);
  const last = (kind: number) =>
    Array.from({ length: turns }, (_, turn) => turn).findLast((turn) => turn % 3 === kind) as number;
  for (let worker = 0; worker < workers; worker += 1) {
    expect(models['t/m'].versions[`v1.0.${workers}`].tags[`worker${worker}`]).toBe(String(last(1)));
    expect(`m@${models['t/m'].aliases[`alias${worker}`]}`).toBe(line(worker, last(2))[2]);
  }
});

test('many processes register the same version: one wins, the others conflict and leave nothing', async () => {
  const workers = count(16, 32);
  const place = workspace();
  const root = join(place, 'registry');
  const runs = await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const source = makeModel(join(place, `source-${worker}`), { 'model.bin': `worker ${worker}` });
      return runMreg([
        'register',
        source,
        '--type',
        't',
        '--name',
        'm',
        '--version',
        'v2.0.0',
        '-q',
        '--root',
        root,
      ]);
    }),
  );
  const statuses = runs.map(({ status }) => status);
  const { live, entries, leftovers } = expectSound(root);
  figures('the same version', {
    workers,
    won: statuses.filter((status) => status === 0).length,
    conflicts: statuses.filter((status) => status === 5).length,
    leftovers: leftovers.length,
  });
  expect(statuses.toSorted()).toEqual([0, ...Array.from({ length: workers - 1 }, () => 5)]);
  for (const { status, stderr } of runs)
    if (status === 5) expect(stderr).toMatch(/^error: t\/m@v2\.0\.0 exists\nhint: .*v2\.0\.1/);
  expect(leftovers).toEqual([]);
  expect(entries).toHaveLength(1);
  expect(live.map(({ ref }) => ref)).toEqual(['t/m@v2.0.0']);
  expect(readFileSync(join(live[0]?.directory as string, 'model.bin'), 'utf8')).toBe(
    `worker ${statuses.indexOf(0)}`,
  );
});
