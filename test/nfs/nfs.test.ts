/**
 * A registry on a real NFS mount: two clients and a server in a kernel that boots once, in user space (boot.ts). On each client
 * three processes do everything at once, some are killed, and the server starts anew. What came of it is read on the server's own
 * disk, once the kernel has ended.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';
import { inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, SEED } from '../support/store.ts';
import { bootAndRun, type Plan, whyNoMachine } from './boot.ts';

const MOUNTS: Plan['mounts'] = {
  v3: ['3', '3'],
  'v4.0': ['4.0', '4.0'],
  'v4.2': ['4.2', '4.2'],
  'v4.2 and v3': ['4.2', '3'],
};

/** What each process does in each round. */
const EVERYTHING = [
  'alias',
  'cleanup',
  'delete',
  'export',
  'info',
  'latest',
  'list',
  'measure',
  'path',
  'promote',
  'register',
  'restore',
  'series',
  'tag',
  'transition',
  'verify',
  'versions',
];

/** A line of a worker's journal. */
interface Line {
  readonly id?: string;
  readonly ack?: string;
  readonly fail?: string;
  readonly killed?: string;
  readonly op: string;
  readonly applied?: boolean;
  readonly revision?: number;
  readonly of?: string;
  readonly value?: number;
  readonly message?: string;
}

/** What machine.js says of a pair of mounts. */
interface Told {
  readonly killed: number;
  readonly restarted?: number;
  readonly seconds: number;
  readonly verified: readonly {
    readonly status: number;
    readonly head?: string;
    readonly damaged?: readonly object[];
  }[];
}

const reason = whyNoMachine();
const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
const out = join(place, 'out');
const server = join(place, 'server');
let printed = '';

const PLAN: Plan = {
  out,
  mounts: MOUNTS,
  rounds: 10,
  kills: count(3, 6),
  calm: count(9, 30),
  seconds: count(45, 3600),
  seed: SEED,
};
/** On a machine under load everything takes a multiple of its time; the kernel ends after this, come what may. */
const LIMIT_SECONDS = count(900, 4 * 3600);

beforeAll(
  async () => {
    if (reason !== undefined) return;
    mkdirSync(out);
    mkdirSync(server);
    const booted = await bootAndRun(place, PLAN, LIMIT_SECONDS);
    printed = booted.printed;
    execFileSync('mount', ['-o', 'loop', booted.disk, server]);
  },
  (LIMIT_SECONDS + 60) * 1000,
);

afterAll(() => {
  try {
    if (reason === undefined) execFileSync('umount', [server]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

describe.for(Object.keys(MOUNTS))('%s', skipFor(reason), (label) => {
  const read = () => {
    const path = join(out, `${label}.json`);
    const names = readdirSync(out).filter((name) => name.startsWith(`${label}-`) && name.endsWith('.jsonl'));
    expect(readdirSync(out), printed).toContain(`${label}.json`);
    const lines = names.flatMap((name) => readFileSync(join(out, name), 'utf8').split('\n').filter(Boolean));
    return {
      told: JSON.parse(readFileSync(path, 'utf8')) as Told,
      lines: lines.map((line) => JSON.parse(line) as Line),
      root: join(server, label, 'registry'),
    };
  };

  it('nothing fails, nothing is lost, nothing is there twice', async () => {
    const { told, lines, root } = read();
    const { violations, entries, live } = inspect(root);
    const byReason = new Map<string, number[]>();
    for (const { reason: id, revision } of entries) byReason.set(id, [...(byReason.get(id) ?? []), revision]);
    const ids = lines.flatMap(({ id }) => (id === undefined ? [] : [id]));
    // An export gives the revision that it read.
    const acknowledged = lines.filter(
      ({ ack, applied, op }) => ack && applied === true && !/export|measure/.test(op),
    );
    const failed = lines.filter(({ fail }) => fail !== undefined);
    const lost = acknowledged.filter(
      ({ ack, revision }) => byReason.get(ack as string)?.includes(revision as number) !== true,
    );
    const doubled = ids.filter((id) => (byReason.get(id)?.length ?? 0) > 1);
    const points = await missingPoints(new Registry(root), lines, new Set(live.map(({ ref }) => ref)));
    figures(`nfs ${label}`, {
      calls: ids.length,
      'changes acknowledged': acknowledged.length,
      'entries on record': entries.length,
      'points checked': points.checked,
      'processes killed': told.killed,
      'calls killed': lines.filter(({ killed }) => killed !== undefined).length,
      'server restarted': told.restarted ?? 0,
      failed: failed.length,
      lost: lost.length + points.missing.length,
      doubled: doubled.length + points.doubled.length,
      seconds: told.seconds,
    });
    expect({ failed, lost, doubled, points: { ...points, checked: 0 }, violations }).toEqual({
      failed: [],
      lost: [],
      doubled: [],
      points: { checked: 0, missing: [], doubled: [] },
      violations: [],
    });
    const succeeded = lines.flatMap(({ ack, op }) => (ack === undefined ? [] : [op]));
    expect([...new Set(succeeded)].sort()).toEqual(EVERYTHING);
    expect(told).toMatchObject({ killed: PLAN.kills, restarted: 1 });
  });

  it('both clients find it sound, with the same head', () => {
    const { verified } = read().told;
    const [head] = verified.map((client) => client.head);
    expect(verified).toEqual([
      expect.objectContaining({ status: 0, damaged: [], head }),
      expect.objectContaining({ status: 0, damaged: [], head }),
    ]);
    expect(head).toMatch(/^[0-9a-f]{64}$/);
  });
});

/** Points of versions that are not deleted, by value: each that was acknowledged is there once. */
async function missingPoints(registry: Registry, lines: readonly Line[], live: ReadonlySet<string>) {
  const acknowledged = new Set(lines.flatMap(({ ack }) => ack ?? []));
  const logged = lines.filter(({ op, id }) => op === 'measure' && id !== undefined);
  const first = 'nets/shared@1';
  const found = new Map<string, string[]>();
  for (const of of new Set(logged.map((line) => line.of as string)))
    if (of === first || live.has(of)) {
      const { points } = await registry.metrics({ ref: of });
      const values = points.flatMap(({ metrics }) =>
        Object.entries(metrics).map(([name, value]) => `${name}=${value}`),
      );
      found.set(of, values);
    }
  const missing: string[] = [];
  const doubled: string[] = [];
  let checked = 0;
  for (const { id = '', of = '', value } of logged) {
    const name = of === first ? id.split('.')[0] : 'value';
    const times = found.get(of)?.filter((one) => one === `${name}=${value}`).length;
    if (times === undefined) continue;
    checked += 1;
    if (times === 0 && acknowledged.has(id)) missing.push(`${id}: ${name}=${value} of ${of}`);
    if (times > 1) doubled.push(`${id}: ${name}=${value} of ${of}`);
  }
  return { checked, missing, doubled };
}
