import { beforeAll, describe, expect, it } from 'vitest';
import { generateRegistry } from '../../bench/generate.js';
import { Registry } from '../../src/registry.ts';
import type { Page } from '../support/browser.ts';
import { press, see, until } from '../support/browsing.ts';
import { noBrowser } from '../support/sample.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { visit } from '../support/visit.ts';

const MODELS = 10_000;
const RUNS = 10_000;
const AT_ONCE = 64;

/** Bytes of the page that come before anything is shown. */
const MOST_BYTES = 250 * 1024;
/** Rows in the document, however many there are. */
const MOST_ROWS = 120;
const MOST_MEMORY = 200 * 1024 * 1024;

describe('a registry of ten thousand models and runs', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;

  beforeAll(async () => {
    const visited = await visit(
      startTestServer([], {
        fill: (root) => generateRegistry(root, { models: MODELS, versions: 2 * MODELS }),
      }),
    );
    ({ server, page } = visited);
    const registry = new Registry(server.root);
    for (let begun = 0; begun < RUNS; begun += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, RUNS - begun) }, (_, at) =>
          registry.createRun({
            name: `run ${begun + at}`,
            startTime: Date.UTC(2026, 4, 3) + 1000 * (begun + at),
            status: 'FINISHED',
            params: { lr: String((begun + at) % 7), depth: String((begun + at) % 5) },
          }),
        ),
      );
    // The server has read the registry then.
    await server.ask('GET', '/api/v1/models?limit=1');
    return visited.end;
  });

  const rows = () => page.evaluate("document.querySelectorAll('tbody tr:not(.gap)').length");
  /** Used by what the page holds, in bytes. */
  const memory = async () => {
    await page.send('HeapProfiler.collectGarbage');
    return (await page.send('Runtime.getHeapUsage')).usedSize;
  };

  it('begins with less than 250 KB, and shows the first models before the others have come', async () => {
    await page.load(`${server.address}/`);
    await until(page, "document.querySelector('tbody tr')");
    const { took, bytes } = await page.evaluate(`(() => {
      const loaded = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/'));
      return { took: performance.now(), bytes: loaded.reduce((sum, { transferSize }) => sum + transferSize, 0) };
    })()`);
    console.log(`first view: ${Math.round(bytes / 1024)} KB, ${Math.round(took)} ms`);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it.each([
    ['models', '/', `${MODELS.toLocaleString('en')} models`],
    ['runs', '/experiments/0', `${RUNS.toLocaleString('en')} runs`],
  ])('%s: scrolls through all of them, and draws those that can be seen', async (name, address, all) => {
    const begun = Date.now();
    await page.load(server.address + address);
    await until(page, "document.querySelector('tbody tr')");
    const first = Date.now() - begun;
    await see(page, all);
    const whole = Date.now() - begun;
    const frames = await page.evaluate(`(async () => {
      const box = document.querySelector('.table');
      const times = [];
      let before = performance.now();
      for (let at = 0; at <= 60; at += 1) {
        box.scrollTop = (box.scrollHeight - box.clientHeight) * (at / 60);
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - before);
        before = performance.now();
      }
      return times.sort((a, b) => a - b);
    })()`);
    expect(await rows()).toBeLessThan(MOST_ROWS);
    await until(page, `document.querySelector('tbody tr[data-row="${MODELS - 1}"]')`);
    const used = await memory();
    console.log(
      `${name}: first rows ${first} ms, all ${whole} ms; a frame of scrolling ${frames[30].toFixed(0)} ms (worst ${frames.at(-1).toFixed(0)} ms); ${Math.round(used / 2 ** 20)} MiB`,
    );
    expect(used).toBeLessThan(MOST_MEMORY);
    // The keyboard goes on from a row that was out of sight.
    await press(page, 'j', 'j', 'k');
    await until(page, "document.activeElement?.closest('tr')?.dataset.row === '0'");
  });
});
