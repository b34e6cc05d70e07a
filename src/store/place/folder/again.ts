/**
 * What a network file system answers is not always so. A client remembers for a while what it saw: a name that it asked for
 * too early stays absent there, and a file that another client replaced is opened from memory and cannot be read then (ESTALE).
 * Opening the directory makes it ask the server (close-to-open: nfs(5), "Data and metadata coherence"). So a read that fails in a
 * way that passes runs again, and an absence that contradicts what is known is not believed before the directory was
 * opened. As long as all goes well none of this makes a system call.
 */
import { closeSync, lstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { MregError } from '../../../errors.ts';
import { errno, io } from '../../../system-error.ts';

/** Before each further attempt. A mount that times out has waited long enough by itself: ETIMEDOUT is final. */
const PAUSES_MS = [0, 10, 50, 200];

/** Each may be over at the next call: the file was replaced, the server starts again or is busy, a signal came in between. */
const PASSING: ReadonlySet<string> = new Set([
  'ESTALE',
  'EBADHANDLE',
  'EBADCOOKIE',
  'EREMOTEIO',
  'ESERVERFAULT',
  'EJUKEBOX',
  'EBUSY',
  'EAGAIN',
  'EINTR',
  'ERESTARTSYS',
]);

/** Runs a read that opens `path` or something in it, and runs it again as long as it fails in a way that passes. `work` has to
 * open anew each time. */
export async function again<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error, path)) throw error;
    }
    await new Promise((done) => setTimeout(done, pause));
    revalidate(path);
  }
  return work();
}

/** The same for a read that waits. */
export function againSync<T>(path: string, work: () => T): T {
  for (const pause of PAUSES_MS) {
    try {
      return work();
    } catch (error) {
      if (!passes(error, path)) throw error;
    }
    if (pause > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    revalidate(path);
  }
  return work();
}

/** A read of `path` that runs again, with the error for people where it fails all the same.
 * @throws MREG_IO */
export async function readAgain<T>(path: string, work: () => Promise<T>): Promise<T> {
  return io('read', path, () => again(path, work));
}

/** Asks for what something names, in one of some places: an absence is believed the second time. */
export async function insist<T>(
  paths: readonly string[],
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const first = await ask();
  if (first !== undefined) return first;
  revalidate(...paths);
  return ask();
}

/** Makes a client of a network file system ask the server for the names beside each path again, and for those of the
 * directories above it as far as they seem to be missing. */
export function revalidate(...paths: readonly string[]): void {
  for (const directory of new Set(paths.map((path) => dirname(path)))) {
    if (open(directory) || directory === dirname(directory)) continue;
    // The directory's own name may be what is remembered wrongly.
    revalidate(directory);
    open(directory);
  }
}

function open(directory: string): boolean {
  try {
    closeSync(openSync(directory, 'r'));
    return true;
  } catch {
    return false;
  }
}

function passes(error: unknown, path: string): boolean {
  const code = errno(error instanceof MregError ? error.cause : error);
  return code !== undefined && (PASSING.has(code) || (code === 'EACCES' && isNew(dirname(path))));
}

const NEW_MS = 2000;

/** Whether a directory was made a moment ago: its maker may be about to open it to the group (modes.ts). */
function isNew(directory: string): boolean {
  try {
    return Date.now() - lstatSync(directory).ctimeMs < NEW_MS;
  } catch {
    return false;
  }
}
