import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_STATE, type State } from '../../src/core/state/state.ts';
import { catchUp } from '../../src/store/journal/log.ts';
import { type Layout, layoutOf } from '../../src/store/layout.ts';
import { publishState } from '../../src/store/state/publish-state.ts';
import { readManifest, readState, type Wanted } from '../../src/store/state/read-state.ts';
import { runMreg } from '../support/executable.ts';
import { expectSound, workspace } from '../support/store.ts';

let layout: Layout;
let root: string;
const mreg = async (...args: string[]) =>
  expect(await runMreg([...args, '--root', root])).toMatchObject({ status: 0 });

beforeEach(async () => {
  const folder = workspace();
  root = join(folder, 'registry');
  layout = layoutOf(root);
  const model = join(folder, 'model.bin');
  for (const [index, name] of ['a/m', 'a/n', 'b/m'].entries()) {
    writeFileSync(model, `weights ${index}`);
    const [type = '', own = ''] = name.split('/');
    await mreg('register', model, '--type', type, '--name', own);
  }
});

/** What a whole fold of the log gives, of the models that were read. */
async function expectLikeTheLog(wanted: Wanted): Promise<State> {
  const [read, log] = [await readState(layout, wanted), await catchUp(layout, EMPTY_STATE)];
  if (!read) throw new Error('there is no state');
  const { unread, models, ...facts } = read;
  const { models: all, ...expected } = log;
  expect(facts).toEqual(expected);
  for (const [key, model] of Object.entries(models)) expect(model).toEqual(all[key]);
  return read;
}

const fileOf = (key: string) => readFileSync(layout.model(key), 'utf8');

describe('a reader', () => {
  it('reads the models that it wants, and of all others what the manifest says', async () => {
    expect(Object.keys((await expectLikeTheLog('none')).models)).toEqual([]);
    expect(Object.keys((await expectLikeTheLog({ name: 'm' })).models).sort()).toEqual(['a/m', 'b/m']);
    expect(Object.keys((await expectLikeTheLog({ type: 'a', name: 'm' })).models)).toEqual(['a/m']);
    expect(Object.keys((await expectLikeTheLog('all')).models).sort()).toEqual(['a/m', 'a/n', 'b/m']);
    const { models, unread } = await expectLikeTheLog({ type: 'a', name: 'none' });
    expect([Object.keys(models), unread?.keys()]).toEqual([[], ['a/m', 'a/n', 'b/m']]);
  });

  it('takes what a manifest lacks from the log', async () => {
    const before = readFileSync(layout.manifest);
    await mreg('tag', 'a/m@1', 'x=1');
    writeFileSync(layout.manifest, before);
    // The file of a/m is newer than the manifest.
    for (const wanted of ['none', 'all', { name: 'm' }, { name: 'n' }] as const)
      await expectLikeTheLog(wanted);
    expect(Object.keys((await expectLikeTheLog('none')).models)).toEqual(['a/m']);
  });

  it('takes what a file lacks from the log, if a writer that stood still has put back an older one', async () => {
    const before = fileOf('a/m');
    await mreg('tag', 'a/m@1', 'x=1');
    await mreg('tag', 'b/m@1', 'y=1');
    await mreg('tag', 'a/m@1', 'z=1');
    writeFileSync(layout.model('a/m'), before);
    for (const wanted of ['all', { name: 'm' }, { type: 'a', name: 'm' }] as const)
      await expectLikeTheLog(wanted);
    // The next change mends it.
    await mreg('tag', 'a/m@1', 'w=1');
    expectSound(root);
    expect(JSON.parse(fileOf('a/m')).versions['v1.0.0'].tags).toEqual({ w: '1', x: '1', z: '1' });
  });

  it('tells who is called how, whichever file of the two a writer that stood still has put back', async () => {
    const names = ['a/m', 'a/p'];
    const snapshot = () => ({
      manifest: readFileSync(layout.manifest, 'utf8'),
      models: names.map((key) => (existsSync(layout.model(key)) ? fileOf(key) : undefined)),
    });
    const then = [snapshot()];
    for (const line of [
      'rename a/m p',
      'create a/m',
      'tag a/p x=1',
      'delete --model a/p',
      'restore a/p@v1.0.0',
    ]) {
      await mreg(...line.split(' '));
      then.push(snapshot());
    }
    for (const { manifest } of then)
      for (const {
        models: [m],
      } of then)
        for (const {
          models: [, p],
        } of then) {
          writeFileSync(layout.manifest, manifest);
          for (const [key, text] of [
            [names[0], m],
            [names[1], p],
          ] as const)
            if (text === undefined) rmSync(layout.model(key as string), { force: true });
            else writeFileSync(layout.model(key as string), text);
          for (const wanted of ['none', 'all', { name: 'p' }, { type: 'a', name: 'm' }] as const)
            await expectLikeTheLog(wanted);
        }
    await mreg('tag', 'a/m', 'y=1');
    expectSound(root);
  });

  it.each([
    ['is missing', () => rmSync(layout.model('a/m'))],
    ['is cut', () => writeFileSync(layout.model('a/m'), fileOf('a/m').slice(0, 99))],
    ['is the file of another model', () => writeFileSync(layout.model('a/m'), fileOf('b/m'))],
    [
      'is missing with the manifest',
      () => [layout.model('a/m'), layout.manifest].map((path) => rmSync(path)),
    ],
  ])('reads the log if a file %s', async (_, damage) => {
    damage();
    await expectLikeTheLog('all');
    await expectLikeTheLog({ type: 'a', name: 'm' });
    await mreg('tag', 'a/m@1', 'x=1');
    expectSound(root);
  });
});

