import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';
import { makeSoundRegistry } from '../support/faults.ts';
import { blockName } from '../support/journal.ts';
import { makeLong } from '../support/long-log.ts';
import { seededRandom } from '../support/random.ts';

const SEED = Number(process.env.MREG_SEED ?? 20260503);
const FLIPS = process.env.MREG_SOAK ? 2000 : 200;

let root: string;
beforeAll(async () => {
  root = await makeSoundRegistry();
});
afterAll(() => rmSync(dirname(root), { recursive: true }));

it(`${FLIPS} flipped bits are found, each in its file, seed ${SEED}`, async () => {
  const random = seededRandom(SEED);
  const registry = new Registry(root);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const versions = (await registry.versions('ppo')).concat(await registry.versions('lora'));
  const perPlace: Record<string, number> = {};
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const path = files[random(files.length)] as string;
    const file = relative(root, path);
    const bytes = readFileSync(path);
    const bit = random(bytes.length * 8);
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    chmodSync(path, 0o644);
    writeFileSync(path, flipped);

    const { checked, damaged } = await registry.verify();
    const where = `flip ${flip}: bit ${bit} of ${file}`;
    expect(checked, where).toBe(4);
    expect(
      damaged.map((damage) => damage.file),
      where,
    ).toEqual([file]);
    const owner = versions.find(({ directory }) => file.startsWith(`${directory}/`));
    const expected = file.startsWith('.mreg/trash/')
      ? 'agents/ppo@v1.0.2'
      : file.startsWith('.mreg/series/')
        ? 'agents/ppo@v1.0.0'
        : (owner?.ref ?? null);
    expect(damaged[0]?.ref, where).toBe(expected);
    // A flip in the log or the manifest touches no version; one in a version none of the others.
    if (expected !== null)
      for (const { ref } of versions)
        expect((await registry.verify({ ref })).damaged.length, `${where}: ${ref}`).toBe(
          ref === expected ? 1 : 0,
        );

    writeFileSync(path, bytes);
    const [, inner = 'versions'] = /^\.mreg\/(log|series)\//.exec(file) ?? [];
    const place = file === 'manifest.json' ? 'manifest' : inner;
    perPlace[place] = (perPlace[place] ?? 0) + 1;
  }
  console.log(`${FLIPS} of ${FLIPS} found:`, perPlace);
  expect((await registry.verify()).damaged).toEqual([]);
});

it(`${FLIPS / 5} flipped bits of a packed log are found, each in its block, seed ${SEED}`, async () => {
  const packed = await makeLong();
  const random = seededRandom(SEED);
  const registry = new Registry(packed);
  await registry.gc();
  const path = join(packed, blockName(1));
  const bytes = readFileSync(path);
  const kinds: Record<string, number> = {};
  for (let flip = 0; flip < FLIPS / 5; flip += 1) {
    // Every fourth where one entry ends and the next begins.
    const begins = bytes.indexOf('}\n{', random(bytes.length - 1000));
    const bit = flip % 4 === 0 ? begins * 8 + random(40) : random(bytes.length * 8);
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    writeFileSync(path, flipped);
    const { damaged } = await registry.verify();
    const found = damaged.map(({ file }) => file);
    expect(found, `flip ${flip}: bit ${bit}`).toEqual([blockName(1)]);
    const kind = damaged[0]?.kind as string;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    // What was decided since is untouched.
    expect((await registry.version('m@1')).version).toBe('v1.0.0');
  }
  console.log(`${FLIPS / 5} of ${FLIPS / 5} found in a block:`, kinds);
  writeFileSync(path, bytes);
  expect((await registry.verify()).damaged).toEqual([]);
  rmSync(dirname(packed), { recursive: true });
});
