import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import type { Page } from '../support/browser.ts';
import {
  choose,
  click,
  expectAccessible,
  expectQuiet,
  fill,
  press,
  see,
  until,
} from '../support/browsing.ts';
import { runMreg } from '../support/executable.ts';
import { noBrowser, startSampleServer } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { type Visit, visit } from '../support/visit.ts';

describe('changes from the page', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;
  let open: Visit['open'];
  let registry: Registry;

  beforeAll(async () => {
    const visited = await visit(startSampleServer());
    ({ server, page, open } = visited);
    registry = new Registry(server.root);
    return visited.end;
  });

  const lastOf = async (ref: string) => (await registry.history({ ref, limit: 1 })).entries[0];
  const isClosed = () => until(page, "!document.querySelector('dialog')");

  it('promotes by mouse: the plan says what is displaced, and nothing moves before', async () => {
    const ref = 'forecast/next_close';
    await open(`/models/${ref}`, 'v1.0.11');
    const before = await lastOf(ref);
    await click(page, 'Promote v1.0.11');
    await choose(page, 'select[name=to]', 'Production');
    await until(page, "document.querySelector('.moves')?.innerText.includes('forecast/next_close@v1.0.7')");
    await expectAccessible(page, 'the plan');
    expect((await lastOf(ref))?.revision).toBe(before?.revision);
    await fill(page, 'input[name=reason]', 'lower error');
    await click(page, 'Move it');
    await isClosed();
    expect(await lastOf(ref)).toMatchObject({ command: 'promote', reason: 'lower error' });
    expect((await registry.production(ref)).version).toBe('v1.0.11');
    await until(page, "document.querySelector('.facts').innerText.includes('v1.0.11')");
    expectQuiet(page, server.address);
  });

  it('rolls back by keyboard', async () => {
    const ref = 'forecast/next_close';
    await open(`/models/${ref}`, 'v1.0.11');
    await press(page, 'r');
    await choose(page, 'select[name=stage]', 'Production');
    await until(page, "document.querySelector('.moves')?.innerText.includes('v1.0.7')");
    await fill(page, 'input[name=reason]', 'too slow');
    await press(page, 'Enter');
    await isClosed();
    expect(await lastOf(ref)).toMatchObject({ command: 'rollback', reason: 'too slow' });
    expect((await registry.production(ref)).version).toBe('v1.0.7');
  });

  it('shows why a version may not move, with both values, and moves it all the same for a reason', async () => {
    const ref = 'vision/weld_defects';
    await open(`/models/${ref}/v1.0.0`, 'On record');
    await press(page, 'p');
    await choose(page, 'select[name=to]', 'Production');
    await fill(page, 'input[name=better_than]', 'production');
    await fill(page, 'input[name=metric]', 'latency_ms');
    await until(page, "document.querySelector('.gates .bad')");
    expect(await page.evaluate("document.querySelector('.gates').innerText")).toMatch(
      /latency_ms.*14\.07\s+1\d\.\d+/,
    );
    expect(await page.evaluate("document.querySelector('dialog .main').disabled")).toBe(true);
    await fill(page, 'input[name=override]', 'the camera was changed back');
    await click(page, 'Move it');
    await isClosed();
    expect(await lastOf(ref)).toMatchObject({ override: 'the camera was changed back' });
  });

  it('tells of a conflict, makes the plan anew, and keeps what was typed', async () => {
    const ref = 'sentiment/lora_reviews';
    await open(`/models/${ref}`, 'v1.0.5');
    await press(page, 'p');
    await choose(page, 'select[name=to]', 'Production');
    await fill(page, 'input[name=reason]', 'from the page');
    await until(page, "document.querySelector('.moves')?.innerText.includes('v1.0.4')");
    const moved = await runMreg(['promote', `${ref}@3`, '--to', 'production', '--root', server.root]);
    expect(moved).toMatchObject({ status: 0 });
    await click(page, 'Move it');
    await see(page, 'The model was changed meanwhile: promote by');
    await until(page, "document.querySelector('.moves')?.innerText.includes('v1.0.2')");
    expect((await registry.production(ref)).version).toBe('v1.0.2');
    expect(await page.evaluate("document.querySelector('input[name=reason]').value")).toBe('from the page');
    await click(page, 'Move it');
    await isClosed();
    expect(await lastOf(ref)).toMatchObject({ reason: 'from the page' });
  });

  it('describes, tags and gives aliases', async () => {
    const ref = 'vision/weld_defects';
    await open(`/models/${ref}`, 'v1.0.3');
    await press(page, 'e');
    await fill(page, 'textarea', 'Finds **pores** in welds.');
    await click(page, 'Save');
    await isClosed();
    await until(page, "document.querySelector('.prose strong')?.innerText === 'pores'");
    await press(page, 't');
    await fill(page, 'textarea', 'line=A4\ncamera=7');
    await click(page, 'Save');
    await isClosed();
    expect(await registry.model(ref)).toMatchObject({
      description: 'Finds **pores** in welds.',
      tags: { line: 'A4', camera: '7' },
    });
    await open(`/models/${ref}/v1.0.2`, 'On record');
    await press(page, 'a');
    await fill(page, 'input[name=alias]', 'challenger');
    await click(page, 'Set it');
    await isClosed();
    await see(page, '@challenger');
    await click(page, 'Remove challenger');
    await click(page, 'Remove it');
    await isClosed();
    await until(page, "!document.body.innerText.includes('@challenger')");
    expect((await registry.version(`${ref}@3`)).aliases).toEqual([]);
  });

  it('pins, and says that nobody may delete what is pinned; unpins, deletes by keyboard and restores', async () => {
    const ref = 'vision/weld_defects@v1.0.0';
    await open('/models/vision/weld_defects/v1.0.0', 'On record');
    await click(page, 'Pin');
    await see(page, 'No retention rule takes it');
    await fill(page, 'input[name=reason]', 'the first that worked');
    await click(page, 'Pin it');
    await isClosed();
    expect(await lastOf(ref)).toMatchObject({ command: 'pin', reason: 'the first that worked' });
    await see(page, 'pinned');
    await press(page, 'd');
    await until(page, "document.querySelector('dialog .trouble')?.innerText.includes('pin')");
    expect(await page.evaluate("document.querySelector('dialog .main').disabled")).toBe(true);
    await press(page, 'Escape');
    await isClosed();
    await press(page, 'n');
    await see(page, 'Retention rules may take it again.');
    await click(page, 'Unpin it');
    await isClosed();
    expect((await registry.version(ref)).pinned).toBe(false);
    const extra = join(server.root, '../extra');
    mkdirSync(extra);
    writeFileSync(join(extra, 'model.bin'), 'weights');
    const { version } = await registry.register({
      source: extra,
      type: 'vision',
      name: 'weld_defects',
    });
    await open(`/models/vision/weld_defects/${version}`, 'On record');
    await press(page, 'd');
    await see(page, 'It can be restored until mreg gc frees');
    await fill(page, 'input[name=reason]', 'blurred images');
    await press(page, 'Enter');
    await isClosed();
    await see(page, 'Was in');
    await expectAccessible(page, 'the trash');
    expect(await lastOf('vision/weld_defects')).toMatchObject({
      command: 'delete',
      reason: 'blurred images',
    });
    await page.load(`${server.address}/models/vision/weld_defects/${version}`);
    await click(page, 'the trash of weld_defects');
    await click(page, `Restore ${version}`);
    await see(page, 'comes out of the trash');
    await click(page, 'Restore it');
    await isClosed();
    await see(page, 'No version of it is in the trash.');
    expect((await registry.version(`vision/weld_defects@${version}`)).stage).toBe('None');
  });

  it('deletes a model as a whole by keyboard, shows it in the trash, and brings it back', async () => {
    const ref = 'vision/short_lived';
    const source = join(server.root, '../short');
    mkdirSync(source);
    writeFileSync(join(source, 'model.bin'), 'weights');
    for (let count = 0; count < 2; count += 1)
      await registry.register({ source, type: 'vision', name: 'short_lived' });
    await registry.tag({ ref: `${ref}@v1.0.1`, set: { is: 'second' } });
    await open(`/models/${ref}`, 'v1.0.1');
    await press(page, 'd');
    await see(page, 'with 2 versions → the trash');
    await fill(page, 'input[name=reason]', 'a try');
    await press(page, 'Enter');
    await isClosed();
    await see(page, 'with its model');
    expect(await page.evaluate('location.pathname')).toBe('/trash');
    await expectAccessible(page, 'the trash of the registry');
    expect((await registry.history({ limit: 1 })).entries[0]).toMatchObject({
      ...{ command: 'delete', reason: 'a try' },
    });
    await page.load(`${server.address}/models/${ref}`);
    await click(page, 'the trash');
    await click(page, `Restore ${ref}@v1.0.1`);
    await see(page, `The model ${ref} comes back with it.`);
    await click(page, 'Restore it');
    await isClosed();
    await until(page, `location.pathname === '/models/${ref}'`);
    await see(page, 'v1.0.1');
    expect((await registry.version(`${ref}@v1.0.1`)).tags).toEqual({ is: 'second' });
    await open('/', 'short_lived');
    await click(page, 'Trash');
    await click(page, `Restore ${ref}@v1.0.0`);
    await click(page, 'Restore it');
    await isClosed();
    await see(page, 'The trash is empty.');
    expect((await registry.listVersions({ model: ref })).versions).toHaveLength(2);
  });

  it('makes a version of a run', async () => {
    const [run] = (await registry.searchRuns({ condition: 'status = finished', limit: 1 })).runs;
    await open(`/runs/${run?.id}`, 'val_loss');
    await press(page, 'v');
    await fill(page, 'input[name=type]', 'sentiment');
    await fill(page, 'input[name=name]', 'from_the_page');
    await see(page, 'sentiment/from_the_page@v1.0.0');
    await click(page, 'Register it');
    await isClosed();
    expect((await registry.version('from_the_page@1')).run_id).toBe(run?.id);
    await open('/models/sentiment/from_the_page/v1.0.0?view=lineage', 'run');
    await expectAccessible(page, 'lineage');
    await click(page, '.node.run');
    await until(page, `location.pathname === '/runs/${run?.id}'`);
  });
});
