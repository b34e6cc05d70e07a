import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';
import { inspectJournal } from '../../src/store/journal/inspect.ts';
import { logOf } from '../../src/store/journal/journal.ts';
import { layoutOf } from '../../src/store/layout.ts';
import {
  BrokenRegistry,
  type Expected,
  FAULTS,
  type FaultCase,
  HIDDEN_FAULTS,
  makeSoundRegistry,
} from '../support/faults.ts';
import { readEntryFile, writeJournal } from '../support/journal.ts';
import { makeLong } from '../support/long-log.ts';
import { PACKED_FAULTS } from '../support/packed-faults.ts';

let sound: string;
let packed: string;
beforeAll(async () => {
  sound = await makeSoundRegistry();
  packed = await makeLong();
  await new Registry(packed).gc();
});
afterAll(() => {
  for (const root of [sound, packed]) rmSync(dirname(root), { recursive: true });
});

/** Every file with its bytes: what a command that only looks must not change. */
function snapshot(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isFile() ? `${path} ${readFileSync(path, 'base64')}` : path;
    })
    .sort();
}

function matching({ kind, ref, file, problem }: Expected, place: 'file' | 'path') {
  return expect.objectContaining({
    kind,
    ref: ref ?? null,
    [place]: expect.stringMatching(file),
    problem: expect.stringMatching(problem),
  });
}

it('a sound registry has nothing', async () => {
  const registry = new Registry(sound);
  expect(await registry.verify()).toMatchObject({ checked: 4, files: 14, damaged: [] });
  expect(await registry.doctor({ repair: true })).toMatchObject({ findings: [], applied: false });
  const other = new Registry(packed);
  expect(readdirSync(join(packed, '.mreg/log'))).toContain('0000000101-0000000200.jsonl');
  expect(await other.verify()).toMatchObject({ checked: 2, damaged: [] });
  expect(await other.doctor({ repair: true })).toMatchObject({ findings: [], applied: false });
});

it('each fault has a name and, in the eyes of doctor, a message of its own', () => {
  const names = [...FAULTS, ...PACKED_FAULTS, ...HIDDEN_FAULTS].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const messages = [...FAULTS, ...PACKED_FAULTS].map(({ doctor }) => `${doctor.file} ${doctor.problem}`);
  expect(new Set(messages).size).toBe(messages.length);
});

/** Inflicts a fault on a copy of a sound registry of some versions. */
async function expectNamed(
  intact: string,
  checked: number,
  { inflict, verify, doctor, mends, harmless }: FaultCase,
): Promise<void> {
  const broken = new BrokenRegistry(intact);
  inflict(broken);
  const registry = new Registry(broken.root);
  const before = snapshot(broken.root);

  const { damaged } = await registry.verify();
  if (verify) expect(damaged).toContainEqual(matching(verify, 'file'));
  else expect(damaged).toEqual([]);

  const { findings, applied } = await registry.doctor();
  expect(findings).toContainEqual(matching(doctor, 'path'));
  expect(findings.some(({ attention }) => attention)).toBe(harmless !== true);
  expect(applied).toBe(false);
  expect(await registry.doctor({ repair: true, dryRun: true })).toMatchObject({ findings, applied });
  expect(snapshot(broken.root)).toEqual(before);

  const repaired = await registry.doctor({ repair: true });
  expect(repaired.applied).toBe(mends);
  expect(repaired.findings.every((finding) => finding.repaired)).toBe(mends);
  const after = snapshot(broken.root);
  if (!mends) expect(after).toEqual(before);

  const again = await registry.doctor({ repair: true });
  expect(again.applied).toBe(false);
  expect(snapshot(broken.root)).toEqual(after);
  if (mends) {
    expect(again.findings.filter(({ attention }) => attention)).toEqual([]);
    expect(await registry.verify()).toMatchObject({ checked, damaged: [] });
  }
  broken.remove();
}

describe.each(FAULTS)('$name', (fault) => {
  it('is named, and mended where that loses nothing', () => expectNamed(sound, 4, fault));
});

describe.each(PACKED_FAULTS)('of a packed log: $name', (fault) => {
  it('is named, and mended where that loses nothing', () => expectNamed(packed, 2, fault));
});

describe.each(HIDDEN_FAULTS)('$name', ({ inflict, verify }) => {
  it('is found by reading every byte', async () => {
    const broken = new BrokenRegistry(sound);
    inflict(broken);
    const { damaged } = await new Registry(broken.root).verify();
    expect(damaged).toContainEqual(matching(verify as Expected, 'file'));
    broken.remove();
  });
});

describe('what a repair sets aside', () => {
  it('is kept byte by byte', async () => {
    const broken = new BrokenRegistry(sound);
    broken.edit('manifest.json', (text) => text.replace('champion', 'chamfion'));
    broken.add('.mreg/log/notes.txt');
    const manifest = readFileSync(broken.path('manifest.json'), 'utf8');
    const registry = new Registry(broken.root);
    await registry.doctor({ repair: true });
    const { findings } = await registry.doctor();
    expect(findings).toMatchObject([{ kind: 'quarantine', attention: false }]);
    const kept = broken.path(findings[0]?.path ?? '');
    expect(readFileSync(join(kept, 'manifest.json'), 'utf8')).toBe(manifest);
    expect(readFileSync(join(kept, '.mreg/log/notes.txt'), 'utf8')).toBe('leftover');
    broken.remove();
  });
});

describe('work in progress', () => {
  it('is let alone until it is a day old', async () => {
    const broken = new BrokenRegistry(sound);
    broken.add('.mreg/staging/1b4e28ba/model.bin', 23);
    const registry = new Registry(broken.root);
    const { findings } = await registry.doctor({ repair: true });
    expect(findings).toMatchObject([
      { kind: 'staging-leftover', attention: false, repair: null, repaired: false },
    ]);
    const old = await registry.doctor({ repair: true, olderThan: '22h' });
    expect(old.findings).toMatchObject([{ kind: 'staging-leftover', attention: true, repaired: true }]);
    expect(readdirSync(broken.path('.mreg/staging'))).toEqual([]);
    broken.remove();
  });
});

describe('a registry of another format', () => {
  it('is named and left alone', async () => {
    const broken = new BrokenRegistry(sound);
    rmSync(broken.path('.mreg/log'), { recursive: true });
    rmSync(broken.path('manifest.json'));
    const changes = [{ change: 'registry-created', format: 2, id: '9b2f6c1e-0000-4000-8000-000000000001' }];
    writeJournal(broken.root, 'log', 1, [JSON.stringify({ ...readEntryFile(sound, 1), changes })]);
    const registry = new Registry(broken.root);
    await expect(registry.verify()).rejects.toMatchObject({ code: 'MREG_FORMAT' });
    const before = snapshot(broken.root);
    const { findings, applied } = await registry.doctor({ repair: true });
    expect({ findings, applied }).toMatchObject({
      findings: [{ kind: 'foreign-format', attention: true }],
      applied: false,
    });
    expect(snapshot(broken.root)).toEqual(before);
    broken.remove();
  });
});

describe('a listing of the log that lacks entries', () => {
  it('is completed by name', async () => {
    const revisions: number[] = [];
    const listed = [2, 5].map((first) => ({ level: 0, first }));
    for await (const part of inspectJournal(logOf(layoutOf(sound)), listed))
      if ('block' in part) revisions.push(part.block.first);
    expect(revisions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
