/** Changes as they come: each entry of the log, as server-sent events. */
import { PassThrough, type Readable } from 'node:stream';
import type { Registry } from '../../registry.ts';
import type { Asked } from './route.ts';

const ASK_EVERY_MS = 500;
const BEAT_EVERY_MS = 15_000;
const MOST_AT_ONCE = 1000;

/** A stream of events, from the revision after `Last-Event-ID` on, else after `since`, else from now on.
 * @throws MREG_USAGE for what is no revision */
export async function followEvents(registry: Registry, asked: Asked): Promise<Readable> {
  const { answer, headers, raw } = asked.call;
  const stream = new PassThrough();
  const since = asked.count('since');
  const last = headers['last-event-id'];
  let seen =
    last !== undefined && /^\d+$/.test(String(last))
      ? Number(last)
      : (since ?? (await registry.catalogue()).revision);
  let isAsking = false;
  const poll = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const { revision } = await registry.catalogue();
      if (revision > seen) {
        const { entries } = await registry.history({ limit: Math.min(revision - seen, MOST_AT_ONCE) });
        for (const entry of entries.toReversed()) {
          if (entry.revision <= seen) continue;
          stream.write(`id: ${entry.revision}\nevent: change\ndata: ${JSON.stringify(entry)}\n\n`);
          seen = entry.revision;
        }
      }
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
  void poll();
  return stream;
}
