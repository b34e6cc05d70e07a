/** One broken registry for each fault that the format can have, made from a sound one. */
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { entryName, journalFile, linesOf, readEntryFile, sha256, writeJournal } from './journal.ts';
import { runMreg } from './run-mreg.ts';

/** Makes a sound registry with live and deleted versions, stages and an alias, and gives its root. */
export async function makeSoundRegistry(): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'mreg-faults-'));
  const mreg = async (line: string) => {
    const { status, stderr } = await runMreg(line.split(' '), work);
    if (status !== 0) throw new Error(`mreg ${line}: ${stderr}`);
  };
  for (const content of ['one', 'two!', 'three']) {
    mkdirSync(join(work, 'out', 'extra'), { recursive: true });
    writeFileSync(join(work, 'out', 'model.bin'), `weights ${content}`);
    writeFileSync(join(work, 'out', 'twin.bin'), `weighty ${content}`);
    writeFileSync(join(work, 'out', 'extra', 'vocab.txt'), `words ${content}`);
    await mreg('register out --type agents --name ppo --metric reward=1.5');
  }
  await mreg('register out/model.bin --type nets --name lora');
  await mreg('promote ppo@2');
  await mreg('promote ppo@2');
  await mreg('alias set ppo@1 champion');
  await mreg('delete ppo@3');
  for (const value of [1.4, 1.6, 1.3]) await mreg(`metric log ppo@1 reward=${value}`);
  return join(work, 'model_registry');
}

/** What a command is to say of a fault. */
export interface Expected {
  readonly kind: string;
  readonly ref?: string;
  /** The file or directory that is to be named. */
  readonly file: RegExp;
  readonly problem: RegExp;
}

export interface FaultCase {
  readonly name: string;
  readonly inflict: (registry: BrokenRegistry) => void;
  /** Undefined where nothing is damaged: the registry is only untidy. */
  readonly verify?: Expected;
  readonly doctor: Expected;
  /** Only worth knowing. */
  readonly harmless?: true;
  /** What `doctor --repair` leaves: nothing, or the fault as it was. */
  readonly mends: boolean;
}

/** A copy of a registry, with what it takes to break it. */
export class BrokenRegistry {
  readonly root: string;

