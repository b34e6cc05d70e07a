import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { blockName, encodeJournal, entryName, linesOf, writeJournal } from '../support/journal.ts';
import { LENGTH, prepareLong } from '../support/long-log.ts';
import { inspect } from '../support/oracle.ts';
import { copyRegistry, makeRegistry, workspace } from '../support/store.ts';

interface Damage {
  readonly name: string;
  readonly says: RegExp;
  readonly to: (root: string, version: string) => void;
}

const entry = (root: string, revision: number) => join(root, entryName(revision));
/** Changes an entry in a file that holds together. */
const rewrite = (root: string, revision: number, from: string, to: string) => {
  const [line = ''] = linesOf(entry(root, revision));
  expect(line).toContain(from);
  writeJournal(root, 'log', revision, [line.replace(from, to)]);
};
const edit = (path: string, from: string, to: string) => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  chmodSync(path, 0o644);
  writeFileSync(path, text.replace(from, to));
};

const DAMAGES: readonly Damage[] = [
  {
    name: 'a byte of an artifact',
    says: /model\.bin has other bytes/,
    to: (_, version) => edit(join(version, 'model.bin'), 'version', 'Version'),
  },
  {
    name: 'a longer artifact',
    says: /model\.bin is not/,
    to: (_, version) => appendFileSync(join(version, 'model.bin'), 'x'),
  },
  {
    name: 'a missing artifact',
    says: /model\.bin is missing/,
    to: (_, version) => rmSync(join(version, 'model.bin')),
  },
  {
    name: 'an added file',
    says: /is not on its list/,
    to: (_, version) => writeFileSync(join(version, 'extra'), ''),
  },
  {
    name: 'a linked file',
    says: /neither file nor directory/,
    to: (_, version) => symlinkSync('model.bin', join(version, 'link')),
  },
  {
    name: 'an edited metadata.json',
    says: /metadata.json is not the one/,
    to: (_, version) => edit(join(version, 'metadata.json'), '"m"', '"n"'),
  },
  {
    name: 'a missing directory',
    says: /its directory is missing/,
    to: (_, version) => rmSync(version, { recursive: true }),
  },
  { name: 'a removed entry', says: /stands where entry 2 belongs/, to: (root) => rmSync(entry(root, 2)) },
  {
    name: 'an edited entry',
    says: /previous is not the digest/,
    to: (root) => rewrite(root, 2, '"reason":null', '"reason":"x"'),
  },
  {
    name: 'the newest entry edited',
    says: /head is not the digest/,
    to: (root) => rewrite(root, 4, '"reason":null', '"reason":"x"'),
  },
  { name: 'a torn file', says: /has another digest/, to: (root) => writeFileSync(entry(root, 4), '{') },
  { name: 'a torn entry', says: /is not JSON/, to: (root) => rewrite(root, 4, '}]}', '}]') },
  {
    name: 'a file with another entry',
    says: /0000000002\.jsonl has another digest/,
    to: (root) => edit(entry(root, 2), '"reason":null', '"reason":"x"'),
  },
  {
    name: 'a file twice',
    says: /0000000005\.jsonl says that it is another/,
    to: (root) => cpSync(entry(root, 4), entry(root, 5)),
  },
  {
    name: 'an entry twice',
    says: /previous is not the digest/,
    to: (root) => writeJournal(root, 'log', 5, linesOf(entry(root, 4))),
  },
  {
    name: 'a foreign file in the log',
    says: /stands where/,
    to: (root) => writeFileSync(join(root, '.mreg/log/x'), ''),
  },
  {
    name: 'a torn manifest',
    says: /manifest: is torn/,
    to: (root) => writeFileSync(join(root, 'manifest.json'), '{'),
  },
  {
    name: 'an edited manifest',
    says: /is not the fold/,
    to: (root) => edit(join(root, 'manifest.json'), '"versions":3', '"versions":2'),
  },
  {
    name: 'an edited model',
    says: /models: t\/m is not the fold/,
    to: (root) => edit(join(root, '.mreg/models/t/m.json'), '"number":2', '"number":3'),
  },
  {
    name: 'a missing model',
    says: /models: t\/m is missing/,
    to: (root) => rmSync(join(root, '.mreg/models/t/m.json')),
  },
  { name: 'a manifest ahead', says: /the log ends at 3/, to: (root) => rmSync(entry(root, 4)) },
  { name: 'a foreign file', says: /does not belong/, to: (root) => writeFileSync(join(root, 't/x'), '') },
];

