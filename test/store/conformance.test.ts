import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EMPTY_STATE } from '../../src/core/state/state.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import { type ChangeContext, commit, type Decide, prepareLayout } from '../../src/store/journal/commit.ts';
import { layoutOf } from '../../src/store/layout.ts';
import { createIfAbsent, makeDirectory, replaceAll } from '../../src/store/place/folder/durable.ts';
import { publish } from '../../src/store/place/folder/moves.ts';
import { readState } from '../../src/store/state/read-state.ts';
import { mregWords } from '../support/executable.ts';
import { encodeJournal, entryName, linesOf, writeJournal } from '../support/journal.ts';
import { HANGS_AFTER_MS } from '../support/limit.ts';
import { expectSound, makeModel, makeRegistry, snapshot, workspace } from '../support/store.ts';

const rejects = (work: Promise<unknown>, code: ErrorCode, message: RegExp) =>
  expect(work).rejects.toMatchObject({ code, message: expect.stringMatching(message) });

/** Runs mreg while this process stands still. */
const meanwhile = (...args: string[]) => {
  const [program = '', ...words] = mregWords();
  execFileSync(program, [...words, ...args], { stdio: 'pipe', timeout: HANGS_AFTER_MS });
};

describe('the three moves', () => {
  const bytes = (text: string) => Buffer.from(text);

  function place() {
    const directory = workspace();
    const staging = join(directory, 'staging');
    mkdirSync(staging);
    return { directory, staging, path: join(directory, 'file') };
  }

  test('createIfAbsent: of many at once one creates, and its bytes stay', async () => {
    const { path, staging } = place();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => createIfAbsent(path, bytes(`writer ${index}`), staging)),
    );
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(results.filter((result) => result === 'exists')).toHaveLength(19);
    expect(readFileSync(path, 'utf8')).toBe(`writer ${results.indexOf('created')}`);
    expect(readdirSync(staging)).toEqual([]);
  });

  test('createIfAbsent: what cannot be created is an error with the path, and leaves nothing', async () => {
    const { directory, staging } = place();
    await rejects(
      createIfAbsent(join(directory, 'no', 'file'), bytes('x'), staging),
      'MREG_IO',
      /^cannot create \/.*\/no\/file: no such file/,
    );
    expect(readdirSync(staging)).toEqual([]);
    await rejects(
      createIfAbsent(join(directory, 'file'), bytes('x'), join(directory, 'none')),
      'MREG_IO',
      /^cannot write \/.*\/none\//,
    );
    expect(readdirSync(directory)).toEqual(['staging']);
  });

  test('replace: a reader sees the old bytes or the new', async () => {
    const { path, staging } = place();
    const texts = ['a', 'b'].map((letter) => letter.repeat(2 ** 16));
    await replaceAll([{ path, bytes: bytes(texts[0] as string) }], staging);
    let replacing = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (replacing) {
        seen.add(readFileSync(path, 'utf8'));
        await new Promise(setImmediate);
      }
    })();
    for (let turn = 1; turn <= 50; turn += 1)
      await replaceAll([{ path, bytes: bytes(texts[turn % 2] as string) }], staging);
    replacing = false;
    await reader;
    expect([...seen].sort()).toEqual(texts);
    expect(readdirSync(staging)).toEqual([]);
  });

  test('replaceAll: who sees the last file sees all of them, and a failure leaves nothing behind', async () => {
    const { directory, staging } = place();
    const names = Array.from({ length: 150 }, (_, index) => `part/${index}`);
    const write = (text: string) =>
      replaceAll(
        names.map((name) => ({ path: join(directory, name), bytes: bytes(text) })),
        staging,
      );
    await write('1');
    const writing = write('2');
    const last = join(directory, names.at(-1) as string);
    while (readFileSync(last, 'utf8') === '1') await new Promise(setImmediate);
    expect(new Set(names.map((name) => readFileSync(join(directory, name), 'utf8')))).toEqual(new Set(['2']));
    await writing;
    rmSync(last);
    mkdirSync(last);
    await rejects(write('3'), 'MREG_IO', /^cannot replace .*\/149: it is a directory/);
    expect(readdirSync(staging)).toEqual([]);
  });

  test('replace: a directory is not replaced, and nothing is left', async () => {
    const { path, staging } = place();
    mkdirSync(path);
    await rejects(
      replaceAll([{ path, bytes: bytes('x') }], staging),
      'MREG_IO',
      /^cannot replace \/.*\/file: it is a directory/,
    );
    expect(readdirSync(staging)).toEqual([]);
  });

  test('publish: of many at once one gets the name; the others keep what they have', async () => {
    const { directory } = place();
    const target = join(directory, 'type', 'version');
    const sources = Array.from({ length: 10 }, (_, index) =>
      makeModel(join(directory, `source-${index}`), { file: `${index}` }),
    );
    const results = await Promise.all(sources.map((source) => publish(layoutOf(directory), source, target)));
    const winner = results.indexOf('published');
    expect(results.filter((result) => result === 'published')).toHaveLength(1);
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe(String(winner));
    for (const [index, source] of sources.entries()) {
      if (index !== winner) expect(readFileSync(join(source, 'file'), 'utf8')).toBe(String(index));
    }
  });

  test('publish: a file in the way is an error with the path', async () => {
    const { directory, path } = place();
    const source = makeModel(join(directory, 'source'), { file: 'x' });
    writeFileSync(path, '');
    await rejects(
      publish(layoutOf(directory), source, path),
      'MREG_IO',
      /^cannot publish \/.*\/file: a part of the path is not a directory/,
    );
    await rejects(
      publish(layoutOf(directory), source, join(path, 'version')),
      'MREG_DAMAGED',
      /^\/.*\/file is not a directory$/,
    );
    expect(readdirSync(source)).toEqual(['file']);
  });

  test('makeDirectory: many at once make one', async () => {
    const { directory } = place();
    await Promise.all(Array.from({ length: 10 }, () => makeDirectory(join(directory, 'a/b/c'))));
    expect(readdirSync(join(directory, 'a/b'))).toEqual(['c']);
  });
});

