import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../support/browser.ts';
import { click, expectAccessible, fill, press, see } from '../support/browsing.ts';
import { noBrowser } from '../support/sample.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { isLive, visit } from '../support/visit.ts';

describe('a server that asks for a token', skipFor(noBrowser), () => {
  let server: TestServer;
  let page: Page;

  beforeAll(async () => {
    const visited = await visit(
      startTestServer([], { env: { MREG_TOKEN: 'write me', MREG_READ_TOKEN: 'read me' } }),
    );
    ({ server, page } = visited);
    return visited.end;
  });

  const signIn = async (token: string) => {
    await see(page, 'asks for a token');
    await fill(page, '#token', token);
    await press(page, 'Enter');
  };

  it('shows nothing before, and says if the token is another', async () => {
    await page.load(`${server.address}/`);
    await signIn('wrong');
    await see(page, 'this is not the token of this server');
    await expectAccessible(page, 'the form');
    expect((await server.ask('GET', '/api/v1/models')).status).toBe(401);
  });

  it('lets whoever may write change things, and keeps the token out of reach of scripts', async () => {
    await page.load(`${server.address}/`);
    await signIn('write me');
    await see(page, 'This registry is empty');
    await isLive(page);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain('write me');
    const made = await page.evaluate(
      "fetch('/api/v1/models', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{\"name\": \"m\", \"type\": \"t\"}' }).then(({ status }) => status)",
    );
    expect(made).toBe(201);
    await page.load(`${server.address}/models/t/m`);
    await see(page, 'Describe');
    await click(page, 'Sign out');
    await see(page, 'asks for a token');
  });

  it('shows whoever may only read no button that changes anything', async () => {
    await page.load(`${server.address}/models/t/m`);
    await signIn('read me');
    await see(page, 'Versions');
    expect(await page.evaluate("document.querySelectorAll('.title button').length")).toBe(0);
  });
});