test('the oracle says nothing of a sound registry and names each kind of damage', async () => {
  const place = workspace();
  const root = await makeRegistry(place, 3);
  expect(await runMreg(['promote', 'm@v1.0.1', '--to', 'production', '--root', root])).toMatchObject({
    status: 0,
  });
  const sound = inspect(root);
  expect(sound).toMatchObject({ violations: [], leftovers: [] });
  expect(sound.live.map(({ ref, number }) => [ref, number])).toEqual([
    ['t/m@v1.0.0', 1],
    ['t/m@v1.0.1', 2],
    ['t/m@v1.0.2', 3],
  ]);
  expect(sound.models['t/m'].stages).toEqual({ Production: ['v1.0.1'] });
  for (const { name, says, to } of DAMAGES) {
    const copy = copyRegistry(root, join(place, 'copy'));
    to(copy, String(sound.live[0]?.directory).replace(root, copy));
    expect([name, inspect(copy).violations.join('\n')]).toEqual([name, expect.stringMatching(says)]);
  }
});

test('the oracle follows every kind of change as the manifest does', async () => {
  const root = await makeRegistry(workspace(), 3);
  const lines = [
    'promote m@v1.0.0 --to production',
    'promote m@v1.0.1 --to production',
    'promote m@v1.0.2 --to staging',
    'promote m',
    'rollback m',
    'rollback m',
    'transition m v1.0.2 production --keep-existing',
    'archive m@v1.0.0',
    'alias set m@v1.0.1 champion',
    'alias set m@v1.0.2 champion',
    'alias rm m champion',
    'tag m@v1.0.0 a=1 b=2',
    'untag m@v1.0.0 a b',
    'describe m@v1.0.0 text',
    'describe m@v1.0.0 --remove',
    'pin m@v1.0.0',
    'unpin m@v1.0.0',
    'delete m@v1.0.0',
    'restore m@v1.0.0',
    'delete m@v1.0.0',
    'restore m@v1.0.0',
    'cleanup m --keep 2 --delete --yes',
    'gc --older-than 2999-01-01 --yes',
  ];
  for (const line of lines) {
    expect([line, await runMreg([...line.split(' '), '--root', root])]).toEqual([
      line,
      expect.objectContaining({ status: 0 }),
    ]);
    expect([line, inspect(root).violations]).toEqual([line, []]);
  }
  expect(inspect(root).entries).toHaveLength(3 + lines.length);
});

test('the oracle lists leftovers apart from violations', async () => {
  const root = await makeRegistry(workspace(), 1);
  mkdirSync(join(root, '.mreg/staging/abandoned'));
  mkdirSync(join(root, 't/m_v9.0.0_20240101000000'));
  renameSync(join(root, '.mreg/trash'), join(root, '.mreg/staging/moved'));
  const { violations, leftovers } = inspect(root);
  expect(violations).toEqual([]);
  expect(leftovers).toEqual(['t/m_v9.0.0_20240101000000', '.mreg/staging/abandoned', '.mreg/staging/moved']);
});

test('the oracle reads a log in blocks, and finds what is wrong with it', async () => {
  const { root } = await prepareLong();
  const sound = inspect(root);
  expect(await runMreg(['gc', '--yes', '--root', root])).toMatchObject({ status: 0 });
  expect(inspect(root)).toEqual(sound);
  expect(sound.entries).toHaveLength(LENGTH);
  const lines = linesOf(join(root, blockName(101)));
  const of = (changed: readonly string[], last = 200) => encodeJournal('log', 101, changed, { last });
  for (const [bad, says] of [
    [of(lines).slice(0, -1), /0000000101-0000000200\.jsonl has another digest/],
    [of(lines.slice(0, 99)), /holds 99 lines/],
    [of(lines.with(9, (lines[9] as string).replace('runner', 'runnex'))), /entry \d+: previous is not the/],
    [
      of(lines.with(9, (lines[9] as string).replace('"revision":110,', '"revision":111,'))),
      /0000000101-0000000200\.jsonl, batch 110 says revision 111/,
    ],
    [encodeJournal('runs', 101, lines), /0000000101-0000000200\.jsonl says that it is another/],
  ] as const) {
    writeFileSync(join(root, blockName(101)), bad);
    expect(inspect(root).violations.join('\n')).toMatch(says);
  }
  rmSync(join(root, blockName(101)));
  expect(inspect(root).violations.join('\n')).toMatch(
    /0000000201-0000000300\.jsonl stands where entry 101 belongs/,
  );
  writeJournal(root, 'log', 101, lines);
  writeFileSync(join(root, entryName(107)), '{}');
  expect(inspect(root)).toEqual({ ...sound, leftovers: [entryName(107)] });
});
