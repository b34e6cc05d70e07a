import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDamage, foldLog } from '../support/live-versions.ts';
import { ALL, DIRECTORY, makeRegistry } from '../support/trash.ts';

describe.each([
  ['its old place', DIRECTORY],
  ['the trash', `.mreg/trash/${DIRECTORY}`],
  ['its new place', `${DIRECTORY}-r2`],
])('a deleted version in %s', (_, place) => {
  it('comes back', async () => {
    const { root, registry } = await makeRegistry(`restore-${place.replaceAll('/', '-')}`);
    await registry.delete({ refs: ['ppo@1'] });
    renameSync(join(root, '.mreg/trash', DIRECTORY), join(root, place));
    expect((await registry.restore({ ref: 'ppo@1' })).directory).toBe(`${DIRECTORY}-r2`);
    expect(findDamage(root)).toEqual([]);
  });

  it('goes for good', async () => {
    const { root, registry } = await makeRegistry(`gc-${place.replaceAll('/', '-')}`);
    await registry.delete({ refs: ['ppo@1'] });
    renameSync(join(root, '.mreg/trash', DIRECTORY), join(root, place));
    expect((await registry.gc(ALL)).freed).toBe(7);
    for (const left of [DIRECTORY, `.mreg/trash/${DIRECTORY}`, `${DIRECTORY}-r2`])
      expect(existsSync(join(root, left)), left).toBe(false);
  });
});

it('what is in the trash is not restored where it is not what was deleted', async () => {
  const { root, registry } = await makeRegistry('altered');
  await registry.delete({ refs: ['ppo@1'] });
  const metadata = join(root, '.mreg/trash', DIRECTORY, 'metadata.json');
  rmSync(metadata);
  writeFileSync(metadata, '{}');
  await expect(registry.restore({ ref: 'ppo@1' })).rejects.toMatchObject({ code: 'MREG_DAMAGED' });
  expect((await registry.deleted()).versions.map(({ ref }) => ref)).toEqual(['rl/ppo@v1.0.0']);
  expect(foldLog(root).size).toBe(0);
});

it('a directory that a register has put in the old place is not taken for the version', async () => {
  const { root, registry } = await makeRegistry('junk');
  await registry.delete({ refs: ['ppo@1'] });
  mkdirSync(join(root, DIRECTORY));
  writeFileSync(join(root, DIRECTORY, 'metadata.json'), '{}');
  await registry.restore({ ref: 'ppo@1' });
  expect(findDamage(root)).toEqual([]);
});
