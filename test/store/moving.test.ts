import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { expectSound, makeModel, makeRegistry, registerLine, snapshot, workspace } from '../support/store.ts';
import { startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const notLinux = process.platform === 'linux' ? undefined : 'only Linux shows who has a file open';
const notRoot =
  process.platform === 'linux' && process.getuid?.() === 0 ? undefined : 'only root on Linux can do that';
const noStrace = whyNoStrace();

const move = (source: string, root: string, ...more: string[]) =>
  registerLine(source, root, '--move', '-q', ...more);

async function prepare() {
  const place = workspace();
  const root = await makeRegistry(place, 1);
  const source = makeModel(join(place, 'out'), { 'model.bin': 'weights', 'sub/vocab.txt': 'words' });
  return { place, root, source, model: join(source, 'model.bin') };
}

/** Names, bytes and modes, but not the times that two names and back leave behind. */
const stateOf = (source: string) => [
  ...snapshot(source),
  ...readdirSync(source, { recursive: true }).map((path) => statSync(join(source, String(path))).mode),
];

async function expectRefused(
  { root, source }: { root: string; source: string },
  says: RegExp,
  { status = 5, line = move(source, root) } = {},
) {
  const before = [stateOf(source), snapshot(join(root, 't'))];
  const run = await runMreg(line);
  expect(run).toEqual({ status, stdout: '', stderr: expect.stringMatching(says) });
  expect([stateOf(source), snapshot(join(root, 't'))]).toEqual(before);
  expect(expectSound(root).leftovers).toEqual([]);
}

test('the files themselves are moved, read-only, and the directories that they leave empty go', async () => {
  const { root, source, model } = await prepare();
  chmodSync(model, 0o755);
  const { ino } = statSync(model);
  const run = await runMreg(move(source, root));
  expect(run).toEqual({ status: 0, stdout: 't/m@v1.0.1\n', stderr: '' });
  const { live, leftovers } = expectSound(root);
  const directory = live.find(({ ref }) => ref === 't/m@v1.0.1')?.directory ?? '';
  const moved = statSync(join(directory, 'model.bin'));
  expect([moved.ino, moved.nlink, moved.mode & 0o7777]).toEqual([ino, 1, 0o444]);
  expect(readFileSync(join(directory, 'sub/vocab.txt'), 'utf8')).toBe('words');
  expect([existsSync(source), leftovers]).toEqual([false, []]);
});

test('what is not a file of the version stays: its metadata.json, and what came meanwhile', async () => {
  const { root, source } = await prepare();
  writeFileSync(join(source, 'metadata.json'), '{"notes": "kept"}');
  const registry = new Registry(root);
  let came = false;
  const result = await registry.register(
    { source, type: 't', name: 'm', move: true },
    {
      onProgress: () => {
        if (!came) writeFileSync(join(source, 'sub/new.txt'), 'new');
        came = true;
      },
    },
  );
  expect(result.moved?.left).toEqual([]);
  expect(readdirSync(source, { recursive: true }).sort()).toEqual(['metadata.json', 'sub', 'sub/new.txt']);
  expectSound(root);
});

test('a single file is moved, and the directory that it was in stays', async () => {
  const { root, source, model } = await prepare();
  expect(await runMreg(move(model, root))).toMatchObject({ status: 0 });
  expect(readdirSync(source)).toEqual(['sub']);
});

test('a rehearsal, and a version that is there already, leave the source alone', async () => {
  const { root, source } = await prepare();
  const before = stateOf(source);
  expect(await runMreg(move(source, root, '--dry-run'))).toMatchObject({ status: 0 });
  expect(stateOf(source)).toEqual(before);
  const copied = ['register', source, '--type', 't', '--name', 'm', '--root', root];
  expect(await runMreg(copied)).toMatchObject({ status: 0 });
  const modes = () => stateOf(source).filter((part) => typeof part === 'number');
  const mode = modes();
  expect(await runMreg(move(source, root, '--if-exists', 'skip'))).toMatchObject({
    status: 0,
    stdout: 't/m@v1.0.1\n',
  });
  expect([modes(), readFileSync(join(source, 'model.bin'), 'utf8')]).toEqual([mode, 'weights']);
  expect(expectSound(root).leftovers).toEqual([]);
});

test('a file with other names is refused', async () => {
  const made = await prepare();
  linkSync(made.model, join(made.place, 'other'));
  const says = /^error: 'model\.bin' in the source has other names \(hard links\).*\nhint: .*\n$/;
  await expectRefused(made, says);
  await expectRefused(made, says, { line: move(made.source, made.root, '--dry-run') });
});

test('a file that is open for writing is refused, one that is read is not', skipFor(notLinux), async () => {
  const made = await prepare();
  const writing = openSync(join(made.source, 'sub/vocab.txt'), 'r+');
  const says = new RegExp(
    `^error: 'sub/vocab\\.txt' in the source is open for writing in process ${process.pid}\nhint: .*\n$`,
  );
  await expectRefused(made, says);
  await expectRefused(made, says, { line: move(made.source, made.root, '--dry-run') });
  closeSync(writing);
  const reading = openSync(made.model, 'r');
  onTestFinished(() => closeSync(reading));
  expect(await runMreg(move(made.source, made.root))).toMatchObject({ status: 0 });
});

test('memory that is shared with a file counts as open for writing', skipFor(notLinux), async () => {
  const made = await prepare();
  const program =
    'import mmap,sys\nf=open(sys.argv[1],"r+b")\nm=mmap.mmap(f.fileno(),0)\nf.close()\nprint("ready",flush=True)\nsys.stdin.read()';
  const { spawn } = await import('node:child_process');
  const python = spawn('python3', ['-c', program, made.model], { stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(() => void python.kill('SIGKILL'));
  await new Promise((ready) => python.stdout.once('data', ready));
  await expectRefused(
    made,
    new RegExp(`'model\\.bin' in the source is open for writing in process ${python.pid}`),
  );
});

test('a file of another user, or on another file system, is refused', skipFor(notRoot), async () => {
  const made = await prepare();
  chownSync(made.model, 65534, 65534);
  await expectRefused(made, /'model\.bin' in the source belongs to another user \(65534\)/);
  const disk = join(made.place, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  const source = makeModel(join(disk, 'out'), { 'model.bin': 'weights' });
  const says = /'model\.bin' in the source is on another file system than the registry\nhint: /;
  await expectRefused({ ...made, source }, says);
  await expectRefused({ ...made, source }, says, { line: move(source, made.root, '--dry-run') });
});

test.for([
  {
    name: 'opened for writing',
    does: (model: string) => {
      const fd = openSync(model, 'r+');
      onTestFinished(() => closeSync(fd));
    },
    says: /is open for writing in process/,
  },
  {
    name: 'written to',
    does: (model: string) => writeFileSync(model, 'other', { flag: 'r+' }),
    says: /changed while it was moved/,
  },
  {
    name: 'replaced',
    does: (model: string) => {
      writeFileSync(`${model}.new`, 'new');
      renameSync(`${model}.new`, model);
    },
    says: /changed while it was moved/,
  },
])(
  'a file that is $name between its digest and the record: refused, and all is put back',
  skipFor(noStrace),
  async ({ does, says }) => {
    const { place, root, source, model } = await prepare();
    const { mode } = statSync(model);
    const { running, ended } = startTraced(
      move(source, root),
      join(place, 'strace.log'),
      'rename:signal=STOP:when=1',
    );
    expect(await untilStopped(running)).toBe(true);
    does(model);
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 5, stderr: expect.stringMatching(says) });
    expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: 1 } });
    const { mode: after, nlink } = statSync(model);
    expect([after, nlink, existsSync(join(source, 'sub/vocab.txt'))]).toEqual([mode, 1, true]);
  },
);

test('a file that is saved anew once the version is on record stays', skipFor(noStrace), async () => {
  const { place, root, source, model } = await prepare();
  const { running, ended } = startTraced(
    move(source, root).filter((word) => word !== '-q'),
    join(place, 'strace.log'),
    'link:signal=STOP:when=3',
  );
  expect(await untilStopped(running)).toBe(true);
  writeFileSync(`${model}.new`, 'new');
  renameSync(`${model}.new`, model);
  running.child.kill('SIGCONT');
  expect(await ended).toMatchObject({ status: 0, stderr: 'note: left where it was: model.bin\n' });
  expect(readFileSync(model, 'utf8')).toBe('new');
  expect(existsSync(join(source, 'sub'))).toBe(false);
  expectSound(root);
});
