import { cpSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
/** Another process, as far as the server can tell. */
let registry: Registry;

beforeAll(async () => {
  server = await startTestServer();
  registry = new Registry(server.root);
  await registry.init();
});
afterAll(() => server.stop());

interface Event {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test compares.
  readonly data: any;
  /** When it came, as `performance.now` has it. */
  readonly at: number;
}

/** A client that listens from a position on. */
async function listen(lastEventId?: string, { address } = server) {
  const events: Event[] = [];
  let rest = '';
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    request(`${address}/api/v1/events`, { headers, agent: false }, resolve).on('error', reject).end();
  });
  answer.setEncoding('utf8').on('error', () => undefined);
  answer.on('data', (piece: string) => {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      const { id, event, data } = fields;
      if (event) events.push({ id, event, data: JSON.parse(data), at: performance.now() });
    }
  });
  return {
    events,
    /** The first event that fits, as soon as it has come. */
    async next(fits: (event: Event) => boolean): Promise<Event> {
      for (;;) {
        const found = events.find(fits);
        if (found) return found;
        await wait(20);
      }
    },
    async end() {
      answer.destroy();
      await wait(50);
    },
  };
}

const movesOf = (events: readonly Event[], id: string) =>
  events.filter(({ event, data }) => event === 'run' && data.id === id);

it('tells of each run that moves, whoever writes to it, and of each entry of the log', async () => {
  const old = await registry.createRun({ name: 'old' });
  const client = await listen();
  // The runs that are there are known then.
  await client.next(({ event }) => event === 'missed');
  const { id } = await registry.createRun({ name: 'first' });
  const begun = await client.next(({ event, data }) => event === 'run' && data.id === id);
  expect(begun.data).toMatchObject({
    ...{ id, experiment: '0', name: 'first', status: 'RUNNING', deleted_at: null },
    batches: 1,
  });
  await registry.logBatch({ id, points: [{ key: 'loss', value: 0.5, timestamp: 1, step: 1 }] });
  const moved = await client.next(({ data }) => data.id === id && data.batches === 2);
  await registry.createModel({ name: 'm' });
  const entry = await client.next(({ event }) => event === 'change');
  expect(entry.data).toMatchObject({ command: 'create' });
  expect(entry.id.startsWith(`${entry.data.revision}.`)).toBe(true);
  await registry.updateRun({ id, status: 'FINISHED' });
  await client.next(({ data }) => data.status === 'FINISHED');
  await registry.deleteRun(id);
  await client.next(({ data }) => data.id === id && data.deleted_at !== null);
  await client.end();
  expect(movesOf(client.events, old.id)).toEqual([]);

  // Comes back, and gets what it has missed, each once and in order.
  const again = await listen(moved.id);
  await again.next(({ data }) => data.id === id && data.deleted_at !== null);
  await wait(1200);
  await again.end();
  expect(again.events.filter(({ event }) => event === 'change')).toHaveLength(1);
  expect(movesOf(again.events, id).map(({ data }) => data.status)).toEqual(['FINISHED', 'FINISHED']);
});

it('says that moves were missed if another server had counted them; entries are never missed', async () => {
  const { revision } = await registry.catalogue();
  await registry.createModel({ name: 'n' });
  const client = await listen(`${revision}.0123abcd-7`);
  const missed = await client.next(({ event }) => event === 'missed');
  expect(missed.data).toEqual({ what: 'runs' });
  const entry = await client.next(({ event }) => event === 'change');
  expect(entry.data.revision).toBe(revision + 1);
  await client.end();

  // An id as it was before runs had events: the revision.
  const plain = await listen(String(revision));
  await plain.next(({ event }) => event === 'change');
  await plain.end();
  expect(plain.events.map(({ event }) => event)).toEqual(['change']);
});

it('answers others while all runs are read for the first time, and says then that moves were missed', async () => {
  const cold = await startTestServer();
  const { id } = await new Registry(cold.root).createRun();
  const runs = join(cold.root, '.mreg', 'runs', '0');
  for (let count = 1; count < 4000; count += 1)
    cpSync(join(runs, id), join(runs, count.toString(16).padStart(32, '0')), { recursive: true });
  const [client, told] = await Promise.all([
    listen(undefined, cold),
    cold.ask('GET', '/api/v1/models').then(({ status }) => ({ status, at: performance.now() })),
  ]);
  const missed = await client.next(({ event }) => event === 'missed');
  expect(told.status).toBe(200);
  expect(missed.at).toBeGreaterThan(told.at);
  await client.end();
  await cold.stop();
});
