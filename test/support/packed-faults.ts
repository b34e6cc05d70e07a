/** What can be wrong with a log whose first entries lie in blocks. */
import { cpSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type BrokenRegistry, both, type FaultCase, untidy } from './faults.ts';
import { blockName, encodeJournal, linesOf, writeJournal } from './journal.ts';

const BLOCK = blockName(101);
const FILE = /^\.mreg\/log\/0000000101-0000000200\.jsonl$/;

/** Changes the entries of the block, in a file that holds together; index 0 is entry 101. */
function rewrite(registry: BrokenRegistry, change: (lines: string[]) => string[]): void {
  const lines = change(linesOf(registry.path(BLOCK)));
  rmSync(registry.path(BLOCK));
  writeFileSync(registry.path(BLOCK), encodeJournal('log', 101, lines, { last: 200 }));
}

const altered = (problem: RegExp) => ({ kind: 'block-altered', file: FILE, problem });
const ANOTHER = altered(/^is not what was written: its first line has another digest$/);

const edited = (name: string, entry: number) =>
  both(
    name,
    {
      kind: 'entry-altered',
      file: FILE,
      problem: new RegExp(`^entry ${entry} was changed: entry ${entry + 1} has another digest of it$`),
    },
    (registry) =>
      rewrite(registry, (lines) =>
        lines.map((line, index) => (index === entry - 101 ? line.replace('runner', 'runnex') : line)),
      ),
  );

export const PACKED_FAULTS: readonly FaultCase[] = [
  both(
    'block-removed',
    {
      kind: 'entry-missing',
      file: /^\.mreg\/log\/0000000101\.jsonl$/,
      problem: /^is missing from the log, as are all up to entry 200$/,
    },
    (registry) => unlinkSync(registry.path(BLOCK)),
  ),
  both('block-cut', altered(/^is not what was written/), (registry) =>
    registry.edit(BLOCK, (text) => text.slice(0, text.length / 2)),
  ),
  both('block-edited', ANOTHER, (registry) =>
    registry.edit(BLOCK, (text) => text.replace('runner', 'runnex')),
  ),
  both('block-that-lacks-an-entry', altered(/^holds 99 batches, expected 100$/), (registry) =>
    rewrite(registry, (lines) => lines.toSpliced(49, 1)),
  ),
  both('block-with-more', altered(/^holds 101 batches, expected 100$/), (registry) =>
    rewrite(registry, (lines) => [...lines, lines[99] as string]),
  ),
  both(
    'entries-in-a-block-reordered',
    { kind: 'entry-unreadable', file: FILE, problem: /^entry 150 says that it is entry 151$/ },
    (registry) =>
      rewrite(registry, (lines) => [
        ...lines.slice(0, 49),
        ...lines.slice(49, 51).reverse(),
        ...lines.slice(51),
      ]),
  ),
  edited('entry-in-a-block-edited', 150),
  edited('last-entry-in-a-block-edited', 200),
  both(
    'entry-in-a-block-torn',
    { kind: 'entry-unreadable', file: FILE, problem: /^entry 150 is not JSON$/ },
    (registry) =>
      rewrite(registry, (lines) => lines.map((line, index) => (index === 49 ? line.slice(0, 90) : line))),
  ),
  both(
    'block-with-another-name',
    {
      kind: 'block-altered',
      file: /^\.mreg\/log\/0000000401-0000000500\.jsonl$/,
      problem: /^says that it holds the batches 101 to 200$/,
    },
    (registry) => cpSync(registry.path(BLOCK), registry.path(blockName(401))),
  ),
  both(
    'block-with-a-name-that-none-has',
    {
      kind: 'log-stray',
      file: /^\.mreg\/log\/0000000151-0000000250\.jsonl$/,
      problem: /^is not an entry of the log$/,
    },
    (registry) => cpSync(registry.path(BLOCK), registry.path(blockName(151))),
    { mends: true },
  ),
  both('block-that-is-a-directory', altered(/^cannot be read: it is a directory$/), (registry) => {
    rmSync(registry.path(BLOCK));
    mkdirSync(registry.path(BLOCK));
  }),
  both(
    'entry-beside-its-block-that-is-another',
    {
      kind: 'log-stray',
      file: /^\.mreg\/log\/0000000150\.jsonl$/,
      problem: /^is not what 0000000101-0000000200\.jsonl holds in its place$/,
    },
    (registry) => cpSync(registry.path(registry.entry(430)), registry.path(registry.entry(150))),
    { mends: true },
  ),
  untidy(
    'entries-beside-their-block',
    {
      kind: 'packing-unfinished',
      file: FILE,
      problem: /^holds what 2 files beside it hold$/,
    },
    (registry) => {
      const lines = linesOf(registry.path(BLOCK));
      for (const revision of [149, 150])
        writeJournal(registry.root, 'log', revision, [lines[revision - 101] as string]);
    },
    { mends: false, harmless: true },
  ),
];
