/** Changes as they come: each entry of the log, and each run that moves, as server-sent events. */
import { PassThrough, type Readable } from 'node:stream';
import type { Registry } from '../../registry.ts';
import type { Asked } from './route.ts';
import type { RunWatch } from './run-watch.ts';

const ASK_EVERY_MS = 500;
const BEAT_EVERY_MS = 15_000;
const MOST_AT_ONCE = 1000;

/** How far a client has come: the revision, and the number of the last move of a run, if it has seen one of this server. */
interface Position {
  revision: number;
  move: number;
}

/** A stream of events from after `Last-Event-ID` on, else from the revision after `since`, else from now on.
 * @throws MREG_USAGE for what is no revision */
export async function followEvents(registry: Registry, watch: RunWatch, asked: Asked): Promise<Readable> {
  const { answer, headers, raw } = asked.call;
  const stream = new PassThrough();
  const since = asked.count('since');
  const last = /^(\d{1,15})(?:\.(\w+)-(\d{1,15}))?$/.exec(String(headers['last-event-id'] ?? ''));
  await watch.look().catch(() => undefined);
  const at: Position = {
    revision: last ? Number(last[1]) : (since ?? (await registry.catalogue()).revision),
    move: last?.[2] === watch.epoch ? Number(last[3]) : watch.seq,
  };
  const send = (event: string, data: object) =>
    stream.write(
      `id: ${at.revision}.${watch.epoch}-${at.move}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
  const sendEntries = async () => {
    const { revision } = await registry.catalogue();
    if (revision <= at.revision) return;
    const { entries } = await registry.history({ limit: Math.min(revision - at.revision, MOST_AT_ONCE) });
    for (const entry of entries.toReversed()) {
      if (entry.revision <= at.revision) continue;
      at.revision = entry.revision;
      send('change', entry);
    }
  };
  const sendMoves = async () => {
    await watch.look();
    const moves = watch.since(at.move);
    if (!moves) sendMissed();
    for (const { seq, run } of moves ?? []) {
      at.move = seq;
      send('run', run);
    }
  };
  const sendMissed = () => {
    at.move = watch.seq;
    send('missed', { what: 'runs' });
  };
  let isAsking = false;
  const poll = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      await sendEntries();
      await sendMoves();
    } catch (error) {
      stream.write(
        `event: failure\ndata: ${JSON.stringify({ message: error instanceof Error ? error.name : 'Error' })}\n\n`,
      );
    } finally {
      isAsking = false;
    }
  };
  const asking = setInterval(poll, ASK_EVERY_MS);
  const beating = setInterval(() => stream.write(': \n\n'), BEAT_EVERY_MS);
  const end = () => {
    clearInterval(asking);
    clearInterval(beating);
    stream.end();
  };
  raw.socket.once('close', end);
  stream.once('close', end);
  answer.header('content-type', 'text/event-stream; charset=utf-8');
  answer.header('cache-control', 'no-store');
  stream.write(`retry: 2000\n\n`);
  // Another server has counted the moves that this client has seen.
  if (last?.[2] !== undefined && last[2] !== watch.epoch) sendMissed();
  void poll();
  return stream;
}
