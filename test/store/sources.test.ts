import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Run, type RunOptions, runMreg } from '../support/executable.ts';
import { notRoot, skipFor } from '../support/skip.ts';
import {
  expectSound,
  figures,
  makeModel,
  makeRegistry,
  registerLine,
  snapshot,
  workspace,
} from '../support/store.ts';
import { startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();

/** Refused where there is a registry, which stays as it is, and where there is none, which is not made. */
async function expectRefused(place: string, source: string, status: number, says: RegExp): Promise<void> {
  const root = await makeRegistry(place, 1);
  for (const target of [root, join(place, 'new')]) {
    const before = snapshot(target);
    expect(await runMreg(registerLine(source, target))).toEqual({
      status,
      stdout: '',
      stderr: expect.stringMatching(says),
    });
    expect(snapshot(target)).toEqual(before);
  }
}

interface Hostile {
  readonly name: string;
  readonly status: number;
  readonly says: RegExp;
  readonly make: (source: string) => unknown;
}

const HOSTILE: readonly Hostile[] = [
  {
    name: 'a link',
    status: 3,
    says: /'sub\/link' in the source is a symbolic link out of it\nhint: --follow-links/,
    make: (source) => symlinkSync('/etc/passwd', join(source, 'sub/link')),
  },
  {
    name: 'a link to a directory',
    status: 3,
    says: /'link' in the source is a symbolic link out of it/,
    make: (source) => symlinkSync('/etc', join(source, 'link')),
  },
  {
    name: 'a link to what it lies in',
    status: 3,
    says: /'sub\/link' in the source is a symbolic link to a directory that holds it/,
    make: (source) => symlinkSync('..', join(source, 'sub/link')),
  },
  {
    name: 'a dangling link',
    status: 3,
    says: /'link' in the source is a symbolic link that leads nowhere/,
    make: (source) => symlinkSync('nowhere', join(source, 'link')),
  },
  {
    name: 'a FIFO',
    status: 3,
    says: /'sub\/fifo' in the source is a device, a FIFO or a socket/,
    make: (source) => execFileSync('mkfifo', [join(source, 'sub/fifo')]),
  },
  {
    name: 'a FIFO called metadata.json',
    status: 3,
    says: /'metadata.json' in the source is a device, a FIFO or a socket/,
    make: (source) => execFileSync('mkfifo', [join(source, 'metadata.json')]),
  },
  {
    name: 'a socket',
    status: 3,
    says: /'socket' in the source is a device, a FIFO or a socket/,
    make: async (source) => {
      const server = createServer().listen(join(source, 'socket'));
      onTestFinished(() => void server.close());
      await new Promise((done) => server.once('listening', done));
    },
  },
  {
    name: 'a name that is not UTF-8',
    status: 3,
    says: /has a name that is not UTF-8/,
    make: (source) => writeFileSync(Buffer.concat([Buffer.from(join(source, 'x')), Buffer.from([0xff])]), ''),
  },
  {
    name: 'names that differ in case',
    status: 3,
    says: /are one name where case does not count/,
    make: (source) => makeModel(source, { 'A.bin': '', 'a.bin': '' }),
  },
  {
    name: 'metadata.json in capitals',
    status: 3,
    says: /'Metadata.JSON' in the source takes the place/,
    make: (source) => writeFileSync(join(source, 'Metadata.JSON'), '{}'),
  },
  {
    name: 'a backslash',
    status: 3,
    says: /'a\\b' in the source has /,
    make: (source) => writeFileSync(join(source, 'a\\b'), ''),
  },
  {
    name: 'a line break',
    status: 3,
    says: /has a control character/,
    make: (source) => writeFileSync(join(source, 'a\nb'), ''),
  },
  {
    name: 'a device of Windows',
    status: 3,
    says: /the name of a device/,
    make: (source) => writeFileSync(join(source, 'con.txt'), ''),
  },
  {
    name: 'great depth',
    status: 3,
    says: /more than 16 directories deep/,
    make: (source) => makeModel(source, { [`${'d/'.repeat(17)}x`]: '' }),
  },
  {
    name: 'metadata.json that is no JSON',
    status: 3,
    says: /metadata\.json:1:2/,
    make: (source) => writeFileSync(join(source, 'metadata.json'), '{,}'),
  },
  {
    name: 'metadata.json with a key twice',
    status: 3,
    says: /metadata\.json:1:/,
    make: (source) => writeFileSync(join(source, 'metadata.json'), '{"notes":"a","notes":"b"}'),
  },
  {
    name: 'metadata.json of a wrong kind',
    status: 3,
    says: /metadata\.json/,
    make: (source) => writeFileSync(join(source, 'metadata.json'), '{"notes":5}'),
  },
  {
    name: 'metadata.json that is a list',
    status: 3,
    says: /an object was expected at the top/,
    make: (source) => writeFileSync(join(source, 'metadata.json'), '[]'),
  },
  {
    name: 'metadata.json of more than 64 MiB',
    status: 3,
    says: /at most 67108864/,
    make: (source) => writeFileSync(join(source, 'metadata.json'), `{"notes":"${'x'.repeat(2 ** 26)}"}`),
  },
  {
    name: 'metadata.json that is a directory',
    status: 3,
    says: /'metadata.json' in the source takes the place/,
    make: (source) => mkdirSync(join(source, 'metadata.json')),
  },
];

test.for(HOSTILE)('a source with $name: refused, nothing written', async ({ status, says, make }) => {
  const place = workspace();
  const source = makeModel(join(place, 'source'), { 'model.bin': 'x', 'sub/other.bin': 'y' });
  await make(source);
  await expectRefused(place, source, status, says);
});

test('a source that is missing, empty, a device, or holds the registry: refused, nothing written', async () => {
  const place = workspace();
  mkdirSync(join(place, 'empty'));
  await expectRefused(place, join(place, 'missing'), 4, /^error: no file or directory \/.*missing\n/);
  await expectRefused(workspace(), join(place, 'empty'), 3, /holds no files to register/);
  await expectRefused(workspace(), '/dev/null', 3, /is neither a file nor a directory/);
  const inside = join(place, 'empty');
  writeFileSync(join(inside, 'x'), '');
  expect(await runMreg(registerLine(inside, join(inside, 'registry')))).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('lie within each other'),
  });
  expect(readdirSync(inside)).toEqual(['x']);
  const single = makeModel(join(place, 'single'), { 'metadata.json': '{}' });
  await expectRefused(
    workspace(),
    join(single, 'metadata.json'),
    3,
    /'metadata.json' in the source takes the place/,
  );
});

