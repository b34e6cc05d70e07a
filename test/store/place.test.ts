/** What a registry needs of the place where its files lie (src/store/place.ts), asked of each kind of place. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSource } from '../../src/store/intake/list-source.ts';
import { type Layout, layoutOf } from '../../src/store/layout.ts';
import { streamOf } from '../../src/store/place/stream.ts';
import { isThere, readNamed, readOrExplain } from '../../src/store/place.ts';
import { STORES, type Store, startStore, withoutStore } from '../support/bucket.ts';
import { skipFor } from '../support/skip.ts';
import { workspace } from '../support/store.ts';

/** Makes an empty place; each call of the answer is another client of it. */
type MakePlace = () => () => Layout;

interface TestedPlace {
  readonly name: string;
  readonly makePlace: MakePlace;
  /** Why it cannot be had here. */
  readonly without?: string | undefined;
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
}

const folder: TestedPlace = {
  name: 'a folder',
  makePlace: () => {
    const root = join(workspace(), 'registry');
    return () => layoutOf(root);
  },
};

const buckets = STORES.map((name): TestedPlace => {
  let store: Store;
  return {
    name: `a bucket of ${name}`,
    without: withoutStore(name),
    makePlace: () => {
      const root = store.newRoot();
      return () => layoutOf(root);
    },
    async start() {
      store = await startStore(name);
      Object.assign(process.env, store.env);
    },
    stop: () => store.stop(),
  };
});

const bytes = (text: string) => Buffer.from(text);

