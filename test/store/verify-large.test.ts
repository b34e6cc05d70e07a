import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMreg } from '../support/run-mreg.ts';

/** As it is built: the second thread's program is a file of its own. */
const { Registry }: typeof import('../../src/index.ts') = await import(resolve('dist/index.js'));

const FILES = 6;
const SIZE = 8 << 20;

const work = mkdtempSync(join(tmpdir(), 'mreg-verify-large-'));
const root = join(work, 'model_registry');
beforeAll(async () => {
  mkdirSync(join(work, 'out'));
  for (let part = 0; part < FILES; part += 1)
    writeFileSync(join(work, 'out', `part${part}.bin`), Buffer.alloc(SIZE, part + 1));
  await new Registry(root).register({ source: join(work, 'out'), type: 'nets', name: 'big' });
});
afterAll(() => rmSync(work, { recursive: true }));

it('large files are read on all cores, and one changed byte in the last is found', async () => {
  const { directory } = await new Registry(root).version('big@1');
  const sound = await runMreg(['verify', '--json'], work);
  expect(sound.status).toBe(0);
  expect(JSON.parse(sound.stdout).result).toMatchObject({
    files: FILES + 1,
    size: FILES * SIZE,
    damaged: [],
  });
  const file = join(root, directory, `part${FILES - 1}.bin`);
  const bytes = readFileSync(file);
  bytes.writeUInt8(0, SIZE - 1);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
  const broken = await runMreg(['verify', '--json'], work);
  expect(broken.status).toBe(1);
  expect(JSON.parse(broken.stdout).result.damaged).toMatchObject([
    { kind: 'file-altered', ref: 'nets/big@v1.0.0', file: `${directory}/part${FILES - 1}.bin` },
  ]);
});

it('work that is interrupted ends early, and says so', async () => {
  const stop = new AbortController();
  let read = 0;
  const work = {
    signal: stop.signal,
    onProgress: (done: number, total: number) => {
      expect(total).toBe(FILES * SIZE);
      read = done;
      stop.abort();
    },
  };
  await expect(new Registry(root).verify({ ref: 'big@1' }, work)).rejects.toMatchObject({
    code: 'MREG_INTERRUPTED',
  });
  expect(read).toBeLessThan(SIZE);
});