describe('a writer that stood still', () => {
  const expectNewAgain = async () => {
    const [model, manifest] = [fileOf('a/m'), readFileSync(layout.manifest)];
    await mreg('tag', 'a/m@1', 'x=1');
    const newest = fileOf('a/m');
    writeFileSync(layout.manifest, manifest);
    const publishing = publishState(layout);
    while (readFileSync(layout.manifest).equals(manifest)) await new Promise(setImmediate);
    writeFileSync(layout.model('a/m'), model);
    await publishing;
    expect(fileOf('a/m')).toBe(newest);
    expectSound(root);
  };

  it('makes a file new again that another writer has put back meanwhile', expectNewAgain);

  it('makes a large file new again, of which it reads no more than the beginning', async () => {
    await mreg('describe', 'a/m', 'x'.repeat(100_000));
    await expectNewAgain();
  });

  it('before its files leaves the newest state', async () => {
    const late = await readState(layout);
    await mreg('tag', 'a/m@1', 'x=1');
    await publishState(layout, late);
    expectSound(root);
    expect((await readManifest(layout))?.manifest.revision).toBe(
      (await catchUp(layout, EMPTY_STATE)).revision,
    );
  });

  it('between a file and the manifest, and after the manifest, leaves what readers read as the newest', async () => {
    const [model, manifest] = [fileOf('a/m'), readFileSync(layout.manifest)];
    const late = await readState(layout);
    await mreg('tag', 'a/m@1', 'x=1');
    await mreg('tag', 'b/m@1', 'x=1');
    for (const put of [
      () => writeFileSync(layout.model('a/m'), model),
      () => writeFileSync(layout.manifest, manifest),
      () => [writeFileSync(layout.model('a/m'), model), writeFileSync(layout.manifest, manifest)],
    ]) {
      put();
      for (const wanted of ['none', 'all', { name: 'm' }] as const) await expectLikeTheLog(wanted);
      await publishState(layout, late);
      for (const wanted of ['none', 'all', { name: 'm' }] as const) await expectLikeTheLog(wanted);
      expect((await readManifest(layout))?.manifest.revision).toBe(
        (await catchUp(layout, EMPTY_STATE)).revision,
      );
    }
    await mreg('tag', 'a/m@1', 'y=1');
    expectSound(root);
  });
});
