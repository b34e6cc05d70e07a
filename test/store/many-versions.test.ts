import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateRegistry, modelName } from '../../bench/generate.js';
import { Registry } from '../../src/registry.ts';
import { expectFlat } from '../support/growth.ts';
import { TEST_HANGS_AFTER_MS } from '../support/limit.ts';
import { expectSound, workspace } from '../support/store.ts';

const REF = `classifiers/${modelName(0)}`;
const CALLS = 10;
const POLL = { timeout: TEST_HANGS_AFTER_MS };

/** A process that keeps its registry in memory, as the server does. */
async function follow(versions: number) {
  const root = join(workspace(), 'registry');
  generateRegistry(root, { models: 1, versions });
  const registry = new Registry(root, { follow: true });
  await registry.catalogue();
  const published = () => JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')).revision;
  const settled = async () => expect.poll(published, POLL).toBe((await registry.catalogue()).revision);
  return { root, registry, settled };
}

it('a change costs the same whether a model has 500 versions or 10,000', async () => {
  let call = 0;
  const change = async ({ registry }: { registry: Registry }) => {
    for (let turn = 0; turn < CALLS; turn += 1) {
      call += 1;
      const source = { uri: `s3://bucket/${call}`, external: `s3://bucket/${call}` };
      const made = await registry.registerFrom({ model: REF, source });
      await registry.setAlias({ ref: `${REF}@${made.number}`, alias: 'champion' });
      await registry.transition({ ref: `${REF}@${turn + 1}`, to: call % 2 ? 'Staging' : 'None' });
      const { models } = await registry.catalogue();
      expect(models[0]?.numbered(made.number)?.aliases).toEqual(['champion']);
      expect(models[0]?.newestByStage().get('None')?.version).toBe(made.version);
    }
  };
  const [small, large] = [await follow(500), await follow(10_000)];
  await expectFlat(
    () => change(small),
    () => change(large),
  );
  await Promise.all([small.settled(), large.settled()]);
  expectSound(small.root);
});
