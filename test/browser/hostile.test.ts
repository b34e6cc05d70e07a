import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import type { Page } from '../support/browser.ts';
import { expectQuiet, see } from '../support/browsing.ts';
import { HOSTILE } from '../support/report.ts';
import { noBrowser } from '../support/sample.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { skipFor } from '../support/skip.ts';
import { isLive, visit } from '../support/visit.ts';

const TEXTS: readonly string[] = [
  ...HOSTILE.map((text) => text.slice(0, 5000)),
  '[click](javascript:alert(1)) <b onclick=alert(1)>bold</b>',
  '![picture](http://127.0.0.1:9/x.png) <img src="http://127.0.0.1:9/y.png">',
  '<style>body { display: none }</style><link rel=stylesheet href=http://127.0.0.1:9/>',
  '[data](data:text/html,<script>alert(1)</script>) <javascript:alert(1)> <http://127.0.0.1:9/z>',
];

/** What no text may bring about. */
const OWNED = `(() => {
  const elements = [...document.querySelectorAll('*')];
  return {
    scripts: document.querySelectorAll('script, iframe, object, embed, base, form[action]').length,
    images: document.querySelectorAll('img, style').length,
    handlers: elements.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith('on')).length,
    links: [...document.querySelectorAll('a')].filter(({ protocol }) => !['http:', 'https:', 'mailto:'].includes(protocol)).length,
    owned: document.title === 'owned',
  };
})()`;

describe('what people wrote', skipFor(noBrowser), () => {
  let server: TestServer;
  let registry: Registry;
  let page: Page;

  beforeAll(async () => {
    const visited = await visit(startTestServer());
    ({ server, page } = visited);
    registry = new Registry(server.root);
    return visited.end;
  });

  /** Writes a text wherever one can be written; some cannot be, and then nothing is to be shown. */
  async function write(text: string, at: number): Promise<string | undefined> {
    const source = join(server.root, '..', `out-${at}`);
    mkdirSync(source);
    writeFileSync(join(source, 'text.txt'), text);
    writeFileSync(join(source, 'table.csv'), `a,"${text.replaceAll('"', '""')}"\n1,2\n`);
    const tried = [
      () => registry.register({ source, type: 't', name: `m${at}` }),
      () => registry.register({ source, type: 't', name: `m${at}`, metadata: { notes: text } }),
      () => registry.describe({ ref: `t/m${at}`, to: text, reason: text }),
      () => registry.describe({ ref: `t/m${at}@1`, to: text }),
      () => registry.tag({ ref: `t/m${at}`, set: { key: text } }),
      () => registry.tag({ ref: `t/m${at}@1`, set: { key: text } }),
    ];
    for (const attempt of tried) await attempt().catch(refused);
    return registry
      .createRun({ name: text, params: { lr: text }, tags: { note: text }, user: text })
      .then(({ id }) => id, refused);
  }

  function refused(error: unknown): undefined {
    expect(error).toBeInstanceOf(MregError);
    return undefined;
  }

  it.each(TEXTS.map((text, at) => [JSON.stringify(text.slice(0, 40)), text, at] as const))(
    'is shown as text: %s',
    async (_, text, at) => {
      const run = await write(text, at);
      const views: (readonly [string, string])[] = [
        ['/', 'Models'],
        [`/models/t/m${at}`, `m${at}`],
        [`/models/t/m${at}?view=history`, 'register'],
        [`/models/t/m${at}/latest`, 'On record'],
        [`/models/t/m${at}/1?view=files&file=text.txt`, 'text.txt'],
        [`/models/t/m${at}/1?view=files&file=table.csv`, 'table.csv'],
        ['/history', 'register'],
        ['/experiments/0', 'Default'],
        ...(run ? [[`/runs/${run}`, 'Curves'] as const, [`/runs/${run}?view=facts`, 'Params'] as const] : []),
      ];
      for (const [address, word] of views) {
        await page.load(server.address + address);
        await see(page, word);
        await isLive(page);
        expect(await page.evaluate(OWNED), address).toEqual({
          scripts: 2,
          images: 0,
          handlers: 0,
          links: 0,
          owned: false,
        });
        expectQuiet(page, server.address);
      }
    },
  );
});
