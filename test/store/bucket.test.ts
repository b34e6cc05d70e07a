/** A registry in a bucket of a real store, by the real executable. */

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Store, startStore, withoutStore } from '../support/bucket.ts';
import { type Fate, type Passing, startProxy } from '../support/bucket-proxy.ts';
import { runMreg, startMreg } from '../support/executable.ts';
import { lengthenLog } from '../support/long-log.ts';
import { skipFor } from '../support/skip.ts';
import { count, expectSound, figures, makeModel, random, SEED, workspace } from '../support/store.ts';

function replace(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text);
}

describe('in a bucket of versitygw', skipFor(withoutStore('versitygw')), () => {
  let store: Store;
  beforeAll(async () => {
    store = await startStore('versitygw');
  });
  afterAll(async () => store?.stop());

  /** A new registry in the bucket, and what lies in it by the store's own disk. */
  async function makeRegistry({ endpoint }: { readonly endpoint?: string } = {}) {
    const place = workspace();
    const root = store.newRoot();
    const env = {
      ...store.env,
      ...(endpoint && { AWS_ENDPOINT_URL: endpoint }),
      MREG_ROOT: root,
      MREG_CACHE: join(place, 'cache'),
    };
    const run = (...words: readonly string[]) => runMreg(words, { env, cwd: place });
    const start = (...words: readonly string[]) => startMreg(words, { env, cwd: place });
    const answer = async (...words: readonly string[]) => {
      const { status, stdout, stderr } = await run(...words, '--json');
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('error') });
      return JSON.parse(stdout).result;
    };
    const source = makeModel(join(place, 'source'), { 'model.bin': 'weights', 'sub/more.txt': 'more' });
    const directory = join(store.directory, root.slice('s3://'.length));
    return { place, root, env, run, start, answer, source, directory };
  }

  test('what somebody took out of the cache is fetched again, and a cache that cannot be made is told', async () => {
    const { run, env, place, source } = await makeRegistry();
    await run('register', source, '--type', 't', '--name', 'm');
    const fetch = async () => (await run('path', 'm@1')).stdout.trim();
    const path = await fetch();
    for (const harm of [
      () => rmSync(join(path, 'sub'), { recursive: true }),
      () => replace(join(path, 'model.bin'), 'short'),
      () => replace(join(path, 'metadata.json'), '{}'),
      () => rmSync(path, { recursive: true }),
    ]) {
      harm();
      expect(await fetch()).toBe(path);
      expect(readFileSync(join(path, 'model.bin'), 'utf8')).toBe('weights');
      expect(readFileSync(join(path, 'sub/more.txt'), 'utf8')).toBe('more');
    }
    expect(readdirSync(join(path, '..'))).toHaveLength(1);
    const nowhere = await runMreg(['path', 'm@1'], { env: { ...env, MREG_CACHE: '/proc/x' }, cwd: place });
    expect(nowhere).toMatchObject({ status: 74, stderr: expect.stringContaining('/proc/x') });
  });

  test('every command, and the same objects as files are a sound registry', async () => {
    const { place, root, run, answer, source, directory } = await makeRegistry();
    const ok = async (...words: readonly string[]) => {
      const outcome = await run(...words);
      expect(outcome, words.join(' ')).toMatchObject({ status: 0 });
      return outcome.stdout.trim();
    };
    expect(await run('list')).toMatchObject({
      status: 4,
      stderr: expect.stringContaining(`no registry at ${root}`),
    });
    expect(await ok('init')).toBe(`made an empty registry at ${root}`);
    const large = randomBytes(40 << 20);
    writeFileSync(join(source, 'large.bin'), large);
    expect(await ok('register', source, '--type', 't', '--name', 'm', '--metric', 'f1=0.9', '-q')).toBe(
      't/m@v1.0.0',
    );
    await ok('register', source, '--type', 't', '--name', 'm', '--stage', 'Staging');
    await ok('promote', 'm@v1.0.1', '--to', 'Production');
    await ok('tag', 'm@v1.0.0', 'owner=me');
    await ok('alias', 'set', 'm@v1.0.0', 'champion');
    await ok('metric', 'log', 'm@v1.0.0', 'loss=0.5');
    expect(await answer('list', 'm')).toMatchObject({ damaged: [], versions: [{}, {}] });
    expect((await answer('info', 'm@champion')).path).toBe(
      `${root}/${(await answer('info', 'm@champion')).directory}`,
    );
    expect((await answer('search', 'metrics.f1 > 0.5')).versions).toHaveLength(2 - 1);

    const path = await ok('path', 'm@production');
    expect(path.startsWith(join(place, 'cache', 'versions'))).toBe(true);
    expect(readFileSync(join(path, 'large.bin')).equals(large)).toBe(true);
    expect(readFileSync(join(path, 'sub/more.txt'), 'utf8')).toBe('more');
    expect(await ok('path', 'm@production', '--file', 'sub/more.txt')).toBe(join(path, 'sub/more.txt'));
    expect(await run('path', 'm@production', '--file', 'none')).toMatchObject({ status: 4 });

    await ok('alias', 'rm', 'm', 'champion');
    await ok('delete', 'm@v1.0.0');
    expect((await answer('list', '--deleted')).versions).toHaveLength(1);
    await ok('restore', 'm@v1.0.0');
    await ok('verify');
    const archive = join(place, 'all.tar');
    await ok('export', '--all', '-o', archive);
    await ok('import', archive, '--root', `${root}-copy`);
    await ok('verify', '--root', `${root}-copy`);
    await ok('export', '--all', '--with-history', '-o', join(place, 'history.tar'));
    await ok('import', join(place, 'history.tar'), '--root', `${root}-history`);
    const head = async (at: string) => (await answer('verify', '--root', at)).head;
    expect(await head(`${root}-history`)).toBe(await head(root));
    await ok('rename', 'm', 'renamed');
    await ok('delete', 'renamed@v1.0.0');
    await ok('gc', '--older-than', '0s', '--yes');
    expect((await answer('list', '--deleted')).versions).toHaveLength(0);
    await ok('history');
    await ok('cleanup', 'renamed', '--keep', '1', '--dry-run');
    expect((await answer('doctor')).findings).toEqual([]);
    for (const at of [directory, `${directory}-copy`, `${directory}-history`]) {
      expectSound(at);
      expect(await run('verify', '--root', at)).toMatchObject({ status: 0 });
      expect(leftIn(at)).toEqual([]);
    }
  });

  test('copy: a folder into a bucket and back is the same, also after kills, and brings what is new', async () => {
    const { place, root, run, start, answer, source, directory } = await makeRegistry();
    const ok = async (...words: readonly string[]) => {
      const outcome = await run(...words);
      expect(outcome, words.join(' ')).toMatchObject({ status: 0 });
      return outcome.stdout.trim();
    };
    const folder = join(place, 'folder');
    const inFolder = (...words: readonly string[]) => ok(...words, '--root', folder);
    writeFileSync(join(source, 'large.bin'), randomBytes(9 << 20));
    await inFolder('init');
    for (const name of ['a', 'b', 'a', 'a'])
      await inFolder('register', source, '--type', 't', '--name', name, '-q');
    await inFolder('metric', 'log', 'a@1', 'loss=0.5');
    const made = await inFolder('run', 'create', '--experiment', 'e', '--quiet');
    await inFolder('run', 'log', made, '--metric', 'x=1', '--artifact', join(source, 'model.bin'));
    await inFolder('delete', 'a@2');
    await inFolder('delete', 'a@3');
    await inFolder('restore', 'a@2');
    await inFolder('rename', 'b', 'c');
    // Each attempt is killed later than the last one, until one is through.
    for (let after = 300; ; after += 250) {
      const copying = start('copy', '--from', folder, '--to', root);
      await Promise.race([wait(after), copying.ended]);
      copying.child.kill('SIGKILL');
      const { status, stderr } = await copying.ended;
      if (status === 0) break;
      expect({ status, stderr }).toMatchObject({ status: 'SIGKILL' });
      const left = await run('verify');
      expect([0, 4]).toContain(left.status);
    }
    expect(await ok('verify')).not.toContain('damaged');
    expectSound(directory);
    const head = async (at: string) => (await answer('verify', '--root', at)).head;
    expect(await head(root)).toBe(await head(folder));
    const back = join(place, 'back');
    const compare = async () => {
      await ok('copy', '--from', root, '--to', back);
      expect(filesIn(back)).toEqual(filesIn(folder));
    };
    await compare();
    await inFolder('register', source, '--type', 't', '--name', 'c', '--stage', 'Production');
    await inFolder('restore', 'a@3');
    await inFolder('metric', 'log', 'a@1', 'loss=0.4');
    await inFolder('run', 'log', made, '--metric', 'x=2');
    const more = await answer('copy', '--from', folder, '--to', root);
    expect(more).toMatchObject({
      entries: 2,
      applied: true,
      runs: [made],
      versions: [{ ref: 't/c@v1.0.1' }],
    });
    await compare();
    expect(await ok('path', 'c@production')).toContain('cache');
    await inFolder('tag', 'c@2', 'x=y');
    await ok('tag', 'c@2', 'x=z');
    expect(await run('copy', '--from', folder, '--to', root)).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('has a history of its own'),
    });
    expect(await answer('copy', 'c@2', '--from', folder, '--to', `${root}-one`)).toMatchObject({
      applied: true,
      versions: [{ ref: 't/c@v1.0.1', outcome: 'copied' }],
    });
    expect(await run('verify', '--root', `${root}-one`)).toMatchObject({ status: 0 });
  });

  test('many processes register and promote at once, by two gateways: nothing is lost, nothing is doubled', async () => {
    const { start, source, directory, answer, place, env } = await makeRegistry();
    const second = await startStore('versitygw', store.directory);
    onTestFinished(() => second.stop());
    const byOther = (...words: readonly string[]) =>
      startMreg(words, { env: { ...env, ...second.env }, cwd: place });
    const [processes, each] = [count(8, 16), count(3, 20)];
    const registered: string[] = [];
    await Promise.all(
      Array.from({ length: processes }, async (_, index) => {
        for (let turn = 0; turn < each; turn += 1) {
          const run = await (index % 2 ? start : byOther)(
            'register',
            source,
            '--type',
            't',
            '--name',
            'm',
            '-q',
          ).ended;
          expect(run).toMatchObject({ status: 0 });
          registered.push(run.stdout.trim());
        }
      }),
    );
    expect(new Set(registered).size).toBe(processes * each);
    const { versions } = await answer('list', 'm');
    expect(
      versions.map(({ number }: { number: number }) => number).sort((a: number, b: number) => a - b),
    ).toEqual(Array.from({ length: processes * each }, (_, index) => index + 1));
    // Each has read the files of one model alone, and publishes what others have changed of the other.
    expect(await start('register', source, '--type', 't', '--name', 'n').ended).toMatchObject({ status: 0 });
    const wanted = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(
        (name, at) => (at % 3 ? start : byOther)('alias', 'set', at % 2 ? 'm@1' : 'n@1', name).ended,
      ),
    );
    expect(wanted.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
    expectSound(directory);
    expect(leftIn(directory)).toEqual([]);
    figures('registered in a bucket', { processes, gateways: 2, versions: registered.length });
  });

  test('kill -9 at random moments: what was acknowledged is there, and gc removes what is left', async () => {
    const { start, run, source, directory, answer } = await makeRegistry();
    const next = random(SEED);
    const register = () => start('register', source, '--type', 't', '--name', 'm', '-q');
    const began = performance.now();
    const acknowledged = [(await register().ended).stdout.trim()];
    let lasts = performance.now() - began;
    let killed = 0;
    for (const wanted = count(16, 200); killed < wanted; ) {
      const running = register();
      const at = performance.now();
      await Promise.race([wait(next() * lasts * 1.2), running.ended]);
      running.child.kill('SIGKILL');
      const { status, stdout } = await running.ended;
      if (stdout.endsWith('\n')) acknowledged.push(stdout.trim());
      if (status === 'SIGKILL') killed += 1;
      else lasts = (lasts + performance.now() - at) / 2;
    }
    const { versions } = await answer('list', 'm');
    const there = versions.map(({ ref }: { ref: string }) => ref);
    expect(there).toEqual(expect.arrayContaining(acknowledged));
    expect(await run('verify')).toMatchObject({ status: 0 });
    expectSound(directory);
    const left = leftIn(directory).length;
    await wait(1100);
    expect(await run('gc', '--older-than', '0s', '--yes')).toMatchObject({ status: 0 });
    expect(leftIn(directory)).toEqual([]);
    const directories = readdirSync(join(directory, 't'));
    expect(directories.filter((name) => readdirSync(join(directory, 't', name)).length > 0)).toHaveLength(
      there.length,
    );
    figures('kills in a bucket', {
      killed,
      acknowledged: acknowledged.length,
      'on record': there.length,
      left,
    });
  });

  /** A registry that is reached through a proxy. */
  async function throughProxy() {
    const proxy = await startProxy(store.endpoint);
    onTestFinished(() => proxy.stop());
    return { proxy, ...(await makeRegistry({ endpoint: proxy.endpoint })) };
  }

  test('a network that loses each kind of answer once: all is done once', async () => {
    const { proxy, run, source, directory, answer } = await throughProxy();
    const fates: readonly Fate[] = ['lost', 'dropped', 'cut', 'busy'];
    const met = new Set<string>();
    let fate: Fate = 'passed';
    proxy.fateOf = (passing) => {
      const kind = `${fate} ${kindOf(passing)}`;
      if (met.has(kind)) return 'passed';
      met.add(kind);
      return fate;
    };
    writeFileSync(join(source, 'large.bin'), randomBytes(20 << 20));
    for (fate of fates) {
      expect(await run('register', source, '--type', 't', '--name', 'm')).toMatchObject({ status: 0 });
      expect(await run('promote', 'm@latest', '--to', 'Production')).toMatchObject({ status: 0 });
      expect(await run('path', 'm@latest')).toMatchObject({ status: 0 });
    }
    fate = 'passed';
    expect((await answer('list', 'm')).versions).toHaveLength(fates.length);
    expect((await answer('verify')).damaged).toEqual([]);
    expect((await answer('list', 'm')).versions[0].stage).toBe('Production');
    expectSound(directory);
    expect(leftIn(directory)).toEqual([]);
    figures('answers lost', { kinds: met.size });
  });

  test('a network that is gone in the middle: what cannot be known is not said', async () => {
    const { proxy, run, source, directory, answer } = await throughProxy();
    await run('register', source, '--type', 't', '--name', 'm');
    const isEntry = ({ method, url }: Passing) => method === 'PUT' && /\/log\//.test(url);
    for (const [fate, committed] of [
      ['lost', null],
      ['dropped', null],
    ] as const) {
      let isGone = false;
      proxy.fateOf = (passing) => {
        if (isGone) return 'dropped';
        isGone = isEntry(passing);
        return isGone ? fate : 'passed';
      };
      const { status, stderr } = await run('register', source, '--type', 't', '--name', 'm', '--json');
      expect(status).toBe(74);
      expect(JSON.parse(stderr).error.details).toMatchObject({ committed });
      proxy.fateOf = () => 'passed';
    }
    // The first was carried out, the second was not.
    expect((await answer('list', 'm')).versions).toHaveLength(2);
    expect((await answer('verify')).damaged).toEqual([]);
    expectSound(directory);
    for (const words of [['list'], ['verify'], ['promote', 'm@latest', '--to', 'Staging']]) {
      proxy.fateOf = () => 'dropped';
      expect(await run(...words), words.join(' ')).toMatchObject({ status: 74 });
    }
  });

  test('so many requests as the documentation says', async () => {
    const { proxy, run, source } = await throughProxy();
    const told = new Map<string, number>();
    const ask = async (name: string, ...words: readonly string[]) => {
      proxy.seen.length = 0;
      expect(await run(...words), name).toMatchObject({ status: 0, stderr: '' });
      told.set(name, proxy.seen.length);
    };
    await run('init');
    await ask('`register`', 'register', source, '--type', 't', '--name', 'm');
    await ask('`path` of another', 'path', 'm@latest');
    await ask('`path` of a version in the cache', 'path', 'm@latest');
    await ask('`list`', 'list');
    await ask('`list` of a model', 'list', 'm');
    await ask('`info`', 'info', 'm@latest');
    await ask('`promote`', 'promote', 'm@latest', '--to', 'Production');
    await run('archive', 'm@latest');
    await ask('`delete`', 'delete', 'm@1');
    await ask('`restore`', 'restore', 'm@1');
    const [, table = ''] =
      /<!-- requests -->([\s\S]*)<!-- .requests -->/.exec(readFileSync('docs/bucket.md', 'utf8')) ?? [];
    const rows = [...table.matchAll(/^\| (`.*?) \| (\d+) \|$/gm)].map(
      ([, name = '', requests]) => [name, Number(requests)] as const,
    );
    expect(new Map(rows)).toEqual(new Map(rows.map(([name]) => [name, told.get(name)])));
    expect(rows).toHaveLength(told.size);
  });

  test('a lookup and a promotion cost the same however long the log is', async () => {
    const { proxy, place, run, answer, source } = await throughProxy();
    const ok = async (...words: readonly string[]) =>
      expect(await run(...words), words.join(' ')).toMatchObject({ status: 0 });
    const folder = join(place, 'folder');
    await ok('register', source, '--type', 't', '--name', 'm', '--root', folder);
    lengthenLog(folder, 297);
    const archive = join(place, 'folder.tar');
    await ok('export', '--all', '--with-history', '-o', archive, '--root', folder);
    await ok('import', archive);
    const requests = async (...words: readonly string[]) => {
      proxy.seen.length = 0;
      await ok(...words);
      return proxy.seen.length;
    };
    await ok('path', 'm@1');
    expect(await requests('path', 'm@1')).toBe(3);
    expect(await requests('promote', 'm@1', '--to', 'Production')).toBe(9);
    // The third is entry 300, with which a hundred is gathered.
    for (const turn of ['299', '300', '301']) {
      await ok('tag', 'm@1', `turn=${turn}`);
      expect((await answer('info', 'm@1')).tags).toEqual({ turn });
    }
    expect(await requests('path', 'm@production')).toBe(3);
    expect(await requests('pin', 'm@1')).toBe(9);
    expect(await answer('verify')).toMatchObject({ damaged: [], revision: 302 });
  });

  test('credentials: a wrong secret, none, and a profile', async () => {
    const { env, place, root } = await makeRegistry();
    const run = (more: Record<string, string>) =>
      runMreg(['list', '--root', root], { env: { ...env, ...more }, cwd: place });
    const wrong = await run({ AWS_SECRET_ACCESS_KEY: 'wrong-secret' });
    expect(wrong).toMatchObject({
      status: 74,
      stderr: expect.stringMatching(/secret key is not that|permission/),
    });
    expect(wrong.stderr).not.toContain('wrong-secret');
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env as unknown as Record<string, string>;
    expect(await run({ AWS_ACCESS_KEY_ID: '' })).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('hint: set AWS_ACCESS_KEY_ID'),
    });
    const credentials = join(place, 'credentials');
    writeFileSync(
      credentials,
      `[default]\naws_access_key_id = none\n\n[team]\naws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key=${AWS_SECRET_ACCESS_KEY}\n`,
    );
    const files = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: join(place, 'none'),
    };
    expect(await run({ ...files, AWS_PROFILE: 'team' })).toMatchObject({ status: 4 });
    expect(await run({ ...files, AWS_PROFILE: 'nobody' })).toMatchObject({ status: 3 });
    expect(await runMreg(['list', '--root', 's3://no-such-bucket/x'], { env, cwd: place })).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("there is no bucket 'no-such-bucket'"),
    });
  });

  test('what only a folder can do is refused, with what to do instead', async () => {
    const { run, source, place } = await makeRegistry();
    await run('register', source, '--type', 't', '--name', 'm');
    const made = await run('run', 'create', '--quiet');
    for (const words of [
      ['init', '--shared'],
      ['adopt'],
      ['register', '--run', made.stdout.trim(), '--name', 'm'],
      ['register', source, '--type', 't', '--name', 'm', '--move'],
    ]) {
      const { status, stderr } = await run(...words);
      expect([3, 5], words.join(' ')).toContain(status);
      expect(stderr).toMatch(/bucket.*\nhint: /);
    }
    expect(existsSync(join(place, 'source/model.bin'))).toBe(true);
  });

  test('a cache with a bound keeps the versions that were used last', async () => {
    const { run, source, place, env } = await makeRegistry();
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(join(source, 'model.bin'), name);
      await run('register', source, '--type', 't', '--name', name);
    }
    const path = async (name: string) =>
      (await runMreg(['path', name], { env: { ...env, MREG_CACHE_SIZE: '12B' }, cwd: place })).stdout.trim();
    const paths = [await path('a@1'), await path('b@1')];
    for (const [at, hours] of [3, 2].entries()) {
      const used = new Date(Date.now() - hours * 3_600_000);
      utimesSync(paths[at] as string, used, used);
    }
    const last = await path('c@1');
    expect([...paths, last].map((one) => existsSync(join(one, 'model.bin')))).toEqual([false, true, true]);
    expect(await run('path', 'a@1')).toMatchObject({ status: 0, stdout: `${paths[0]}\n` });
  });

  test('a damaged object is found, and never given out', async () => {
    const { run, source, directory } = await makeRegistry();
    await run('register', source, '--type', 't', '--name', 'm');
    const [version = ''] = readdirSync(join(directory, 't'));
    writeFileSync(join(directory, 't', version, 'model.bin'), 'WEIGHTS');
    expect(await run('verify')).toMatchObject({ status: 1 });
    expect(await run('path', 'm@latest')).toMatchObject({ status: 7 });
  });
});

test('a store that ignores conditions is refused, and nothing is left in it', async () => {
  const objects = new Map<string, Buffer>();
  const server = createServer((asked, answer) => {
    const { pathname: key, searchParams } = new URL(asked.url ?? '', 'http://store');
    const pieces: Buffer[] = [];
    asked.on('data', (piece) => pieces.push(piece));
    asked.on('end', () => {
      if (asked.method === 'PUT') objects.set(key, Buffer.concat(pieces));
      if (asked.method === 'DELETE') objects.delete(key);
      const found = objects.get(key);
      const prefix = `${key.replace(/\/$/, '')}/${searchParams.get('prefix')}`;
      const listed = [...objects.keys()].filter((one) => one.startsWith(prefix));
      const contents = listed.map((one) => `<Contents><Key>${one.slice('/bucket/'.length)}</Key></Contents>`);
      if (searchParams.has('list-type'))
        answer.end(`<ListBucketResult>${contents.join('')}</ListBucketResult>`);
      else if (asked.method === 'GET' && !found)
        answer.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      else answer.end(asked.method === 'GET' ? found : '');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const env = {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  };
  const place = workspace();
  const source = makeModel(join(place, 'source'), { 'model.bin': 'weights' });
  for (const words of [['init'], ['register', source, '--type', 't', '--name', 'm']]) {
    const run = await runMreg([...words, '--root', 's3://bucket/registry'], { env, cwd: place });
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('its store ignores conditions') });
    expect([...objects.keys()]).toEqual([]);
  }
});

/** What a request is, whatever it is about. */
function kindOf({ method, url }: Passing): string {
  const { pathname, searchParams } = new URL(url, 'http://store');
  const name = pathname.replace(/[0-9a-f-]{32,}|\d{6,}(-\d+)?/g, 'N').replace(/^\/[^/]+\/N/, '');
  return [method, name, ...[...searchParams.keys()].sort()].join(' ');
}

/** The files of the staging area. */
function leftIn(directory: string): string[] {
  const staging = join(directory, '.mreg/staging');
  return existsSync(staging) ? readdirSync(staging) : [];
}

/** The files of a registry in a folder, by their bytes, without the staging area. */
function filesIn(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/.mreg/staging/'));
  return Object.fromEntries(
    files
      .sort()
      .map((path) => [
        path.slice(root.length),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  );
}
