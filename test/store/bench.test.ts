import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateRegistry } from '../../bench/generate.js';
import { measureMlflow, mlflowTable } from '../../bench/mlflow/measure.js';
import { createPlace } from '../../bench/place.js';
import { ROWS } from '../../bench/rows.js';
import { measureRows } from '../../bench/run.js';
import { runMreg } from '../support/executable.ts';
import { expectSound, workspace } from '../support/store.ts';

describe('the bench', () => {
  it('generates registries that mreg cannot tell from its own', async () => {
    const root = join(workspace(), 'registry');
    generateRegistry(root, { models: 3, versions: 10 });
    const verified = await runMreg(['verify', '--json', '--root', root]);
    expect(JSON.parse(verified.stdout).result).toMatchObject({ checked: 10, files: 20, damaged: [] });
    const examined = await runMreg(['doctor', '--json', '--root', root]);
    expect(examined).toMatchObject({ status: 0 });
    expect(expectSound(root).leftovers).toEqual([]);
    expect((await runMreg(['list', '-q', '--root', root])).stdout.trim().split('\n')).toHaveLength(3);
  });

  const place = createPlace({ size: 'tiny' });
  it.each(ROWS.map((row) => [row.name, row] as const))('measures %s', (_, row) => {
    const [measured] = measureRows(place, [row], { rounds: 1 });
    if (measured?.missing !== undefined) return expect(row).toHaveProperty('needs');
    expect(measured?.result.ours.n).toBe(1);
    expect(measured?.result.ratio.median).toBeGreaterThan(0);
  });

  it('asks servers what clients of MLflow ask', async () => {
    const measured = await measureMlflow(place, { tiny: true, beside: false });
    expect(Object.keys(measured.rows)).toHaveLength(11);
    expect(measured.rows.history?.times.mreg?.[10]?.n).toBe(1);
    expect(mlflowTable(measured).split('\n').length).toBeGreaterThan(20);
  });
});
