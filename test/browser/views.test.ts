import { beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { formatNumber } from '../../src/render/words/quantity.ts';
import type { Page } from '../support/browser.ts';
import {
  click,
  expectAccessible,
  expectQuiet,
  press,
  resize,
  see,
  setTheme,
  until,
} from '../support/browsing.ts';
import { noBrowser, startSampleServer } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { type Visit, visit } from '../support/visit.ts';

describe('the page', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;
  let open: Visit['open'];
  let run: string;
  let runs: string;

  beforeAll(async () => {
    const visited = await visit(startSampleServer());
    ({ server, page, open } = visited);
    const { runs: all } = await new Registry(server.root).searchRuns({ limit: 3 });
    run = all[1]?.id ?? '';
    runs = all.map(({ id }) => `run=${id}`).join('&');
    return visited.end;
  });

  /** The address of each view, and a text that stands there once it is whole. */
  const VIEWS = (): readonly (readonly [string, string])[] => [
    ['/', 'ppo_momentum'],
    ['/models?find=forecast', '2 of 6'],
    ['/search?where=f1_score%20%3E%200.8', 'lora_reviews@v1.0.5'],
    ['/models/rl_agents/ppo_momentum', 'Trades the index'],
    ['/models/rl_agents/ppo_momentum?view=metrics', 'max_drawdown'],
    ['/models/rl_agents/ppo_momentum?view=metrics&over=time', 'max_drawdown'],
    ['/models/rl_agents/ppo_momentum?view=stages', 'UTC'],
    ['/models/rl_agents/ppo_momentum?view=trash', 'No version of it'],
    ['/models/rl_agents/ppo_momentum?view=history', 'drawdown in live trading'],
    ['/models/sentiment/lora_reviews/v1.0.5', 'metadata.json'],
    ['/models/sentiment/lora_reviews/v1.0.5?view=files', 'metrics.json'],
    ['/models/sentiment/lora_reviews/v1.0.5?view=files&file=metrics.json', '"f1_score":'],
    ['/models/datasets/prices/1?view=files&file=prices.csv', '2026-01-07'],
    ['/models/sentiment/lora_reviews/v1.0.5?view=load', 'MLflow'],
    ['/models/sentiment/lora_reviews/v1.0.3?view=lineage', 'v1.0.4'],
    ['/models/sentiment/lora_reviews/v1.0.5?view=history', 'champion'],
    ['/experiments', 'lora_reviews tuning'],
    ['/experiments/1', 'running'],
    ['/experiments/1?group=-seed', 'learning_rate='],
    [`/runs/${run}`, 'val_loss'],
    [`/runs/${run}?smooth=0.8&scale=log&over=duration`, 'val_loss'],
    [`/runs/${run}?view=facts`, 'learning_rate'],
    [`/runs/${run}?view=artifacts&path=model&file=model%2Fmetrics.json`, '"loss": 0.3'],
    ['/compare', 'Mark rows'],
    ['/compare?ref=next_close@1&ref=next_close@production&ref=next_close@champion', 'rmse'],
    [`/compare?${runs}`, 'learning_rate'],
    [`/compare?${runs}&view=curves`, 'val_loss'],
    [`/compare?${runs}&view=curves&group=learning_rate`, 'learning_rate'],
    [`/compare?${runs}&view=parallel`, 'Parallel'],
    [`/compare?${runs}&view=scatter`, 'Across'],
    ['/catalogue', 'datasets/prices'],
    ['/history', 'created'],
    ['/trash', 'The trash is empty.'],
    ['/models/rl_agents/nobody', 'no model'],
    ['/runs/0123456789abcdef0123456789abcdef', 'no run'],
    ['/models/a/b/c/d', 'Nothing is here'],
  ];

  it('shows each view at its address, asks no other host, and says nothing in the console', async () => {
    for (const [address, text] of VIEWS().slice(0, -3)) {
      await open(address, text);
      await expect.poll(() => page.evaluate('document.title')).toMatch(/ · mreg$/);
      expectQuiet(page, server.address);
    }
    expect((await server.ask('GET', '/nowhere')).status).toBe(404);
  });

  it('can be read by everybody, light and dark, from a telephone to a wall', async () => {
    for (const [address, text] of VIEWS()) {
      await open(address, text);
      for (const theme of ['light', 'dark'] as const) {
        await setTheme(page, theme);
        await expectAccessible(page, `${address}, ${theme}`);
      }
      for (const width of [360, 390, 768, 1440, 2560]) {
        await resize(page, width);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect(wide, `${address} at ${width}`).toBeLessThanOrEqual(width);
      }
      await resize(page, 1440);
    }
  });

  it('keeps labels whole, and beside what they name, on a telephone', async () => {
    await resize(page, 390);
    await open('/models/rl_agents/ppo_momentum?view=stages', 'UTC');
    const cut = await page.evaluate(
      "[...document.querySelectorAll('.period > span')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)",
    );
    expect(cut).toEqual([]);
    await open(`/runs/${run}`, 'Smoothing');
    const apart = await page.evaluate(`(() => {
      const [label, field] = [...document.querySelectorAll('.tools .labelled > *')].map((one) => one.getBoundingClientRect());
      return field.top - label.bottom;
    })()`);
    expect(apart).toBeLessThan(0);
    await resize(page, 1440);
  });

  it('names the last values of curves as long as nobody points at them', async () => {
    const { metrics } = await new Registry(server.root).run(run);
    await open(`/compare?${runs}&view=curves`, 'the last');
    await see(page, formatNumber(Number(metrics.val_loss?.value)));
  });

  it('goes from view to view by mouse', async () => {
    await open('/', 'ppo_momentum');
    await click(page, 'a[href="/models/forecast/next_close"]');
    await see(page, 'The close of the next day');
    await click(page, 'Stages');
    await until(page, "location.search === '?view=stages'");
    await click(page, 'Versions');
    await click(page, 'a[href="/models/forecast/next_close/v1.0.11"]');
    await see(page, 'On record');
    await click(page, 'Files');
    await click(page, 'plots/importance.svg');
    await until(page, "document.querySelector('.viewer img')?.naturalWidth > 0");
    await page.evaluate('history.back()');
    await until(page, "!location.search.includes('importance')");
    expectQuiet(page, server.address);
  });

  it('goes from view to view by keyboard', async () => {
    await open('/', 'ppo_momentum');
    await press(page, '/');
    await page.send('Input.insertText', { text: 'lora' });
    await see(page, '1 of 6');
    await press(page, 'Escape', 'j', 'Enter');
    await see(page, 'data=2026-w20');
    await press(page, 'j', 'j', 'x', 'j', 'x', 'c');
    await until(page, "location.pathname === '/compare' && document.querySelectorAll('td.best').length > 0");
    await press(page, 'g', 'e');
    await see(page, 'lora_reviews tuning');
    await press(page, '?');
    await see(page, 'go to Catalogue');
    await press(page, 'Escape', 'g', 'k');
    await see(page, 'Kinds of model');
    await press(page, 'g', 'm');
    await see(page, 'weld_defects');
    await press(page, 'j', 'j', 'k', 'Enter');
    await until(page, "location.pathname === '/models/datasets/prices'");
  });

  it('sorts, keeps the columns that somebody chose, and has both in what can be shared', async () => {
    await open('/models/forecast/next_close', 'v1.0.11');
    const first = () => page.evaluate("document.querySelector('tbody th').innerText");
    await click(page, 'rmse');
    await until(page, "location.search === '?sort=metrics.rmse'");
    const best = await first();
    await open('/models/forecast/next_close?sort=metrics.rmse', 'v1.0.11');
    await expect.poll(first).toBe(best);
    await click(page, 'Columns');
    await click(page, 'Number');
    await until(
      page,
      "[...document.querySelectorAll('thead th')].some((head) => head.innerText === 'Number')",
    );
    await open('/models/forecast/next_close', 'v1.0.11');
    await until(
      page,
      "[...document.querySelectorAll('thead th')].some((head) => head.innerText === 'Number')",
    );
  });

  it('leads from the addresses that MLflow prints to its own', async () => {
    await page.load('about:blank');
    await open(`/#/experiments/1/runs/${run}`, 'val_loss');
    expect(await page.evaluate('location.pathname')).toBe(`/runs/${run}`);
  });

  it('says what to type in an empty registry', async () => {
    const { startTestServer } = await import('../support/server.ts');
    const empty = await startTestServer();
    await page.load(`${empty.address}/`);
    await see(page, 'mreg register ./out');
    await expectAccessible(page, 'empty');
    await empty.stop();
  });
});
