/** A thread that hashes the files it is told of, one after the other, or what comes through a ring; see hasher.ts and
 * copy-large.ts. */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Reading } from '../../../place.ts';
import { hashFile } from './hash-file.ts';
import { drain, type RingMemory } from './shared-memory.ts';

/** What a thread says of a file: bytes as they are read, then what the file holds. */
export type Report = { readonly bytes: number } | { readonly reading: Reading };

parentPort?.on('message', async (told: string | RingMemory) => {
  if (typeof told !== 'string') {
    const hash = createHash('sha256');
    drain(told, (piece) => hash.update(piece));
    parentPort?.postMessage(hash.digest('hex'));
    return;
  }
  const report = (message: Report) => parentPort?.postMessage(message);
  report({ reading: await hashFile(told, (bytes) => report({ bytes })) });
});
