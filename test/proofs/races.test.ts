import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMreg } from '../support/executable.ts';
import {
  count,
  deal,
  expectSound,
  figures,
  makeModel,
  makeRegistry,
  random,
  SEED,
  workspace,
} from '../support/store.ts';

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
    if (turn % 3 === 0)
      return step % 2 === 0
        ? ['transition', 'm', `v1.0.${worker}`, 'staging']
        : ['promote', own, '--to', 'production'];
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

test('registers, promotes, cleanups, verifies and lists mixed: readers see no error, and every revision is sound', async () => {
  const [workers, turns] = [count(8, 16), count(8, 50)];
  const place = workspace();
  const root = await makeRegistry(place, 3);
  for (const line of ['promote m@v1.0.0 --to production', 'promote m@v1.0.1 --to staging'])
    expect(await runMreg([...line.split(' '), '--root', root])).toMatchObject({ status: 0 });
  const next = random(SEED);
  const half = Math.ceil((workers * turns) / 2);
  const lines = { writes: deal(WRITES, half, next), reads: deal(READS, half, next) };
  const told: Record<string, number> = {};
  const seconds = await race(workers, turns, async (worker, turn) => {
    const writes = (worker + turn) % 2 === 0;
    const dealt = lines[writes ? 'writes' : 'reads'][Math.floor((worker * turns + turn) / 2)] as string;
    const line = dealt.replace('WORKER', String(worker));
    const source = makeModel(join(place, `source-${worker}`), { 'model.bin': `${worker} ${turn}` });
    const words = line.split(' ').map((word) => (word === 'SOURCE' ? source : word));
    const { status, stdout, stderr } = await runMreg([...words, '--root', root]);
    const verb = words[0] as string;
    told[verb] = (told[verb] ?? 0) + 1;
    // A change may find that another has left it nothing to do; a reader has no excuse.
    const answers = writes ? [0, 4, 5] : [0];
    expect([line, answers.includes(status as number), stdout, stderr]).toEqual([line, true, stdout, stderr]);
    if (!writes) expect([line, stderr]).toEqual([line, '']);
  });
  const { entries, leftovers } = expectSound(root);
  figures('all mixed', {
    seed: SEED,
    workers,
    turns,
    ...told,
    revisions: entries.length,
    leftovers: leftovers.length,
    seconds: seconds.toFixed(1),
  });
  expect(leftovers).toEqual([]);
  for (const [verb = ''] of [...WRITES, ...READS].map((line) => line.split(' ')))
    expect([verb, told[verb]]).toEqual([verb, expect.any(Number)]);
});

const WRITES = [
  'register SOURCE --type t --name m',
  'register SOURCE --type t --name m --stage staging --alias aliasWORKER',
  'register SOURCE --type t --name other',
  'promote m',
  'promote m@latest --to production',
  'rollback m',
  'tag m@production worker=WORKER',
  'cleanup m --keep 4',
  'cleanup m --keep 6 --delete --yes',
  'restore m',
];

const READS = [
  'list',
  'list m',
  'info m',
  'path m@production',
  'history m',
  'search size>0',
  'verify',
  'doctor -q',
  'alias list',
];