describe('commit', () => {
  const context: ChangeContext = {
    command: 'test',
    reason: null,
    by: { user: 'u', host: 'h' },
    now: () => new Date(),
  };
  const register =
    (version: string): Decide<number> =>
    (state) => ({
      outcome: state.revision,
      changes: [
        {
          change: 'version-registered',
          type: 't',
          name: 'm',
          version,
          number: state.models['t/m']?.next_number ?? 1,
          directory: `t/m_${version}_1`,
          metadata_sha256: '0'.repeat(64),
          digest: '0'.repeat(64),
          size: 0,
        },
      ],
    });

  async function empty() {
    const layout = layoutOf(join(workspace(), 'registry'));
    await prepareLayout(layout);
    return layout;
  }

  test('many at once from one state: each has a revision of its own', async () => {
    const layout = await empty();
    const committed = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        commit(layout, context, EMPTY_STATE, register(`v1.0.${index}`)),
      ),
    );
    expect(committed.every(({ applied }) => applied)).toBe(true);
    expect(committed.map(({ outcome }) => outcome).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
    const state = await readState(layout);
    expect(state).toMatchObject({ revision: 20 });
    const numbers = state?.models['t/m']?.versions.states().map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('a decision without changes, or that throws, writes nothing', async () => {
    const layout = await empty();
    await commit(layout, context, EMPTY_STATE, register('v1.0.0'));
    const before = snapshot(layout.root);
    expect(
      await commit(layout, context, EMPTY_STATE, () => ({ changes: [], outcome: 'as before' })),
    ).toMatchObject({ applied: false, outcome: 'as before' });
    await expect(
      commit(layout, context, EMPTY_STATE, () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow('no');
    expect(snapshot(layout.root)).toEqual(before);
  });

  test('a decision is told what came after the state that it began with', async () => {
    const layout = await empty();
    const { after } = await commit(layout, context, EMPTY_STATE, register('v1.0.0'));
    for (const version of ['v1.0.1', 'v1.0.2']) await commit(layout, context, EMPTY_STATE, register(version));
    const { outcome } = await commit(layout, context, after, (_, news) => ({
      changes: [],
      outcome: news.map(({ entry }) => entry.revision),
    }));
    expect(outcome).toEqual([2, 3]);
  });
});

/** What every reading method answers. */
async function answers(root: string) {
  const registry = new Registry(root);
  return {
    models: await registry.models(),
    versions: await registry.versions('m'),
    model: await registry.info('m'),
    version: await registry.info('m@latest'),
    path: await registry.path({ ref: 'm@production', cwd: '/' }),
    aliases: await registry.aliases(),
    history: await registry.history(),
    earlier: await registry.history({ at: new Date().toISOString() }).then(({ at, ...rest }) => rest),
  };
}

async function busyRegistry() {
  const place = workspace();
  const root = await makeRegistry(place, 3);
  const registry = new Registry(root);
  await registry.promote({ ref: 'm@v1.0.0', to: 'Production' });
  await registry.setAlias({ ref: 'm@v1.0.1', alias: 'champion' });
  await registry.promote({ ref: 'm@v1.0.2', to: 'Production' });
  await registry.tag({ ref: 'm@v1.0.2', set: { a: '1' } });
  return { place, root, registry, manifest: join(root, 'manifest.json') };
}

describe('the manifest', () => {
  const STATES: readonly {
    readonly name: string;
    readonly make: (text: string, older: string) => string | undefined;
  }[] = [
    { name: 'deleted', make: () => undefined },
    { name: 'empty', make: () => '' },
    { name: 'torn in the middle', make: (text) => text.slice(0, text.length / 2) },
    { name: 'torn at the last byte', make: (text) => text.slice(0, -2) },
    { name: 'zeros', make: (text) => '\0'.repeat(text.length) },
    { name: 'null', make: () => 'null' },
    { name: 'a number', make: () => '5' },
    { name: 'an empty object', make: () => '{}' },
    { name: 'without models', make: () => '{"format":1,"revision":2,"head":null}' },
    { name: 'behind', make: (_, older) => older },
  ];

  test.for(STATES)(
    '$name: the same answers, written by nobody who only reads, and the next change mends it',
    async ({ make }) => {
      const { root, registry, manifest, place } = await busyRegistry();
      const older = readFileSync(manifest, 'utf8');
      await registry.tag({ ref: 'm@v1.0.1', set: { b: '2' } });
      await registry.register({ source: join(place, 'seed-0'), type: 't', name: 'm' });
      const expected = await answers(root);
      const made = make(readFileSync(manifest, 'utf8'), older);
      if (made === undefined) rmSync(manifest);
      else writeFileSync(manifest, made);
      const before = snapshot(root);
      expect(await answers(root)).toEqual(expected);
      expect(snapshot(root)).toEqual(before);
      await registry.tag({ ref: 'm@v1.0.0', set: { mended: 'yes' } });
      expect(expectSound(root).entries).toHaveLength(10);
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ revision: 10 });
    },
  );

  test('ahead of the log: no change is built on it', async () => {
    const { root, registry } = await busyRegistry();
    rmSync(join(root, entryName(7)));
    const before = snapshot(root);
    await rejects(
      registry.tag({ ref: 'm@v1.0.0', set: { a: '2' } }),
      'MREG_DAMAGED',
      /0000000007\.jsonl is not the entry that \/.*manifest\.json was made from/,
    );
    await rejects(
      registry.register({ source: '/etc/hostname', type: 't', name: 'm' }),
      'MREG_DAMAGED',
      /0000000007/,
    );
    expect(snapshot(root, { times: false })).toEqual(before.map((line) => line.replace(/ [^ ]*$/, ' ')));
  });

  test('of another log of the same length: no change is built on it', async () => {
    const { root, registry, manifest } = await busyRegistry();
    const { head } = JSON.parse(readFileSync(manifest, 'utf8'));
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(head, head.split('').reverse().join('')));
    const before = snapshot(root, { times: false });
    await rejects(
      registry.tag({ ref: 'm@v1.0.0', set: { a: '2' } }),
      'MREG_DAMAGED',
      /is not the entry that \/.*manifest\.json was made from/,
    );
    expect(snapshot(root, { times: false })).toEqual(before);
  });

  test('of a newer format: neither read nor written', async () => {
    const { root, registry, manifest } = await busyRegistry();
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"format": 1', '"format": 2'));
    const before = snapshot(root);
    const says = /manifest\.json: format 2; this mreg knows format 1/;
    await rejects(registry.models(), 'MREG_FORMAT', says);
    await rejects(registry.path({ ref: 'm@production', cwd: '/' }), 'MREG_FORMAT', says);
    await rejects(registry.promote({ ref: 'm@v1.0.1' }), 'MREG_FORMAT', says);
    await rejects(registry.register({ source: '/etc/hostname', type: 't', name: 'm' }), 'MREG_FORMAT', says);
    expect(snapshot(root)).toEqual(before);
  });
});

