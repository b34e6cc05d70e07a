import { beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import type { Page } from '../support/browser.ts';
import { see, until } from '../support/browsing.ts';
import { runMreg, startMreg } from '../support/executable.ts';
import { noBrowser, startSampleServer } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { isLive, visit } from '../support/visit.ts';

describe('a page that is open', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;

  beforeAll(async () => {
    const visited = await visit(startSampleServer());
    ({ server, page } = visited);
    return visited.end;
  });

  const mreg = async (...words: string[]) =>
    expect(await runMreg([...words, '--root', server.root])).toMatchObject({ status: 0 });

  it('shows what the command line does beside it, without a reload', async () => {
    await page.load(`${server.address}/`);
    await see(page, 'weld_defects');
    await isLive(page);
    await page.evaluate("window.isTheSame = true; 'set'");
    await mreg('promote', 'weld_defects@latest', '--to', 'production');
    await until(
      page,
      "[...document.querySelectorAll('tbody tr')].some((row) => /weld_defects.*Production\\s*v1\\.0\\.3/s.test(row.innerText))",
    );
    await mreg('create', 'vision/brand_new');
    await see(page, 'brand_new');
    await mreg('delete', '--model', 'vision/brand_new');
    await until(page, "!document.body.innerText.includes('brand_new')");
    expect(await page.evaluate('window.isTheSame')).toBe(true);
  });

  it('draws the points of a run as they are logged', async () => {
    const registry = new Registry(server.root);
    const [run] = (await registry.searchRuns({ condition: 'status = running' })).runs;
    await page.load(`${server.address}/runs/${run?.id}`);
    await see(page, 'val_loss');
    await mreg(
      'run',
      'log',
      run?.id ?? '',
      '--metric',
      'brand_new_loss=0.5@1',
      '--metric',
      'brand_new_loss=0.4@2',
    );
    await see(page, 'brand_new_loss');
    await mreg('run', 'end', run?.id ?? '', '--status', 'FINISHED');
    await see(page, 'finished');
  });

  it('says that the connection is lost, and goes on where it was once it is back', async () => {
    await page.load(`${server.address}/models/forecast/volatility`);
    await see(page, 'GARCH');
    await isLive(page);
    server.running.child.kill('SIGKILL');
    await see(page, 'connection lost');
    await mreg('tag', 'volatility', 'meanwhile=yes');
    const { port } = new URL(server.address);
    const again = startMreg(['server', '--port', port, '--root', server.root]);
    await isLive(page);
    await until(page, "document.querySelector('.facts').innerText.includes('meanwhile=yes')");
    again.child.kill('SIGTERM');
    await again.ended;
  });
});