  constructor(sound: string) {
    this.root = mkdtempSync(join(tmpdir(), 'mreg-broken-'));
    cpSync(sound, this.root, { recursive: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  path(relative: string): string {
    return join(this.root, relative);
  }

  /** The directory of a version of ppo. */
  version(number: 1 | 2): string {
    const names = readdirSync(this.path('agents'));
    return `agents/${names.find((name) => name.startsWith(`ppo_v1.0.${number - 1}_`))}`;
  }

  /** A file of the series of the first version of ppo. */
  series(batch: number): string {
    const series = '.mreg/series/agents/ppo';
    const [own] = readdirSync(this.path(series));
    return `${series}/${own}/${journalFile(batch)}`;
  }

  entry(revision: number): string {
    return entryName(revision);
  }

  /** Changes an entry, in a file that holds together. */
  rewrite(revision: number, change: (line: string) => string): void {
    const [line = ''] = linesOf(this.path(this.entry(revision)));
    if (change(line) === line) throw new Error(`nothing changed in entry ${revision}`);
    writeJournal(this.root, 'log', revision, [change(line)]);
  }

  /** The digest of an entry. */
  digest(revision: number): string {
    return sha256(linesOf(this.path(this.entry(revision)))[0] as string);
  }

  edit(relative: string, change: (text: string) => string): void {
    const before = readFileSync(this.path(relative), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`nothing changed in ${relative}`);
    unlinkSync(this.path(relative));
    writeFileSync(this.path(relative), after);
  }

  swap(a: string, b: string): void {
    renameSync(this.path(a), this.path('swap'));
    renameSync(this.path(b), this.path(a));
    renameSync(this.path('swap'), this.path(b));
  }

  /** Adds a file or a directory and makes it as old as asked for. */
  add(relative: string, hours = 0): void {
    mkdirSync(dirname(this.path(relative)), { recursive: true });
    writeFileSync(this.path(relative), 'leftover');
    const then = new Date(Date.now() - hours * 3_600_000);
    utimesSync(this.path(relative), then, then);
    utimesSync(dirname(this.path(relative)), then, then);
  }
}

const NEWEST = 8;
const REF = 'agents/ppo@v1.0.0';
const MODEL = /^agents\/ppo_v1\.0\.0_[^/]+\/model\.bin$/;
const METADATA = /^agents\/ppo_v1\.0\.0_[^/]+\/metadata\.json$/;
const DIRECTORY = /^agents\/ppo_v1\.0\.0_[^/]+$/;
const MANIFEST = /^manifest\.json$/;
const MODEL_FILE = /^\.mreg\/models\/agents\/ppo\.json$/;
const entryFile = (revision: number) => new RegExp(`^\\.mreg/log/0*${revision}\\.jsonl$`);

/** A fault that both commands see alike. */
export function both(
  name: string,
  expected: Expected,
  inflict: FaultCase['inflict'],
  { mends = false, doctorKind = expected.kind } = {},
): FaultCase {
  return { name, inflict, verify: expected, doctor: { ...expected, kind: doctorKind }, mends };
}

/** A fault that falsifies nothing. */
export function untidy(
  name: string,
  doctor: Expected,
  inflict: FaultCase['inflict'],
  { mends = true, ...rest }: { mends?: boolean; harmless?: true } = {},
): FaultCase {
  return { name, inflict, doctor, mends, ...rest };
}

const model = (registry: BrokenRegistry) => `${registry.version(1)}/model.bin`;

export const FAULTS: readonly FaultCase[] = [
  both(
    'file-truncated',
    { kind: 'file-size', ref: REF, file: MODEL, problem: /^has 4 bytes, expected 11$/ },
    (registry) => truncateSync(registry.path(model(registry)), 4),
  ),
  both('file-removed', { kind: 'file-missing', ref: REF, file: MODEL, problem: /^is missing$/ }, (registry) =>
    unlinkSync(registry.path(model(registry))),
  ),
  both(
    'file-linked',
    { kind: 'file-linked', ref: REF, file: MODEL, problem: /^is a symbolic link$/ },
    (registry) => {
      unlinkSync(registry.path(model(registry)));
      symlinkSync('twin.bin', registry.path(model(registry)));
    },
  ),
  both(
    'file-added',
    {
      kind: 'file-stray',
      ref: REF,
      file: /\/extra\/new\.bin$/,
      problem: /^is not on the version's list of files$/,
    },
    (registry) => registry.add(`${registry.version(1)}/extra/new.bin`),
    { mends: true },
  ),
  both(
    'link-added',
    {
      kind: 'file-stray',
      ref: REF,
      file: /\/way$/,
      problem: /^is a symbolic link that is not on the version's list of files$/,
    },
    (registry) => symlinkSync('/', registry.path(`${registry.version(1)}/way`)),
    { mends: true },
  ),
  both(
    'metadata-removed',
    { kind: 'metadata-missing', ref: REF, file: METADATA, problem: /^is missing$/ },
    (registry) => unlinkSync(registry.path(`${registry.version(1)}/metadata.json`)),
  ),
  both(
    'metadata-edited',
    {
      kind: 'metadata-altered',
      ref: REF,
      file: METADATA,
      problem: /^is not the one that was registered: sha256 /,
    },
    (registry) => registry.edit(`${registry.version(1)}/metadata.json`, (text) => text.replace('1.5', '9.5')),
  ),
  both(
    'version-removed',
    {
      kind: 'version-missing',
      ref: REF,
      file: DIRECTORY,
      problem: /^the directory of the version is missing$/,
    },
    (registry) => rmSync(registry.path(registry.version(1)), { recursive: true }),
  ),
  both(
    'version-renamed',
    {
      kind: 'version-missing',
      ref: REF,
      file: DIRECTORY,
      problem: /^the directory of the version is missing/,
    },
    (registry) => renameSync(registry.path(registry.version(1)), registry.path('agents/ppo-old')),
    { mends: true, doctorKind: 'version-renamed' },
  ),
  both(
    'version-linked',
    {
      kind: 'version-linked',
      ref: REF,
      file: DIRECTORY,
      problem: /^is a symbolic link, not the directory of a version$/,
    },
    (registry) => {
      const directory = registry.path(registry.version(1));
      renameSync(directory, registry.path('elsewhere'));
      symlinkSync(registry.path('elsewhere'), directory);
    },
  ),
  both(
    'type-linked',
    {
      kind: 'version-linked',
      ref: REF,
      file: DIRECTORY,
      problem: /^lies behind a symbolic link, 'agents'$/,
    },
    (registry) => {
      renameSync(registry.path('agents'), registry.path('elsewhere'));
      symlinkSync('elsewhere', registry.path('agents'));
    },
  ),
  ...[
    'log',
    'staging',
    'trash',
    'series',
    'quarantine',
    'trash/agents',
    'series/agents',
    'models',
    'models/agents',
  ].map((name) =>
    both(
      `${name}-linked`,
      {
        kind: 'directory-replaced',
        file: new RegExp(`^\\.mreg/${name}$`),
        problem: /^is a symbolic link, not a directory of the registry$/,
      },
      (registry) => {
        const path = registry.path(`.mreg/${name}`);
        mkdirSync(path, { recursive: true });
        renameSync(path, registry.path('elsewhere'));
        symlinkSync(registry.path('elsewhere'), path);
      },
    ),
  ),
  both(
    'versions-swapped',
    { kind: 'metadata-swapped', ref: REF, file: METADATA, problem: /^is that of agents\/ppo@v1\.0\.1$/ },
    (registry) => registry.swap(registry.version(1), registry.version(2)),
  ),
  both(
    'deleted-version-lost',
    {
      kind: 'version-missing',
      ref: 'agents/ppo@v1.0.2',
      file: /^agents\/ppo_v1\.0\.2_/,
      problem: /^the directory of the version is missing$/,
    },
    (registry) => rmSync(registry.path('.mreg/trash/agents'), { recursive: true }),
  ),
  both(
    'batch-edited',
    {
      kind: 'series-altered',
      ref: REF,
      file: /\/0000000002\.jsonl$/,
      problem: /^is not what was written: its first line has another digest$/,
    },
    (registry) => registry.edit(registry.series(2), (text) => text.replace('1.6', '9.6')),
  ),
  both(
    'batch-removed',
    { kind: 'series-missing', ref: REF, file: /\/0000000002\.jsonl$/, problem: /^is missing$/ },
    (registry) => unlinkSync(registry.path(registry.series(2))),
  ),
  both(
    'batch-copied',
    {
      kind: 'series-altered',
      ref: REF,
      file: /\/0000000004\.jsonl$/,
      problem: /^says that it holds batch 1$/,
    },
    (registry) => cpSync(registry.path(registry.series(1)), registry.path(registry.series(4))),
  ),
  both(
    'file-in-a-series',
    { kind: 'series-stray', ref: REF, file: /\/notes\.txt$/, problem: /^is no file of a series$/ },
    (registry) => registry.add(`${registry.series(1)}/../notes.txt`.replace(/[^/]+\/\.\.\//, '')),
    { mends: true },
  ),
  both(
    'entry-removed',
    { kind: 'entry-missing', file: entryFile(3), problem: /^is missing from the log$/ },
    (registry) => unlinkSync(registry.path(registry.entry(3))),
  ),
  both(
    'newest-entries-removed',
    {
      kind: 'entry-missing',
      file: entryFile(7),
      problem: /^is missing from the log, as are all up to entry 8: manifest\.json was made from more$/,
    },
    (registry) => {
      unlinkSync(registry.path(registry.entry(7)));
      unlinkSync(registry.path(registry.entry(8)));
    },
  ),
  both(
    'entry-file-torn',
    {
      kind: 'entry-unreadable',
      file: entryFile(3),
      problem: /^is not what was written: its first line has another digest$/,
    },
    (registry) => truncateSync(registry.path(registry.entry(3)), 100),
  ),
  both('entry-torn', { kind: 'entry-unreadable', file: entryFile(3), problem: /^is not JSON$/ }, (registry) =>
    registry.rewrite(3, (line) => line.slice(0, 100)),
  ),
  both(
    'entry-not-an-entry',
    {
      kind: 'entry-unreadable',
      file: entryFile(3),
      problem: /^is not a log entry: the document lacks 'by'$/,
    },
    (registry) => registry.rewrite(3, (line) => line.replace('"by"', '"bye"')),
  ),
  both(
    'entry-edited',
    { kind: 'entry-altered', file: entryFile(3), problem: /^was changed: entry 4 has another digest of it$/ },
    (registry) => registry.rewrite(3, (line) => line.replace('v1.0.2', 'v1.0.9')),
  ),
  both(
    'newest-entry-edited',
    {
      kind: 'entry-altered',
      file: entryFile(8),
      problem: /^was changed: manifest\.json was made from another$/,
    },
    (registry) => registry.rewrite(NEWEST, (line) => line.replace('delete', 'deleta')),
  ),
  both(
    'entry-unlinked-from-the-chain',
    { kind: 'entry-altered', file: entryFile(5), problem: /^was changed: it does not follow from entry 4$/ },
    (registry) => registry.rewrite(5, (line) => line.replace(/"previous":"\w{8}/, '"previous":"00000000')),
  ),
  both(
    'entry-files-reordered',
    { kind: 'entry-unreadable', file: entryFile(3), problem: /^says that it holds batch 4$/ },
    (registry) => registry.swap(registry.entry(3), registry.entry(4)),
  ),
  both(
    'entries-reordered',
    { kind: 'entry-unreadable', file: entryFile(3), problem: /^says that it is entry 4$/ },
    (registry) => {
      const [three, four] = [3, 4].map((revision) => linesOf(registry.path(registry.entry(revision))));
      writeJournal(registry.root, 'log', 3, four as string[]);
      writeJournal(registry.root, 'log', 4, three as string[]);
    },
  ),
  both(
    'file-of-another-journal',
    {
      kind: 'entry-unreadable',
      file: entryFile(3),
      problem: /^belongs to the journal 'series\/agents\/ppo\/1-\w{12}'$/,
    },
    (registry) => cpSync(registry.path(registry.series(3)), registry.path(registry.entry(3))),
  ),
  both(
    'newest-entry-torn-before-the-manifest',
    { kind: 'entry-unreadable', file: entryFile(9), problem: /^is not what was written/ },
    (registry) => registry.add(registry.entry(9)),
    { mends: true, doctorKind: 'entry-lost' },
  ),
  both(
    'file-in-the-log',
    { kind: 'log-stray', file: /^\.mreg\/log\/notes\.txt$/, problem: /^is not an entry of the log$/ },
    (registry) => registry.add('.mreg/log/notes.txt'),
    { mends: true },
  ),
  both(
    'manifest-torn',
    { kind: 'manifest-torn', file: MANIFEST, problem: /^is not JSON$/ },
    (registry) => truncateSync(registry.path('manifest.json'), 200),
    { mends: true },
  ),
  both(
    'manifest-not-a-manifest',
    { kind: 'manifest-torn', file: MANIFEST, problem: /^is not a manifest: the document lacks 'models'$/ },
    (registry) => registry.edit('manifest.json', (text) => text.replace('"models"', '"modals"')),
    { mends: true },
  ),
  both(
    'manifest-edited',
    {
      kind: 'manifest-altered',
      file: MANIFEST,
      problem: /^is not what the log gives: line \d+ has '.*v1\.0\.0.*', expected '.*v1\.0\.1/,
    },
    (registry) =>
      registry.edit('manifest.json', (text) =>
        text.replace('"Production":"v1.0.1"', '"Production":"v1.0.0"'),
      ),
    { mends: true },
  ),
  both(
    'model-torn',
    { kind: 'manifest-torn', file: MODEL_FILE, problem: /^is not JSON: the file of agents\/ppo$/ },
    (registry) => truncateSync(registry.path('.mreg/models/agents/ppo.json'), 100),
    { mends: true },
  ),
  both(
    'model-of-another-name',
    { kind: 'manifest-torn', file: MODEL_FILE, problem: /^is the file of agents\/a2c, not of agents\/ppo$/ },
    (registry) =>
      registry.edit('.mreg/models/agents/ppo.json', (text) => text.replace('"agents/ppo"', '"agents/a2c"')),
    { mends: true },
  ),
  both(
    'model-edited',
    {
      kind: 'manifest-altered',
      file: MODEL_FILE,
      problem: /^is not what the log gives: line \d+ has '.*v1\.0\.0.*', expected '.*v1\.0\.1/,
    },
    (registry) =>
      registry.edit('.mreg/models/agents/ppo.json', (text) =>
        text.replace('"Production": ["v1.0.1"]', '"Production": ["v1.0.0"]'),
      ),
    { mends: true },
  ),
  both(
    'manifest-with-another-revision',
    {
      kind: 'manifest-altered',
      file: MANIFEST,
      problem: /^says revision 9, but its head is that of entry 8$/,
    },
    (registry) => registry.edit('manifest.json', (text) => text.replace('"revision": 8', '"revision": 9')),
    { mends: true },
  ),
  both(
    'pointer-dangling',
    {
      kind: 'pointer-dangling',
      ref: 'agents/ppo@v9.0.0',
      file: MANIFEST,
      problem: /^alias champion shows a version that does not exist$/,
    },
    (registry) => {
      // As a tool with a bug would write it: a chain that holds, and a pointer that does not.
      const entry = readEntryFile(registry.root, 7);
      const changes = [{ ...entry.changes[0], from: 'v1.0.0', to: 'v9.0.0' }];
      const previous = registry.digest(NEWEST);
      const bad = { ...entry, revision: NEWEST + 1, id: randomUUID(), previous, changes };
      writeJournal(registry.root, 'log', NEWEST + 1, [JSON.stringify(bad)]);
      registry.edit('manifest.json', (text) =>
        text
          .replace('"revision": 8', '"revision": 9')
          .replace(previous, registry.digest(NEWEST + 1))
          .replace('"champion":"v1.0.0"', '"champion":"v9.0.0"')
          .replace(/("agents\/ppo": \{"revision":)\d+/, `$1${NEWEST + 1}`),
      );
      registry.edit('.mreg/models/agents/ppo.json', (text) =>
        text
          .replace('"champion": "v1.0.0"', '"champion": "v9.0.0"')
          .replace(/"updated_at": "[^"]*"/, `"updated_at": "${entry.at}"`)
          .replace(/"revision": \d+/, `"revision": ${NEWEST + 1}`),
      );
    },
  ),
  untidy(
    'manifest-deleted',
    { kind: 'manifest-missing', file: MANIFEST, problem: /^is missing$/ },
    (registry) => unlinkSync(registry.path('manifest.json')),
  ),
  untidy(
    'model-deleted',
    { kind: 'manifest-missing', file: MODEL_FILE, problem: /^is missing: the file of agents\/ppo$/ },
    (registry) => unlinkSync(registry.path('.mreg/models/agents/ppo.json')),
  ),
  untidy(
    'model-behind',
    { kind: 'manifest-behind', file: MODEL_FILE, problem: /^is at revision 1, the manifest has \d+$/ },
    (registry) => {
      const [, { change, type, name, version, ...facts }] = readEntryFile(registry.root, 1).changes;
      const { number, directory, metadata_sha256, digest, size, metrics } = facts;
      const registered_at = facts.registered_at ?? readEntryFile(registry.root, 1).at;
      const state = { number, directory, registered_at, metadata_sha256, digest, size, metrics };
      const file = {
        model: 'agents/ppo',
        revision: 1,
        next_number: 2,
        stages: {},
        aliases: {},
        versions: { 'v1.0.0': state },
      };
      writeFileSync(registry.path('.mreg/models/agents/ppo.json'), JSON.stringify(file, null, 2));
    },
    { harmless: true },
  ),
  untidy(
    'manifest-behind',
    { kind: 'manifest-behind', file: MANIFEST, problem: /^is at revision 1, the log at 8$/ },
    (registry) => {
      const [{ id }, { size }] = readEntryFile(registry.root, 1).changes;
      const summary = {
        revision: 1,
        next_number: 2,
        versions: 1,
        latest: 'v1.0.0',
        size,
        stages: {},
        aliases: {},
      };
      writeFileSync(
        registry.path('manifest.json'),
        [
          '{',
          '  "format": 1,',
          `  "id": "${id}",`,
          '  "revision": 1,',
          `  "head": "${registry.digest(1)}",`,
          '  "models": {',
          `    "agents/ppo": ${JSON.stringify(summary)}`,
          '  }',
          '}\n',
        ].join('\n'),
      );
    },
    { harmless: true },
  ),
  untidy(
    'staging-leftover',
    {
      kind: 'staging-leftover',
      file: /^\.mreg\/staging\/1b4e28ba$/,
      problem: /^was left by a command that was interrupted$/,
    },
    (registry) => registry.add('.mreg/staging/1b4e28ba/model.bin', 30),
  ),
  untidy(
    'trash-leftover',
    {
      kind: 'trash-leftover',
      file: /^\.mreg\/trash\/\.1b4e28ba$/,
      problem: /^was left by a gc that was interrupted$/,
    },
    (registry) => registry.add('.mreg/trash/.1b4e28ba/model.bin', 30),
    { mends: false },
  ),
  untidy(
    'series-of-no-version',
    {
      kind: 'series-leftover',
      file: /^\.mreg\/series\/agents\/ppo\/9-0123456789ab$/,
      problem: /^was measured of a version that was purged$/,
    },
    (registry) => registry.add('.mreg/series/agents/ppo/9-0123456789ab/0000000001.jsonl', 30),
    { mends: false },
  ),
  untidy(
    'directory-untracked',
    {
      kind: 'directory-leftover',
      file: /^agents\/ppo_v3\.0\.0_20260101000000$/,
      problem: /^was left by a register that was interrupted$/,
    },
    (registry) => {
      const directory = 'agents/ppo_v3.0.0_20260101000000';
      cpSync(registry.path(registry.version(2)), registry.path(directory), { recursive: true });
      registry.add(`${directory}/more.bin`, 30);
      const [{ id }] = readEntryFile(registry.root, 1).changes;
      const announcement = JSON.stringify({ registry: id, directories: [directory] });
      writeFileSync(registry.path('.mreg/staging/1b4e28bb.announcement.json'), announcement);
    },
    { mends: false },
  ),
  untidy(
    'directory-made-by-hand',
    {
      kind: 'untracked-handmade',
      file: /^agents\/dqn_v1\.0\.0_20260101000000$/,
      problem: /^is not in the log$/,
    },
    (registry) => registry.add('agents/dqn_v1.0.0_20260101000000/model.bin', 30),
    { mends: false },
  ),
  untidy(
    'names-clash-by-case',
    {
      kind: 'case-clash',
      file: /^agents$/,
      problem: /^and 'Agents' are one name where case does not count$/,
    },
    (registry) => registry.add('Agents/dqn/model.bin'),
    { mends: false },
  ),
];

/** Faults that only reading the artifacts shows. */
export const HIDDEN_FAULTS: readonly Omit<FaultCase, 'doctor' | 'mends'>[] = [
  {
    name: 'bytes-changed',
    verify: {
      kind: 'file-altered',
      ref: REF,
      file: MODEL,
      problem: /^holds other bytes: sha256 [0-9a-f]{12}…, expected [0-9a-f]{12}…$/,
    },
    inflict: (registry) => registry.edit(model(registry), (text) => text.replace('one', 'ono')),
  },
  {
    name: 'files-swapped',
    verify: { kind: 'file-swapped', ref: REF, file: MODEL, problem: /^holds the bytes of 'twin\.bin'$/ },
    inflict: (registry) => registry.swap(model(registry), `${registry.version(1)}/twin.bin`),
  },
  {
    name: 'bytes-and-metadata-changed',
    verify: {
      kind: 'files-altered',
      ref: REF,
      file: DIRECTORY,
      problem: /^its files are not those that were registered/,
    },
    inflict: (registry) => {
      registry.edit(model(registry), (text) => text.replace('one', 'ono'));
      registry.edit(`${registry.version(1)}/metadata.json`, (text) =>
        text.replace(/"sha256": "\w/, '"sha256": "z'),
      );
    },
  },
];
