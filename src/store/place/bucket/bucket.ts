/**
 * A registry in a bucket: an object for each file, under the key that the path has. There are no directories; one "is there" if an
 * object lies in it. Drafts are in this process until they are published.
 */
import { randomUUID } from 'node:crypto';
import { MregError } from '../../../errors.ts';
import { inLanes } from '../../../work.ts';
import { hashFiles } from '../../intake/hash-source.ts';
import type { Facts, Listed, Place } from '../../place.ts';
import { createClient } from './client.ts';
import { type DraftFile, Drafts } from './drafts.ts';
import {
  createObject,
  getTagged,
  headObject,
  listObjects,
  putObject,
  removeObjects,
  replaceObject,
} from './objects.ts';
import { createObjectHasher, openDraft, openObject } from './open-object.ts';
import { type Claims, createOwn, publishFiles, removeBelow, withdrawFiles } from './publish.ts';
import { upload } from './upload.ts';

const WRITTEN_AT_ONCE = 8;

/** The directories of a registry in a bucket that the place has to know, as addresses. */
export interface BucketDirectories {
  readonly root: string;
  readonly staging: string;
}

/** A bucket as the place of a registry. It asks for nothing yet. */
export function createBucket({ root, staging }: BucketDirectories): Place {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(root) ?? [];
  const client = createClient(bucket);
  const keyOf = (path: string) => {
    if (path !== root && !path.startsWith(`${root}/`)) throw new Error(`${path} is not a path of ${root}`);
    return `${prefix}${path.slice(root.length)}`.replace(/^\/|\/$/g, '');
  };
  const prefixOf = (path: string) => (keyOf(path) === '' ? '' : `${keyOf(path)}/`);
  const drafts = new Drafts();
  /** What the store calls the bytes that were read. */
  const tags = new WeakMap<Uint8Array, string>();
  const claims: Claims = { client, staging: prefixOf(staging) };

  const hasBelow = async (prefix: string) =>
    (await listObjects(client, prefix, { most: 1 })).objects.length > 0;
  const isDraft = (path: string) => path.startsWith(`${staging}/`) && drafts.holds(path, staging);

  const place: Place = {
    remote: true,
    renames: false,
    async read(path) {
      const draft = drafts.get(path);
      if (draft) return readDraft(draft);
      const found = await getTagged(client, keyOf(path));
      if (found) tags.set(found.body, found.etag);
      return found?.body;
    },
    async exists(path) {
      if (path.startsWith(`${staging}/`) && drafts.filesOf(path)) return true;
      if (drafts.get(path)) return true;
      if (path.endsWith('/') || keyOf(path) === '') return hasBelow(prefixOf(path));
      // Of all keys that begin with it the key itself is the first, and what is in a directory of that name soon after.
      const [first] = (await listObjects(client, keyOf(path), { most: 1 })).objects;
      if (!first) return false;
      return first.key === keyOf(path) || first.key.startsWith(prefixOf(path)) || hasBelow(prefixOf(path));
    },
    async stat(path) {
      const found =
        drafts.get(path) ?? (keyOf(path) === '' ? undefined : await headObject(client, keyOf(path)));
      if (found) return { kind: 'file', size: found.size, changed: found.changed };
      const { objects } = await listObjects(client, prefixOf(path));
      if (objects.length === 0) return undefined;
      return { kind: 'directory', size: 0, changed: newest(objects) };
    },
    async list(directory, { beginning = '', after } = {}) {
      const draft = drafts.filesOf(directory);
      if (draft) return listDraft(draft);
      const start = prefixOf(directory);
      const { objects, prefixes } = await listObjects(client, `${start}${beginning}`, {
        delimiter: '/',
        after: after && `${start}${after}`,
      });
      const listed: Listed[] = [
        ...prefixes.map((one) => ({ name: one.slice(start.length, -1), kind: 'directory' as const })),
        ...objects.map(({ key, size }) => ({ name: key.slice(start.length), kind: 'file' as const, size })),
      ];
      // Some tools make an object for a directory, whose key ends in a slash.
      const named = listed.filter(({ name }) => name !== '');
      return named.length > 0 ? named : undefined;
    },
    async open(path) {
      const draft = drafts.get(path);
      if (draft) return openDraft(draft);
      return openObject(client, keyOf(path));
    },
    openHasher: async (work, total) => createObjectHasher(place.open, work, total),
    findImpostor: async () => undefined,
    findRefusals: async () => [],
    findClosed: async () => [],
    share: async () => {},
    refresh: () => {},

    async canCreate(directory) {
      const key = `${prefixOf(directory)}${randomUUID()}`;
      const [first, second] = [Buffer.from('first'), Buffer.from('second')];
      try {
        if ((await createOwn(client, key, first)) === 'exists') return undefined;
        return (await createObject(client, key, second)) === 'exists';
      } finally {
        await removeObjects(client, [key]).catch(() => undefined);
      }
    },
    async found() {
      if ((await place.canCreate(staging)) !== false) return;
      throw new MregError(
        'MREG_INVALID',
        `${root} cannot hold a registry: its store ignores conditions (If-None-Match: *), so two writers could lose each other's changes`,
        { hint: 'use a store with conditional writes, such as Amazon S3, MinIO, R2 or versitygw' },
      );
    },
    prepare: async () => {},
    async create(path, bytes, { arrived, after = [] } = {}) {
      await Promise.all(after);
      if (isDraft(path)) {
        if (drafts.get(path)) return 'exists';
        drafts.put(path, [bytes]);
        return 'created';
      }
      return createOwn(client, keyOf(path), bytes, arrived);
    },
    async replace(files, over) {
      const last = files.at(-1);
      if (!last) return undefined;
      await inLanes(files.slice(0, -1), WRITTEN_AT_ONCE, ({ path, bytes }) =>
        putObject(client, keyOf(path), bytes),
      );
      const tag = over && tags.get(over);
      if (tag) return replaceObject(client, keyOf(last.path), last.bytes, tag);
      await putObject(client, keyOf(last.path), last.bytes);
      return undefined;
    },
    settle: async () => {},
    async note(path, bytes) {
      await putObject(client, keyOf(path), bytes);
      return () => removeObjects(client, [keyOf(path)]).catch(() => undefined);
    },
    async remove(path) {
      if (path.length <= root.length + 1) throw new Error(`${path} is all of the registry`);
      await drafts.discard(path);
      await removeObjects(client, [keyOf(path)]);
      await removeBelow(client, prefixOf(path));
    },
    removeEmpty: async () => {},
    async removeFiles(directory, names) {
      if (isDraft(`${directory}/`)) {
        for (const name of names) await drafts.discard(`${directory}/${name}`);
        return;
      }
      await removeObjects(
        client,
        names.map((name) => `${prefixOf(directory)}${name}`),
      );
    },

    async take(source, draft, work) {
      // Progress is that of the upload, which takes longer.
      const records = await hashFiles(source, { signal: work.signal });
      drafts.take(draft, source.files, records, work);
      return records;
    },
    async checkMovable() {
      throw notMovable();
    },
    async link() {
      throw notMovable();
    },
    write: (path) => drafts.write(path),
    async put(path, pieces) {
      drafts.put(path, pieces);
    },
    async publish(from, to) {
      const file = drafts.get(from);
      if (file)
        return (await upload(client, keyOf(to), file, { exclusive: true })) === 'created'
          ? 'published'
          : 'exists';
      const files = drafts.filesOf(from);
      if (!files) throw noDraft(from);
      const outcome = await publishFiles(claims, files, prefixOf(to), drafts.workOf(from));
      if (typeof outcome === 'string') {
        if (outcome === 'published') drafts.give(from);
        return outcome;
      }
      if (!outcome.isClean) drafts.give(from);
      throw outcome.failure;
    },
    async move(from, to) {
      const file = drafts.get(from);
      if (!file) return drafts.filesOf(from) ? (await place.publish(from, to)) === 'published' : false;
      await upload(client, keyOf(to), file);
      await drafts.discard(from);
      return true;
    },
    async withdraw(path, to) {
      const isGone = await withdrawFiles(claims, prefixOf(path)).catch(() => false);
      if (isGone) drafts.takeBack(to);
    },
    discard: (path) => drafts.discard(path),
  };
  return place;
}

async function readDraft(draft: DraftFile): Promise<Buffer> {
  const bytes = Buffer.alloc(draft.size);
  await draft.use((read) => read(bytes, 0, draft.size, 0));
  return bytes;
}

function listDraft(files: ReadonlyMap<string, DraftFile>): Listed[] {
  const kinds = new Map<string, Listed>();
  for (const [path, { size }] of files) {
    const [name = '', ...rest] = path.split('/');
    kinds.set(name, rest.length > 0 ? { name, kind: 'directory' } : { name, kind: 'file', size });
  }
  return [...kinds.values()];
}

function newest(objects: readonly Pick<Facts, 'changed'>[]): Date {
  return new Date(Math.max(...objects.map(({ changed }) => changed.getTime())));
}

function notMovable(): MregError {
  return new MregError('MREG_CONFLICT', 'files cannot get into a bucket without being copied', {
    hint: 'register without --move, and remove the files afterwards',
  });
}

/** A file or a directory of a bucket gets no other name: all of it would have to be copied. */
function noDraft(path: string): MregError {
  return new MregError('MREG_INVALID', `${path} cannot get another name: a bucket renames nothing`, {
    hint: 'move it with a tool of the store',
  });
}
