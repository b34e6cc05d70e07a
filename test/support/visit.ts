/** A browser that looks at a server. */
import { findBrowser, Page } from './browser.ts';
import { see, until } from './browsing.ts';
import type { TestServer } from './server.ts';

export interface Visit {
  readonly server: TestServer;
  readonly page: Page;
  /** Loads what is at an address of the server, and waits until it shows a text and follows changes. */
  readonly open: (address: string, text: string) => Promise<void>;
  /** Ends the browser and the server. */
  readonly end: () => Promise<void>;
}

export async function visit(starting: Promise<TestServer>): Promise<Visit> {
  const server = await starting;
  const page = await Page.open(findBrowser() ?? '').catch(async (error) => {
    await server.stop();
    throw error;
  });
  return {
    server,
    page,
    async open(address, text) {
      await page.load(server.address + address);
      await see(page, text);
      await isLive(page);
    },
    async end() {
      await page.close();
      await server.stop();
    },
  };
}

/** Waits until the page follows changes. */
export function isLive(page: Page): Promise<void> {
  return until(page, "document.querySelector('.live.live')");
}