test(
  'a file or a directory that this user cannot read: status 74, nothing left',
  skipFor(notRoot),
  async () => {
    const nobody: RunOptions = { wrapper: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };
    const place = workspace();
    chmodSync(place, 0o777);
    for (const hidden of ['model.bin', 'sub', 'metadata.json']) {
      const source = makeModel(join(place, `source-${hidden}`), {
        'a.bin': 'a',
        'model.bin': 'x',
        'sub/other.bin': 'y',
        'metadata.json': '{}',
      });
      chmodSync(join(source, hidden), 0);
      const root = join(place, `registry-${hidden}`);
      const run = await runMreg(registerLine(source, root), nobody);
      expect(run).toEqual({
        status: 74,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`^error: cannot read /.*/${hidden}: permission denied\n$`)),
      });
      expect(expectSound(root)).toMatchObject({ entries: [], leftovers: [] });
    }
  },
);

const LONG_AGO = 1_000_000_000;

test.for([
  { name: 'grows', write: (path: string) => appendFileSync(path, 'more') },
  { name: 'shrinks', write: (path: string) => truncateSync(path, 1000) },
  { name: 'is written over in place', write: (path: string) => writeFileSync(path, 'other', { flag: 'r+' }) },
  {
    name: 'changes and keeps its time',
    write: (path: string) => {
      writeFileSync(path, 'other', { flag: 'r+' });
      utimesSync(path, LONG_AGO, LONG_AGO);
    },
  },
])('a file that $name while it is copied: refused, never a torn copy', skipFor(reason), async ({ write }) => {
  const place = workspace();
  const root = await makeRegistry(place, 1);
  const source = makeModel(join(place, 'source'), { 'large.bin': '' });
  const path = join(source, 'large.bin');
  truncateSync(path, 2 ** 28);
  utimesSync(path, LONG_AGO, LONG_AGO);
  const before = expectSound(root).entries.length;
  // A copy of this size is synced before its end. All is read and synced by one thread, so the rest is still to be read.
  const { running, ended } = startTraced(
    registerLine(source, root),
    join(place, 'strace.log'),
    'fdatasync:signal=STOP:when=1',
  );
  expect(await untilStopped(running)).toBe(true);
  write(path);
  running.child.kill('SIGCONT');
  expect(await ended).toMatchObject({
    status: 3,
    stdout: '',
    stderr:
      "error: 'large.bin' in the source changed while it was read\nhint: register again once nothing writes to it\n",
  });
  const { entries, leftovers } = expectSound(root);
  expect([entries.length, leftovers]).toEqual([before, []]);
});

test('a file that a writer appends to all the time is never registered in part', async () => {
  const place = workspace();
  const root = await makeRegistry(place, 1);
  const source = makeModel(join(place, 'source'), { 'growing.log': Buffer.alloc(2 ** 24, 1) });
  let writing = true;
  onTestFinished(() => {
    writing = false;
  });
  const writer = (async () => {
    while (writing) {
      appendFileSync(join(source, 'growing.log'), Buffer.alloc(4096, 2));
      await wait(1);
    }
  })();
  const statuses: Run['status'][] = [];
  // Between two of its writes the file stands still, so that any of them may be taken, whole.
  while (statuses.length < 5 || !statuses.includes(3)) {
    const { status } = await runMreg(registerLine(source, root));
    expect([0, 3]).toContain(status);
    statuses.push(status);
  }
  writing = false;
  await writer;
  figures('a file that grows', {
    refused: statuses.filter((status) => status === 3).length,
    of: statuses.length,
  });
  expect(expectSound(root).leftovers).toEqual([]);
});
