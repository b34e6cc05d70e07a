import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/render/report/page.ts';
import { findBrowser, Page } from '../support/browser.ts';
import { HOSTILE, reportOf } from '../support/report.ts';
import { runMreg } from '../support/run-mreg.ts';
import { skipFor } from '../support/skip.ts';

const browser = findBrowser();
const noBrowser = browser === undefined ? 'no chromium on the PATH' : undefined;

const work = mkdtempSync(join(tmpdir(), 'mreg-report-'));
const urlOf = (name: string) => pathToFileURL(join(work, name)).href;

describe('a report in a browser', skipFor(noBrowser), () => {
  let page: Page;

  beforeAll(async () => {
    const story = [
      'register model.bin --type agents --name ppo --metric loss=10 --metric f1=0.5 --param lr=1',
      'promote ppo@1 --to production --reason first',
      'register other.bin --type agents --name ppo --metric loss=9 --metric f1=0.4 --param lr=2 --parent ppo@1 --tag a=b',
      'promote ppo@latest --to production --better-than production --metric loss',
      'register model.bin --type agents --name ppo --metric loss=100 --stage staging',
      'report ppo -o ppo.html',
      'report -o all.html',
    ];
    for (const file of ['model.bin', 'other.bin']) writeFileSync(join(work, file), file);
    for (const line of story) expect(await runMreg(line.split(' '), work)).toMatchObject({ status: 0 });
    page = await Page.open(browser ?? '');
  });
  afterAll(async () => {
    await page?.close();
    rmSync(work, { recursive: true });
  });

  it.each(['ppo.html', 'all.html'])('%s is asked for alone, and nothing is wrong with it', async (name) => {
    await page.load(urlOf(name));
    expect(page.requests()).toEqual([urlOf(name)]);
    expect(page.complaints()).toEqual([]);
    // The policy lets its style sheet and its script through.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.facts')).display")).toBe('flex');
    expect(await page.evaluate("document.querySelectorAll('input[type=search]').length")).toBe(1);
  });

  it('stops what the policy does not name', async () => {
    await page.load(urlOf('ppo.html'));
    const inserted = `
      const script = document.createElement('script');
      script.textContent = 'document.title = "owned"';
      document.body.append(script);
      document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
      document.title`;
    expect(await page.evaluate(inserted)).toBe('agents/ppo');
    expect(page.complaints().join('\n')).toMatch(/script-src[\s\S]*img-src|default-src/);
  });

  it('sorts and filters the versions', async () => {
    await page.load(urlOf('ppo.html'));
    const versions = `[...document.querySelectorAll('#versions-table tbody tr:not([hidden]) th')].map((cell) => cell.textContent)`;
    const loss = `[...document.querySelectorAll('#versions-table thead button')].find(({ textContent }) => textContent === 'loss')`;
    expect(await page.evaluate(versions)).toEqual(['v1.0.2', 'v1.0.1', 'v1.0.0']);
    expect(await page.evaluate(`${loss}.click(); ${versions}`)).toEqual(['v1.0.1', 'v1.0.0', 'v1.0.2']);
    expect(await page.evaluate(`${loss}.click(); ${versions}`)).toEqual(['v1.0.2', 'v1.0.0', 'v1.0.1']);
    expect(await page.evaluate(`${loss}.closest('th').getAttribute('aria-sort')`)).toBe('descending');
    const type = (text: string) =>
      `(() => { const field = document.querySelector('input[type=search]'); field.value = '${text}'; field.dispatchEvent(new Event('input')); })()`;
    expect(await page.evaluate(`${type('A=B')}; ${versions}`)).toEqual(['v1.0.1']);
    expect(await page.evaluate("document.querySelector('output').textContent")).toBe('1 of 3');
    const stage = `(() => { const field = document.querySelector('select'); field.value = 'Staging'; field.dispatchEvent(new Event('change')); })()`;
    expect(await page.evaluate(`${type('')}; ${stage}; ${versions}`)).toEqual(['v1.0.2']);
  });

  it('says the same without JavaScript', async () => {
    await page.load(urlOf('ppo.html'));
    const text = `[...document.querySelectorAll('td, tbody th, figcaption, .history li')].map(({ textContent }) => textContent)`;
    const shown = await page.evaluate(text);
    await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.load(urlOf('ppo.html'));
    const plain = await page.evaluate(text);
    await page.send('Emulation.setScriptExecutionDisabled', { value: false });
    expect(plain).toEqual(shown);
    expect(plain.length).toBeGreaterThan(40);
  });

  it.each(['light', 'dark'])('can be read by everybody, %s', async (scheme) => {
    for (const name of ['ppo.html', 'all.html']) {
      await page.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      });
      await page.load(urlOf(name));
      await page.evaluate(axe.source);
      const violations = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(' ')}`))",
      );
      expect(violations).toEqual([]);
    }
  });

  it('does not scroll sideways on a telephone', async () => {
    const telephone = { width: 390, height: 844, deviceScaleFactor: 1, mobile: true };
    await page.send('Emulation.setDeviceMetricsOverride', telephone);
    await page.load(urlOf('ppo.html'));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.send('Emulation.clearDeviceMetricsOverride');
  });

  it('is printed on white, unfolded and without its tools', async () => {
    await page.load(urlOf('ppo.html'));
    await page.send('Emulation.setEmulatedMedia', {
      media: 'print',
      features: [{ name: 'prefers-color-scheme', value: 'dark' }],
    });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).display")).toBe('none');
    const { data } = await page.send('Page.printToPDF');
    expect(Buffer.from(data, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    await page.send('Emulation.setEmulatedMedia', { media: '', features: [] });
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 40)), text] as const))(
    'shows %s as text',
    async (_, text) => {
      writeFileSync(join(work, 'hostile.html'), reportPage(reportOf(text)));
      await page.load(urlOf('hostile.html'));
      expect(page.complaints()).toEqual([]);
      expect(page.requests()).toEqual([urlOf('hostile.html')]);
      expect(
        await page.evaluate("document.querySelectorAll('script, img, iframe, object, embed, link').length"),
      ).toBe(1);
      expect(await page.evaluate("document.querySelectorAll('main > section').length")).toBe(7);
      const handlers =
        "[...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith('on')).length";
      expect(await page.evaluate(handlers)).toBe(0);
    },
  );
});

describe('the code that makes pages', () => {
  const place = mkdtempSync(join(tmpdir(), 'mreg-loaded-'));
  afterAll(() => rmSync(place, { recursive: true }));

  /** The files of dist/late/ that a command line loads, as Node's coverage tells. */
  async function loaded(...argv: string[]): Promise<string[]> {
    const coverage = mkdtempSync(join(place, 'coverage-'));
    await execa(process.execPath, [resolve('bin/mreg.js'), ...argv], {
      cwd: place,
      env: { NODE_V8_COVERAGE: coverage },
    });
    return readdirSync(coverage).flatMap((file) =>
      JSON.parse(readFileSync(join(coverage, file), 'utf8'))
        .result.map(({ url }: { url: string }) => url)
        .filter((url: string) => url.includes('/dist/late/')),
    );
  }
  /** Those that lay out a lineage. */
  const drawing = (files: readonly string[]) =>
    files.filter((file) => /ranksep/.test(readFileSync(new URL(file), 'utf8')));

  it('is loaded by report alone', async () => {
    writeFileSync(join(place, 'model.bin'), 'weights');
    expect(drawing(await loaded('register', 'model.bin', '--type', 'agents', '--name', 'ppo'))).toEqual([]);
    expect(drawing(await loaded('path', 'ppo@1'))).toEqual([]);
    expect(drawing(await loaded('report', '-q'))).toHaveLength(1);
  });
});
