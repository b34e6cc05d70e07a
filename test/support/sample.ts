import { Registry } from '../../src/registry.ts';
import { findBrowser } from './browser.ts';
import { startTestServer, type TestServer } from './server.ts';

/** Why the page cannot be looked at here. */
export const noBrowser = findBrowser() === undefined ? 'no chromium on the PATH' : undefined;

/** A server of the registry that `npm run ui` shows. */
export async function startSampleServer(): Promise<TestServer> {
  const { makeSample } = await import('../../scripts/sample-registry.js');
  const server = await startTestServer();
  await makeSample(Registry, server.root);
  return server;
}