describe('the log', () => {
  const write = (root: string, revision: number, bytes: string) =>
    writeFileSync(join(root, entryName(revision)), bytes);
  /** As a tool with a bug would write it: a file that holds together, of an entry that does not. */
  const edit = (root: string, revision: number, change: (line: string) => string) =>
    writeJournal(root, 'log', revision, linesOf(join(root, entryName(revision))).map(change));
  const whole = (root: string, revision: number) => readFileSync(join(root, entryName(revision)), 'utf8');
  const FAULTS: readonly {
    readonly name: string;
    readonly code: ErrorCode;
    readonly says: RegExp;
    readonly make: (root: string) => void;
  }[] = [
    {
      name: 'an edited file',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not what was written: its first line has another digest/,
      make: (root) => write(root, 3, whole(root, 3).replace('v1.0.2', 'v1.0.9')),
    },
    {
      name: 'an edited entry',
      code: 'MREG_DAMAGED',
      says: /0000000004\.jsonl does not follow from entry 3/,
      make: (root) => edit(root, 3, (line) => line.replace('v1.0.2', 'v1.0.9')),
    },
    {
      name: 'a torn file',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not what was written/,
      make: (root) => write(root, 3, whole(root, 3).slice(0, 50)),
    },
    {
      name: 'an empty file',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not what was written/,
      make: (root) => write(root, 3, ''),
    },
    {
      name: 'two entries in one file',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl holds 2 batches, expected 1/,
      make: (root) => write(root, 3, encodeJournal('log', 3, ['{}', '{}'], { last: 3 })),
    },
    {
      name: 'a torn entry',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not a log entry/,
      make: (root) => edit(root, 3, (line) => line.slice(0, 50)),
    },
    {
      name: 'null for an entry',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not a log entry/,
      make: (root) => edit(root, 3, () => 'null'),
    },
    {
      name: 'null for a change',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl .*changes\[0\]/,
      make: (root) => edit(root, 3, (line) => JSON.stringify({ ...JSON.parse(line), changes: [null] })),
    },
    {
      name: 'swapped files',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl says that it holds batch 4/,
      make: (root) => write(root, 3, whole(root, 4)),
    },
    {
      name: 'swapped entries',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is not a log entry of this revision/,
      make: (root) => edit(root, 3, () => linesOf(join(root, entryName(4)))[0] as string),
    },
    {
      name: 'the file of another journal',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl belongs to the journal 'series\/t\/m\/1-0'/,
      make: (root) => write(root, 3, encodeJournal('series/t/m/1-0', 3, linesOf(join(root, entryName(3))))),
    },
    {
      name: 'a newer journal',
      code: 'MREG_DAMAGED',
      says: /0000000003\.jsonl is of a format that this mreg does not know/,
      make: (root) =>
        write(root, 3, encodeJournal('log', 3, linesOf(join(root, entryName(3))), { journal: 2 })),
    },
    {
      name: 'a newer format',
      code: 'MREG_FORMAT',
      says: /0000000001\.jsonl: format 2; this mreg knows format 1/,
      make: (root) => edit(root, 1, (line) => line.replace('"format":1', '"format":2')),
    },
  ];

  test.for(FAULTS)('$name: named, and nothing is written', async ({ code, says, make }) => {
    const { root, registry, manifest } = await busyRegistry();
    rmSync(manifest);
    make(root);
    const before = snapshot(root);
    await rejects(registry.models(), code, says);
    await rejects(registry.versions('m'), code, says);
    await rejects(registry.tag({ ref: 'm@v1.0.0', set: { a: '2' } }), code, says);
    await rejects(registry.register({ source: '/etc/hostname', type: 't', name: 'm' }), code, says);
    expect(snapshot(root)).toEqual(before);
  });
});