const tested = [folder, ...buckets];
for (const { name, without, makePlace, start, stop } of tested)
  describe(name, skipFor(without), () => {
    beforeAll(async () => start?.());
    afterAll(async () => stop?.());

    /** Two clients of a new place, where files can be created in the log. */
    async function clients() {
      const open = makePlace();
      const [one, other] = [open(), open()];
      await one.place.prepare(one.log, one.trash);
      return { one, other, place: one.place, path: one.entry(1) };
    }

    const text = async ({ place }: Layout, path: string) => (await place.read(path))?.toString('utf8');
    const names = async ({ place }: Layout, directory: string) =>
      (await place.list(directory))?.map(({ name }) => name).sort();

    test('of what is not there nothing is told, and to ask makes nothing', async () => {
      const layout = makePlace()();
      const { place, manifest, log } = layout;
      expect(await place.read(manifest)).toBeUndefined();
      expect(await place.exists(manifest)).toBe(false);
      expect(await place.stat(manifest)).toBeUndefined();
      expect(await place.list(log)).toBeUndefined();
      expect(await readNamed(place, manifest)).toBeUndefined();
      expect(await readOrExplain(place, manifest)).toBeUndefined();
      expect(await isThere(place, log)).toBe(false);
      place.refresh(manifest, layout.entry(1));
      expect(await place.exists(layout.root)).toBe(false);
    });

    test('prepare: many at once make one, and again it does no harm', async () => {
      const { place, series } = makePlace()();
      const directory = `${series}/t/m/1-0`;
      await Promise.all(Array.from({ length: 10 }, () => place.prepare(directory)));
      await place.prepare(directory);
      expect(await place.create(`${directory}/file`, bytes('x'))).toBe('created');
    });

    test('create: of many at once one creates, and its bytes stay', async () => {
      const { one, other, path } = await clients();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : other).place.create(path, bytes(`writer ${index}`)),
        ),
      );
      expect(results.filter((result) => result === 'created')).toHaveLength(1);
      expect(results.filter((result) => result === 'exists')).toHaveLength(19);
      expect(await text(other, path)).toBe(`writer ${results.indexOf('created')}`);
      expect(await leftovers(one)).toEqual([]);
    });

    test('create: the bytes are whole, however many', async () => {
      const { one, other } = await clients();
      for (const [index, size] of [0, 1, 4096, 8 << 20].entries()) {
        const written = Buffer.alloc(size, `${index} `);
        expect(await one.place.create(one.entry(index + 1), written)).toBe('created');
        expect((await other.place.read(one.entry(index + 1)))?.equals(written)).toBe(true);
        expect(await other.place.stat(one.entry(index + 1))).toMatchObject({ kind: 'file', size });
      }
    });

    test('create: an answer that was lost is told by the bytes, and by where they have gone', async () => {
      const { one, other, place, path } = await clients();
      expect(await place.create(path, bytes('mine'))).toBe('created');
      expect(await other.place.create(path, bytes('mine'))).toBe('created');
      expect(await other.place.create(path, bytes('theirs'))).toBe('exists');
      expect(await other.place.create(path, bytes('theirs'), { arrived: async () => false })).toBe('exists');
      expect(await other.place.create(path, bytes('theirs'), { arrived: async () => true })).toBe('created');
      expect(await text(one, path)).toBe('mine');
    });

    test('create: waits for what it rests on, and makes nothing if that fails', async () => {
      const { one, other, place, path } = await clients();
      let go = () => {};
      const waiting = new Promise<void>((done) => {
        go = done;
      });
      const created = place.create(path, bytes('mine'), { after: [waiting] });
      expect(await other.place.create(path, bytes('theirs'))).toBe('created');
      go();
      expect(await created).toBe('exists');
      const refused = Promise.reject(new Error('no'));
      refused.catch(() => undefined);
      const failed = place.create(one.entry(2), bytes('mine'), { after: [refused] });
      await expect(failed).rejects.toThrow('no');
      expect(await place.exists(one.entry(2))).toBe(false);
      expect(await leftovers(one)).toEqual([]);
    });

    test('list: names that begin alike, and those that come after one', async () => {
      const { one, place } = await clients();
      const all = ['a-1', 'a-2', 'a', 'a.b', 'b', 'ä'];
      for (const name of all) await place.create(`${one.log}/${name}`, bytes(name));
      const listed = async (only?: { beginning?: string; after?: string }) =>
        (await place.list(one.log, only))?.map(({ name }) => name).sort();
      expect(await listed()).toEqual([...all].sort());
      expect(await listed({ beginning: 'a-' })).toEqual(['a-1', 'a-2']);
      expect(await listed({ after: 'a-1' })).toEqual(['a-2', 'a.b', 'b', 'ä']);
      expect(await listed({ beginning: 'a', after: 'a-' })).toEqual(['a-1', 'a-2', 'a.b']);
      expect((await listed({ beginning: 'c' })) ?? []).toEqual([]);
    });

    test('replace: a remote place replaces what was read, and nothing else', async () => {
      const { one, other, place } = await clients();
      const files = (content: string) => [{ path: one.manifest, bytes: bytes(content) }];
      await place.replace(files('first'));
      const first = (await place.read(one.manifest)) as Buffer;
      expect(await place.replace(files('second'), first)).toBe(place.remote ? true : undefined);
      const second = (await other.place.read(other.manifest)) as Buffer;
      expect(await place.replace(files('third'), first)).toBe(place.remote ? false : undefined);
      if (!place.remote) return;
      expect(await text(other, other.manifest)).toBe('second');
      await place.remove(one.manifest);
      expect(await other.place.replace(files('fourth'), second)).toBe(false);
      expect(await place.exists(one.manifest)).toBe(false);
    });

    test('create: a name is free again once its file is removed', async () => {
      const { one, other, place, path } = await clients();
      await place.create(path, bytes('first'));
      await other.place.removeFiles(one.log, ['0000000001.jsonl']);
      expect(await text(one, path)).toBeUndefined();
      expect(await place.create(path, bytes('second'))).toBe('created');
      expect(await text(other, path)).toBe('second');
    });

    test('replace: a reader sees the old bytes or the new', async () => {
      const { one, other } = await clients();
      const texts = ['a', 'b'].map((letter) => letter.repeat(2 ** 16));
      const write = (turn: number) =>
        one.place.replace([{ path: one.manifest, bytes: bytes(texts[turn % 2] as string) }]);
      await write(0);
      let replacing = true;
      const seen = new Set<string | undefined>();
      const reader = (async () => {
        while (replacing) {
          seen.add(await text(other, other.manifest));
          await new Promise(setImmediate);
        }
      })();
      for (let turn = 1; turn <= 50; turn += 1) await write(turn);
      replacing = false;
      await reader;
      expect([...seen].sort()).toEqual(texts);
      expect(await leftovers(one)).toEqual([]);
    });

    test('replace: who sees the last file sees all of them', async () => {
      const { one, other } = await clients();
      const paths = Array.from({ length: 150 }, (_, index) => one.model(`t/m${index}`));
      const write = (content: string) =>
        one.place.replace(paths.map((path) => ({ path, bytes: bytes(content) })));
      await write('1');
      const writing = write('2');
      const last = paths.at(-1) as string;
      while ((await text(other, last)) === '1') await new Promise(setImmediate);
      expect(new Set(await Promise.all(paths.map((path) => text(other, path))))).toEqual(new Set(['2']));
      await writing;
    });

    test('replace: what was created can be replaced, and is there for create', async () => {
      const { one, other, place, path } = await clients();
      await place.create(path, bytes('created'));
      await place.replace([{ path, bytes: bytes('replaced') }]);
      expect(await text(other, path)).toBe('replaced');
      expect(await other.place.create(path, bytes('created again'))).toBe('exists');
      expect(await text(one, path)).toBe('replaced');
    });

    test('list: files and directories by their own names, and nothing else', async () => {
      const { one, other, place } = await clients();
      const directory = `${one.series}/t`;
      await place.prepare(`${directory}/inner`);
      const odd = ['with space', 'ünïcode', '.hidden', "quo'te", 'a+b&c=d%20e', '0000000001.jsonl'];
      for (const name of odd) await place.create(`${directory}/${name}`, bytes(name));
      await place.create(`${directory}/inner/deep`, bytes('x'));
      const listed = await other.place.list(directory);
      expect(new Map(listed?.map(({ name, kind }) => [name, kind]))).toEqual(
        new Map([...odd.map((name) => [name, 'file'] as const), ['inner', 'directory'] as const]),
      );
      expect(listed).toHaveLength(odd.length + 1);
      for (const name of odd) expect(await text(other, `${directory}/${name}`)).toBe(name);
    });

    test('list: more than a page of names', async () => {
      const { one, other, place } = await clients();
      const many = Array.from({ length: 1100 }, (_, index) => `file-${index}`);
      for (let next = 0; next < many.length; next += 100)
        await place.replace(
          many
            .slice(next, next + 100)
            .map((name) => ({ path: `${one.models}/t/${name}`, bytes: bytes(name) })),
        );
      expect(await names(other, `${one.models}/t`)).toEqual([...many].sort());
    });

    test('look: what it is, how large, and when it was made', async () => {
      const { one, place, path } = await clients();
      const before = Date.now();
      await place.create(path, bytes('four'));
      const found = await place.stat(path);
      expect(found).toMatchObject({ kind: 'file', size: 4 });
      // File systems and servers have clocks of their own.
      expect(Math.abs((found?.changed.getTime() ?? 0) - before)).toBeLessThan(60_000);
      expect(await place.stat(one.log)).toMatchObject({ kind: 'directory' });
    });

    test('removeFiles: those that are named, as far as they are there', async () => {
      const { one, other, place } = await clients();
      for (const revision of [1, 2, 3]) await place.create(one.entry(revision), bytes(`${revision}`));
      await place.removeFiles(one.log, ['0000000001.jsonl', '0000000003.jsonl', '0000000009.jsonl']);
      expect(await names(other, one.log)).toEqual(['0000000002.jsonl']);
      await Promise.all(
        [one, other].map((client) => client.place.removeFiles(one.log, ['0000000002.jsonl'])),
      );
      await place.settle(one.log);
      expect((await names(other, one.log)) ?? []).toEqual([]);
    });

    /** A version in the staging area, complete but for its name. */
    async function staged({ place, staging }: Layout, name: string) {
      const draft = `${staging}/${name}`;
      await place.prepare(`${draft}/inner`);
      await place.put(`${draft}/inner/weights`, [bytes('weights of '), bytes(name)]);
      await place.put(`${draft}/metadata.json`, [bytes(`of ${name}`)]);
      return draft;
    }

    test('publish: of many at once one gets the name, with all its files; the others keep theirs', async () => {
      const { one, other } = await clients();
      const target = one.absolute('t/m_v1.0.0_20260101000000');
      const clientOf = (index: number) => (index % 2 ? one : other);
      const drafts = await Promise.all(
        Array.from({ length: 10 }, (_, index) => staged(clientOf(index), `draft-${index}`)),
      );
      const results = await Promise.all(
        drafts.map((draft, index) => clientOf(index).place.publish(draft, target)),
      );
      const winner = results.indexOf('published');
      expect(results.filter((result) => result === 'published')).toHaveLength(1);
      expect(results.filter((result) => result === 'exists')).toHaveLength(9);
      expect(await text(other, `${target}/inner/weights`)).toBe(`weights of draft-${winner}`);
      expect(await names(other, target)).toEqual(['inner', 'metadata.json']);
      for (const [index, draft] of drafts.entries())
        if (index !== winner)
          expect(await text(clientOf(index), `${draft}/metadata.json`)).toBe(`of draft-${index}`);
    });

    test('write: pieces one after the other, in directories that are made', async () => {
      const { one, place } = await clients();
      const path = `${one.staging}/draft/a/b/file`;
      const writer = await place.write(path);
      const piece = bytes('first, ');
      await writer.write(piece);
      piece.fill(0);
      await writer.write(bytes('second'));
      await writer.end();
      expect(await text(one, path)).toBe('first, second');
      await expect(place.write(path)).rejects.toMatchObject({ code: 'MREG_IO' });
      const dropped = await place.write(`${path}-dropped`);
      await dropped.write(bytes('x'));
      await dropped.cancel();
      expect(await place.exists(`${path}-dropped`)).toBe(false);
      await place.settle(path);
      await place.settle(`${one.staging}/draft/a/b`);
    });

    test('publish: a file gets a name that is free, and keeps its first until it is discarded', async () => {
      const { one, other, place } = await clients();
      const directory = `${one.runs}/1/artifacts`;
      const drafts = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const path = `${one.staging}/file-${index}`;
          await place.put(path, [bytes(`of ${index}`)]);
          return path;
        }),
      );
      const results = await Promise.all(drafts.map((draft) => place.publish(draft, `${directory}/file`)));
      const winner = results.indexOf('published');
      expect(results.filter((result) => result === 'published')).toHaveLength(1);
      expect(await text(other, `${directory}/file`)).toBe(`of ${winner}`);
      expect(await place.publish(drafts[winner] as string, `${directory}/second`)).toBe('published');
      for (const draft of drafts) await place.discard(draft);
      expect(await leftovers(other)).toEqual([]);
      expect(await text(other, `${directory}/second`)).toBe(`of ${winner}`);
    });

    test('move: in the place of a file or an empty directory, but of nothing else', async () => {
      const { one, other, place } = await clients();
      const target = `${one.runs}/1/file`;
      for (const content of ['first', 'second']) {
        await place.put(`${one.staging}/file`, [bytes(content)]);
        expect(await place.move(`${one.staging}/file`, target)).toBe(true);
        expect(await text(other, target)).toBe(content);
      }
      expect(await place.move(`${one.staging}/file`, target)).toBe(false);
      const log = `${one.staging}/log`;
      await place.put(`${await staged(one, 'log')}/more`, [bytes('x')]);
      expect(await place.move(log, one.log)).toBe(true);
      expect(await names(other, one.log)).toEqual(['inner', 'metadata.json', 'more']);
      await staged(one, 'log');
      expect(await place.move(log, one.log)).toBe(false);
      expect(await text(one, `${log}/metadata.json`)).toBe('of log');
    });

    test('take: the files of a source, hashed on the way; what fails leaves nothing', async () => {
      const { one, other, place } = await clients();
      const base = workspace();
      mkdirSync(join(base, 'sub'));
      const content = { 'sub/small': bytes('small'), large: Buffer.alloc(3 << 20, 'large ') };
      for (const [path, written] of Object.entries(content)) writeFileSync(join(base, path), written);
      const source = await listSource(base);
      const draft = `${one.staging}/draft`;
      const taken = await place.take(source, draft, {});
      expect(taken).toEqual(
        Object.entries(content)
          .map(([path, written]) => ({
            path,
            size: written.length,
            sha256: createHash('sha256').update(written).digest('hex'),
          }))
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
      await place.settle(draft);
      const target = one.absolute('t/m_v1.0.0_1');
      expect(await place.publish(draft, target)).toBe('published');
      for (const [path, written] of Object.entries(content))
        expect((await other.place.read(`${target}/${path}`))?.equals(written)).toBe(true);
      rmSync(join(base, 'large'));
      await expect(place.take(source, draft, {})).rejects.toMatchObject({ code: /MREG_(IO|INVALID)/ });
      await expect(place.take(source, draft, { signal: AbortSignal.abort() })).rejects.toThrow();
      expect(await leftovers(other)).toEqual([]);
    });

    test('what this user cannot do is told, and a place that can be used is told so', async () => {
      const { one, other, place, path } = await clients();
      await place.create(path, bytes('x'));
      expect(await place.findRefusals(one.log)).toEqual([]);
      expect(await place.findRefusals(`${one.log}/none`)).toEqual([]);
      expect(await place.canCreate(one.staging)).toBe(true);
      expect(await leftovers(other)).toEqual([]);
      expect(await place.findClosed()).toEqual([]);
      await place.share(one.root);
      await place.share(path);
      expect(await other.place.findClosed()).toEqual([]);
      expect(await text(other, path)).toBe('x');
    });

    test('removeEmpty: directories up to the first that holds something', async () => {
      const { one, place, path } = await clients();
      await place.create(path, bytes('x'));
      await place.removeEmpty([one.trash, one.log, one.staging]);
      expect(await place.exists(path)).toBe(true);
      await place.removeFiles(one.log, ['0000000001.jsonl']);
      await place.removeEmpty([one.log, one.staging, one.private]);
      expect((await names(one, one.root)) ?? []).toEqual([]);
    });

    test('withdraw: the name is free again, and the files can be published under another', async () => {
      const { one, other, place } = await clients();
      const [first, second] = ['t/m_v1.0.0_1', 't/m_v1.0.1_2'].map((directory) => one.absolute(directory));
      const draft = await staged(one, 'draft');
      expect(await place.publish(draft, first as string)).toBe('published');
      await place.withdraw(first as string, draft);
      expect(await other.place.exists(first as string)).toBe(false);
      await place.put(`${draft}/metadata.json`, [bytes('anew')]);
      expect(await place.publish(draft, second as string)).toBe('published');
      expect(await text(other, `${second}/metadata.json`)).toBe('anew');
    });

    test('open and hash: the bytes of a version', async () => {
      const { one, other, place } = await clients();
      const target = one.absolute('t/m_v1.0.0_1');
      await place.publish(await staged(one, 'draft'), target);
      const path = `${target}/inner/weights`;
      const hasher = await other.place.openHasher({}, 0);
      const { size = 0 } = (await other.place.stat(path)) ?? {};
      expect(await hasher.hash(path, size)).toEqual({
        size,
        sha256: createHash('sha256').update('weights of draft').digest('hex'),
      });
      expect(await hasher.hash(`${path}-none`, 1)).toEqual({ fault: 'missing' });
      await hasher.close();
      const opened = await other.place.open(path);
      expect(opened?.size).toBe(size);
      const read = Buffer.alloc(100);
      let length = 0;
      for (let more = 1; more > 0; length += more)
        more = (await opened?.read(read, length, 10))?.bytesRead ?? 0;
      expect(read.toString('utf8', 0, length)).toBe('weights of draft');
      expect((await opened?.read(read, 0, 2, 11))?.bytesRead).toBe(2);
      expect(read.toString('utf8', 0, 2)).toBe('dr');
      await opened?.close();
      for (const [range, expected] of [
        [{}, 'weights of draft'],
        [{ start: 8 }, 'of draft'],
        [{ start: 0, end: 6 }, 'weights'],
        [{ start: 100 }, ''],
      ] as const)
        expect(String(await streamOf(() => other.place.open(path), range).toArray())).toBe(expected);
      await place.remove(target);
      expect(await other.place.open(path)).toBeUndefined();
    });

    test('remove: a file or a whole directory, as far as it is there; many at once', async () => {
      const { one, other, place, path } = await clients();
      const target = one.absolute('t/m_v1.0.0_1');
      await place.publish(await staged(one, 'draft'), target);
      await place.create(path, bytes('x'));
      await Promise.all([one, other, one].map((client) => client.place.remove(target)));
      await place.remove(path);
      await place.remove(path);
      expect(await other.place.exists(target)).toBe(false);
      expect(await other.place.exists(path)).toBe(false);
      expect((await names(one, one.trash)) ?? []).toEqual([]);
    });

    test('note and discard: what lies in the staging area for a while', async () => {
      const { one, other, place } = await clients();
      const path = `${one.staging}/note.json`;
      const forget = await place.note(path, bytes('note'));
      expect(await text(other, path)).toBe('note');
      await forget();
      await forget();
      const draft = await staged(one, 'draft');
      await place.discard(draft);
      await place.discard(draft);
      expect(await leftovers(other)).toEqual([]);
    });

    async function leftovers(layout: Layout): Promise<readonly string[]> {
      return (await names(layout, layout.staging)) ?? [];
    }
  });
