/** A thread that hashes the files it is told of, one after the other; see hasher.ts. */
import { parentPort } from 'node:worker_threads';
import { hashFile, type Reading } from './hash-file.ts';

/** What a thread says: bytes as they are read, then what the file holds. */
export type Report = { readonly bytes: number } | { readonly reading: Reading };

parentPort?.on('message', async (path: string) => {
  const report = (message: Report) => parentPort?.postMessage(message);
  report({ reading: await hashFile(path, (bytes) => report({ bytes })) });
});
