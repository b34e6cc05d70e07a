/**
 * The streams of the process. Node takes as long to make one of its own as most commands take for everything else, so
 * files and pipes are written to directly, and Node's streams are for terminals and for whoever sets a pipe not to block.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';
import { errno } from '../system-error.ts';
import type { Streams } from './main.ts';
import type { Stream } from './output.ts';

const NULL_DEVICE = process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null';

/** Streams that are made when they are first asked for. */
export const streams: Streams = {
  get stdout() {
    return open(1, () => process.stdout);
  },
  get stderr() {
    return open(2, () => process.stderr);
  },
  get stdin() {
    return process.stdin;
  },
};

function open(fd: number, nodes: () => NodeJS.WriteStream): Stream {
  return isTerminal(fd) ? listened(nodes()) : { write: (text, done) => write(fd, text, nodes, done) };
}

/** As near as can be told at once: any other character device is as good in Node's hands. */
function isTerminal(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isCharacterDevice() && stats.rdev !== statSync(NULL_DEVICE).rdev;
  } catch {
    return true;
  }
}

function write(
  fd: number,
  text: string,
  nodes: () => NodeJS.WriteStream,
  done: (error?: Error | null) => void = ignore,
): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    done();
  } catch (error) {
    if (errno(error) === 'EAGAIN') listened(nodes()).write(rest, done);
    else done(error as Error);
  }
}

/** A reader such as `head` may go away before everything is written; each write reports that by itself. */
function listened(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.listenerCount('error', ignore) === 0) stream.on('error', ignore);
  return stream;
}

function ignore(): void {}
