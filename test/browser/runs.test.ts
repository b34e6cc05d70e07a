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
  setTheme,
  until,
} from '../support/browsing.ts';
import { noBrowser, startSampleServer } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { type Visit, visit } from '../support/visit.ts';

describe('runs', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;
  let open: Visit['open'];

  beforeAll(async () => {
    const visited = await visit(startSampleServer());
    ({ server, page, open } = visited);
    return visited.end;
  });

  const heads = (): Promise<string[]> =>
    page.evaluate("[...document.querySelectorAll('thead th')].map((head) => head.innerText)");
  const rowsOf = (): Promise<string[]> =>
    page.evaluate("[...document.querySelectorAll('tbody tr:not(.gap)')].map((row) => row.innerText)");

  it('shows the best value beside the last, with the step at which it was', async () => {
    const { runs } = await new Registry(server.root).searchRuns({ limit: 1 });
    const loss = runs[0]?.metrics.val_loss;
    expect(loss?.min_step).toBeLessThanOrEqual(loss?.step ?? 0);
    await open('/experiments/1', 'running');
    await until(
      page,
      "[...document.querySelectorAll('thead th')].some((head) => head.innerText === 'best val_loss')",
    );
    expect((await rowsOf())[0]).toContain(` at ${loss?.min_step}`);
    await click(page, 'best val_loss');
    await until(page, "location.search === '?sort=best.val_loss'");
    await until(
      page,
      "[...document.querySelector('tbody tr:not(.gap)').querySelectorAll('td.best')].some((cell) => cell.innerText.includes(' at '))",
    );
    await open(`/runs/${runs[0]?.id}?view=facts`, 'Lowest');
    await see(page, ` at ${loss?.min_step}`);
  });

  it('groups by a param by mouse: a mean and a spread, and the runs of a group', async () => {
    await open('/experiments/1', '24 runs');
    await click(page, 'Group by');
    await page.evaluate(`(() => {
      const list = [...document.querySelectorAll('select')].find(({ labels }) => labels[0]?.innerText === 'Group by');
      list.value = 'learning_rate';
      list.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    await until(
      page,
      "location.search === '?group=learning_rate' && document.querySelectorAll('tbody tr:not(.gap)').length === 4",
    );
    expect((await rowsOf())[0]).toMatch(/^\s*\S+\s+6\s+\S+ \(\S+ – \S+\)/);
    await click(page, 'deviation');
    await until(page, "document.querySelector('tbody tr:not(.gap)').innerText.includes(' ± ')");
    await click(page, 'best');
    await until(page, "location.search.includes('of=best')");
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(page, theme);
      await expectAccessible(page, `groups, ${theme}`);
    }
    await click(page, '0.0005');
    await see(page, '6 runs');
    expect(new Set((await rowsOf()).map((row) => /lr[\d.]+/.exec(row)?.[0]))).toEqual(new Set(['lr0.0005']));
    expectQuiet(page, server.address);
  });

  it('lays the curves of groups over each other by keyboard, each with its band', async () => {
    await open('/experiments/1?group=-seed&spread=deviation', 'learning_rate=');
    await press(page, 'j', 'x', 'j', 'x', 'c');
    await until(
      page,
      "location.pathname === '/compare' && document.querySelectorAll('.charts canvas').length > 1",
    );
    expect(await page.evaluate('location.search')).toMatch(/view=curves&group=-seed&spread=deviation$/);
    const words = await page.evaluate(
      "document.querySelector('.chart [role=img]').getAttribute('aria-label')",
    );
    expect(words).toMatch(/learning_rate=\S+, r=\d+ \(2 runs\), \d+ values between/);
    await expectAccessible(page, 'bands');
    expectQuiet(page, server.address);
  });

  it('keeps the keyboard at its row if another comes before it', async () => {
    const registry = new Registry(server.root);
    await open('/experiments/1', 'running');
    await press(page, 'j', 'j');
    const focused = () => page.evaluate('document.activeElement.href');
    const before = await focused();
    expect(before).toContain('/runs/');
    await registry.createRun({ experiment: '1', name: 'newest', startTime: Date.now(), status: 'KILLED' });
    await until(page, "document.querySelector('tbody tr:not(.gap)').innerText.includes('newest')");
    await expect.poll(focused).toBe(before);
    await until(page, "document.activeElement.closest('tr').className === 'active'");
    await press(page, 'k');
    expect(await focused()).not.toBe(before);
  });

  it('saves what is looked at under a name, opens it again, shares it in the address, and forgets it', async () => {
    await open('/experiments/1?where=status+%3D+finished&sort=best.val_loss', 'finished');
    await click(page, 'Columns');
    await click(page, 'User');
    await until(page, "location.search.includes('show=user')");
    await press(page, 'Escape', 's');
    await fill(page, 'input[name=view]', 'who was best');
    await press(page, 'Enter');
    await until(page, "document.querySelector('.views [aria-current]')?.innerText === 'who was best'");
    const shared = await page.evaluate('location.href');
    await open('/experiments/1', 'running');
    await click(page, 'who was best');
    await until(page, `location.href.endsWith('?where=status+%3D+finished&sort=best.val_loss&show=user')`);
    await until(page, "[...document.querySelectorAll('thead th')].some((head) => head.innerText === 'User')");
    // Somebody else, who chose nothing, sees the same at this address.
    await page.evaluate('localStorage.clear()');
    await page.load(shared);
    await see(page, 'finished');
    expect(await heads()).toContain('User');
    await until(page, "!document.querySelector('.views')");
    await page.evaluate("localStorage.setItem('views:runs-1', JSON.stringify({ mine: 'group=r' }))");
    await open('/experiments/1?group=r', 'mine');
    await click(page, 'Forget the view mine');
    await until(page, "!document.querySelector('.views')");
    expect(await page.evaluate("localStorage.getItem('views:runs-1')")).toBe('{}');
    await choose(page, '.labelled select', '');
    expectQuiet(page, server.address);
  });
});
