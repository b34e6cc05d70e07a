import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { stopIfInterrupted, type Work } from '../../../../work.ts';
import type { Hasher, Reading } from '../../../place.ts';
import { hashFile } from './hash-file.ts';
import type { Report } from './hash-worker.ts';
import { startHashWorker } from './start-hash-worker.ts';

/** Smaller files cost more to hand over than to hash. */
const LARGE = 4 << 20;
const SMALL_AT_ONCE = 8;

/** Hashes files on all cores. Node hashes on the thread that asks, so a second large file is what starts a second thread. `total` is for the progress alone. */
export function createHasher(work: Work, total: number): Hasher {
  let done = 0;
  const progress = (bytes: number) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work);
  };
  const here: Host = (path) => hashFile(path, progress);
  const workers: Worker[] = [];
  const small = createLane(Array.from({ length: SMALL_AT_ONCE }, () => here));
  const large = createLane([here], () => {
    if (workers.length + 1 >= availableParallelism()) return undefined;
    const worker = startHashWorker();
    if (!worker) return undefined;
    workers.push(worker);
    return hostOf(worker, progress, here);
  });
  return {
    hash: (path, size) => (size < LARGE ? small : large)(path),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Hashes one file at a time. */
type Host = (path: string) => Promise<Reading>;

/** Gives each file to the next host that is free, or that can be had. */
function createLane(idle: Host[], another: () => Host | undefined = () => undefined): Host {
  const waiting: (readonly [
    path: string,
    resolve: (reading: Reading) => void,
    reject: (error: unknown) => void,
  ])[] = [];
  const start = () => {
    while (waiting.length > 0) {
      const host = idle.pop() ?? another();
      const job = host && waiting.shift();
      if (!host || !job) return;
      const [path, resolve, reject] = job;
      void host(path)
        .then(resolve, reject)
        .then(() => {
          idle.push(host);
          start();
        });
    }
  };
  return (path) =>
    new Promise((resolve, reject) => {
      waiting.push([path, resolve, reject]);
      start();
    });
}

/** A thread that cannot be had leaves its files to `here`. */
function hostOf(worker: Worker, progress: (bytes: number) => void, here: Host): Host {
  let gone = false;
  worker.once('error', () => {
    gone = true;
  });
  return (path) =>
    new Promise((resolve, reject) => {
      if (gone) return resolve(here(path));
      const answer = (finish: () => void) => {
        worker.off('message', take);
        worker.off('error', lose);
        finish();
      };
      const lose = () => answer(() => resolve(here(path)));
      const take = (report: Report) => {
        if ('reading' in report) return answer(() => resolve(report.reading));
        try {
          progress(report.bytes);
        } catch (error) {
          answer(() => reject(error));
        }
      };
      worker.on('message', take);
      worker.on('error', lose);
      worker.postMessage(path);
    });
}
