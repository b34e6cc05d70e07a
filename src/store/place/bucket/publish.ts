/**
 * How the files of a draft get their keys. A bucket has no directories, and no way to give many objects their names at once: they are
 * nothing as long as nothing names them. So that no two writers ever mix theirs under one name, a writer first makes a claim, an
 * object that only one can create, and then looks whether anything lies under the name.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { MregError } from '../../../errors.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../../work.ts';
import type { Client } from './client.ts';
import type { DraftFile } from './drafts.ts';
import { createObject, getObject, listObjects, removeObjects } from './objects.ts';
import { PART, upload } from './upload.ts';

/** Files up to so many bytes, and how many of them go at once: what is on its way is in memory. A larger file goes alone, its parts
 * beside each other. */
const LANES = [
  { most: 256 << 10, atOnce: 16 },
  { most: PART, atOnce: 4 },
  { most: Number.POSITIVE_INFINITY, atOnce: 1 },
];

/** What became of files: where they lie, or that they may lie under a name that has to be cleaned up. */
export type Outcome = 'published' | 'exists' | { readonly failure: unknown; readonly isClean: boolean };

/** Where claims lie. */
export interface Claims {
  readonly client: Client;
  /** Ends in a slash. */
  readonly staging: string;
}

/** Puts files under a prefix that nothing lies under. The first in order comes last: whoever reads a journal before it is whole
 * finds that it has no beginning.
 * @throws nothing: a failure is part of the answer */
export async function publishFiles(
  claims: Claims,
  files: ReadonlyMap<string, DraftFile>,
  prefix: string,
  work: Work,
): Promise<Outcome> {
  const { client } = claims;
  let isClean = true;
  try {
    const outcome = await claim(claims, prefix, async () => {
      if ((await listObjects(client, prefix, { most: 1 })).objects.length > 0) return 'exists';
      isClean = false;
      try {
        await uploadAll(client, files, prefix, work);
        return 'published';
      } catch (error) {
        await removeBelow(client, prefix);
        // What had no answer may still arrive.
        isClean = !(error instanceof MregError && error.details?.unanswered === true);
        throw error;
      }
    });
    return outcome ?? 'exists';
  } catch (failure) {
    return { failure, isClean };
  }
}

async function uploadAll(
  client: Client,
  files: ReadonlyMap<string, DraftFile>,
  prefix: string,
  work: Work,
): Promise<void> {
  const [first, ...others] = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = [...files.values()].reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const progress = (bytes: number) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work);
  };
  // Exclusive, so that a request that was given up and arrives late replaces nothing.
  const each = async ([path, file]: readonly [string, DraftFile]) => {
    const key = `${prefix}${path}`;
    if ((await upload(client, key, file, { exclusive: true, progress })) === 'created') return;
    throw new MregError('MREG_IO', `cannot write ${key}: something else has been put there`);
  };
  let least = -1;
  for (const { most, atOnce } of LANES) {
    const fitting = others.filter(([, { size }]) => size > least && size <= most);
    await inLanes(fitting, atOnce, each);
    least = most;
  }
  if (first) await each(first);
}

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 20;

/** Removes what lies under a prefix, if nobody else is at work there: others claim it for a moment, to see that it is taken.
 * @throws MREG_IO */
export async function withdrawFiles(claims: Claims, prefix: string): Promise<boolean> {
  for (let left = ATTEMPTS, pause = FIRST_PAUSE_MS; left > 0; left -= 1, pause *= 2) {
    const done = await claim(claims, prefix, async () => {
      await removeBelow(claims.client, prefix);
      return true;
    });
    if (done) return true;
    await wait(Math.random() * pause);
  }
  return false;
}

/** Removes every object whose key begins with a prefix.
 * @throws MREG_IO */
export async function removeBelow(client: Client, prefix: string): Promise<void> {
  const { objects } = await listObjects(client, prefix);
  await removeObjects(
    client,
    objects.map(({ key }) => key),
  );
}

/** Works on a prefix alone; undefined if another does. A claim that a killed process leaves goes with the next `gc`: until then
 * the prefix is taken. */
async function claim<T>(
  { client, staging }: Claims,
  prefix: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const key = `${staging}${createHash('sha256').update(prefix).digest('hex').slice(0, 32)}.claim`;
  const own = Buffer.from(`${randomUUID()}\n`);
  if ((await createOwn(client, key, own)) === 'exists') return undefined;
  try {
    return await work();
  } finally {
    await removeObjects(client, [key]).catch(() => undefined);
  }
}

/** Makes an object unless there is one. Its bytes say whose it is: after an answer that was lost the request finds its own.
 * @throws MREG_IO; `details.unanswered` is true if the object may come to be all the same */
export async function createOwn(
  client: Client,
  key: string,
  bytes: Uint8Array,
  arrived: () => Promise<boolean> = async () => false,
): Promise<'created' | 'exists'> {
  const isMine = async () => (await getObject(client, key))?.equals(bytes) === true || arrived();
  try {
    if ((await createObject(client, key, bytes)) === 'created') return 'created';
    return (await isMine()) ? 'created' : 'exists';
  } catch (error) {
    if (error instanceof MregError && error.details?.unanswered && (await isMine().catch(() => false)))
      return 'created';
    throw error;
  }
}