test('readers write nothing, in a registry or where there is none', async () => {
  const { root, place } = await busyRegistry();
  const before = snapshot(root);
  for (const line of [
    'list',
    'list m',
    'info m',
    'info m@v1.0.0',
    'path m@production',
    'history',
    'history m',
    'alias list',
    'config',
    'promote m@v1.0.1 --dry-run',
    `register ${place}/seed-0 --type t --name m --dry-run`,
    'adopt --dry-run',
  ]) {
    meanwhile(...line.split(' '), '--root', root);
    expect([line, snapshot(root)]).toEqual([line, before]);
  }
  const absent = new Registry(join(place, 'absent'));
  await rejects(absent.models(), 'MREG_NOT_FOUND', /no registry at/);
  await rejects(absent.promote({ ref: 'm' }), 'MREG_NOT_FOUND', /no registry at/);
  expect(
    (await absent.register({ source: join(place, 'seed-0'), type: 't', name: 'm', dryRun: true })).applied,
  ).toBe(false);
  expect(snapshot(join(place, 'absent'))).toEqual([]);
});

describe('overtaken between the decision and the commit', () => {
  /** A registry whose clock is asked once the copy is complete and the version chosen: then another process comes first. */
  async function overtakenBy(...other: string[]) {
    const place = workspace();
    const root = await makeRegistry(place, 1);
    let asked = 0;
    const now = () => {
      if (asked++ === 0) {
        expect(readdirSync(join(root, '.mreg/staging'))).toHaveLength(1);
        meanwhile(...other, '--root', root);
      }
      return new Date();
    };
    return {
      root,
      source: makeModel(join(place, 'source'), { 'model.bin': 'overtaken' }),
      registry: new Registry(root, { now }),
    };
  }

  test('an automatic version is the next one', async () => {
    const { root, source, registry } = await overtakenBy(
      'register',
      '/etc/hostname',
      '--type',
      't',
      '--name',
      'm',
    );
    expect(await registry.register({ source, type: 't', name: 'm' })).toMatchObject({
      version: 'v1.0.2',
      number: 3,
    });
    expect(expectSound(root).leftovers).toEqual([]);
  });

  test('a version that was asked for is a conflict', async () => {
    const { root, source, registry } = await overtakenBy(
      'register',
      '/etc/hostname',
      '--type',
      't',
      '--name',
      'm',
      '--version',
      '2.0.0',
    );
    await rejects(
      registry.register({ source, type: 't', name: 'm', version: '2.0.0' }),
      'MREG_EXISTS',
      /t\/m@v2\.0\.0 exists/,
    );
    expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: 2 } });
  });

  test('a name that differs in case only is a conflict, though the version is automatic', async () => {
    const { root, source, registry } = await overtakenBy(
      'register',
      '/etc/hostname',
      '--type',
      't',
      '--name',
      'NEW',
    );
    await rejects(
      registry.register({ source, type: 't', name: 'new' }),
      'MREG_EXISTS',
      /'t\/new' and 't\/NEW' differ in case only/,
    );
    expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: 2 } });
  });

  test('adopt: metadata.json of a version that another process adopted meanwhile stays as it is', async () => {
    const place = workspace();
    const root = join(place, 'registry');
    makeModel(join(root, 't/hand_v1.0.0_monday'), {
      'metadata.json': JSON.stringify({
        model_name: 'hand',
        model_version: 'v1.0.0',
        model_artifact_files: ['weights.bin'],
      }),
      'weights.bin': 'weights',
    });
    const registry = new Registry(root, { by: { user: 'another', host: 'elsewhere' } });
    let overtaken = false;
    const result = await registry.adopt(undefined, {
      onProgress: () => {
        if (!overtaken) meanwhile('adopt', '--root', root);
        overtaken = true;
      },
    });
    expect(result).toMatchObject({ adopted: [], refused: [{ code: 'MREG_EXISTS' }] });
    expect(expectSound(root)).toMatchObject({ leftovers: [], live: [{ ref: 't/hand@v1.0.0' }] });
  });
});
