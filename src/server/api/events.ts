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
  const at: Position = {
    revision: last ? Number(last[1]) : (since ?? (await registry.catalogue()).revision),
    // Another server has counted the moves that this client has seen, so none of them is known here.
    move: last?.[2] === undefined ? watch.seq : last[2] === watch.epoch ? Number(last[3]) : 0,
  };
  // A client may leave while something is looked up for it.
  const write = (text: string) => void (stream.writable && stream.write(text));
  const send = (event: string, data: object) =>
    write(`id: ${at.revision}.${watch.epoch}-${at.move}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
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
    if (!moves) {
      at.move = watch.seq;
      send('missed', { what: 'runs' });
    }
    for (const { seq, run } of moves ?? []) {
      at.move = seq;
      send('run', run);
    }
  };
  const tellFailure = (error: unknown) =>
    write(
      `event: failure\ndata: ${JSON.stringify({ message: error instanceof Error ? error.name : 'Error' })}\n\n`,
    );
  // A look at many runs takes its time, and entries do not wait for it.
  const polls = [sendEntries, sendMoves].map((send) => oneAtATime(() => send().catch(tellFailure)));
  const timers = [
    ...polls.map((poll) => setInterval(poll, ASK_EVERY_MS)),
    setInterval(() => write(': \n\n'), BEAT_EVERY_MS),
  ];
  const end = () => {
    for (const timer of timers) clearInterval(timer);
    stream.end();
  };
  raw.socket.once('close', end);
  stream.once('close', end);
  answer.header('content-type', 'text/event-stream; charset=utf-8');
  answer.header('cache-control', 'no-store');
  write('retry: 2000\n\n');
  for (const poll of polls) void poll();
  return stream;
}

/** Does nothing while an earlier call is under way. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
  let isBusy = false;
  return async () => {
    if (isBusy) return;
    isBusy = true;
    await work();
    isBusy = false;
  };
}
