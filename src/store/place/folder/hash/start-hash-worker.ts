import { Worker } from 'node:worker_threads';

/** A thread of hash-worker.ts. Undefined if there is no such file to be named, and an `error` of the thread if it cannot be
 * loaded: who bundles the library may lose it. Then the thread that asks has to hash. */
export function startHashWorker(): Worker | undefined {
  try {
    return new Worker(new URL('./hash-worker.js', import.meta.url));
  } catch {
    return undefined;
  }
}
