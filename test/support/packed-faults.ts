/** What can be wrong with a log whose first thousand entries lie in a segment. */
import { cpSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type BrokenRegistry, both, type FaultCase, untidy } from './faults.ts';
import { segmentName } from './long-log.ts';

const SEGMENT = segmentName(1);
const FILE = /^\.mreg\/log\/0000000001-0000001000\.json$/;

/** Rewrites the segment from its entries; index 0 is entry 1. */
function rewrite(registry: BrokenRegistry, change: (texts: string[]) => string[]): void {
  registry.edit(SEGMENT, (text) => change(text.split(/(?<=^}\n)/m)).join(''));
}

const altered = (problem: RegExp) => ({ kind: 'segment-altered', file: FILE, problem });

const edited = (name: string, entry: number) =>
  both(
    name,
    {
      kind: 'entry-altered',
      file: FILE,
      problem: new RegExp(`^entry ${entry} was changed: entry ${entry + 1} has another digest of it$`),
    },
    (registry) =>
      rewrite(registry, (texts) =>
        texts.map((text, index) => (index === entry - 1 ? text.replace('runner', 'runnex') : text)),
      ),
  );

export const PACKED_FAULTS: readonly FaultCase[] = [
  both(
    'segment-removed',
    {
      kind: 'segment-missing',
      file: FILE,
      problem: /^is missing from the log, and so is each of the entries 1 to 1000$/,
    },
    (registry) => unlinkSync(registry.path(SEGMENT)),
  ),
  both('segment-cut', altered(/^was cut off in entry 700$/), (registry) =>
    rewrite(registry, (texts) => [...texts.slice(0, 699), (texts[699] as string).slice(0, 90)]),
  ),
  both('segment-cut-between-entries', altered(/^was cut off after entry 600$/), (registry) =>
    rewrite(registry, (texts) => texts.slice(0, 600)),
  ),
  both('segment-emptied', altered(/^is empty$/), (registry) => rewrite(registry, () => [])),
  both('entry-in-a-segment-removed', altered(/^lacks entry 500$/), (registry) =>
    rewrite(registry, (texts) => texts.filter((_, index) => index !== 499)),
  ),
  both('entries-in-a-segment-reordered', altered(/^has entry 501 in the place of entry 500$/), (registry) =>
    rewrite(registry, (texts) => [
      ...texts.slice(0, 499),
      ...texts.slice(499, 501).reverse(),
      ...texts.slice(501),
    ]),
  ),
  both('entry-added-to-a-segment', altered(/^goes on after entry 1000$/), (registry) =>
    rewrite(registry, (texts) => [...texts, texts[999] as string]),
  ),
  edited('entry-in-a-segment-edited', 500),
  edited('last-entry-in-a-segment-edited', 1000),
  both(
    'entry-in-a-segment-torn',
    { kind: 'entry-unreadable', file: FILE, problem: /^entry 500 is not JSON$/ },
    (registry) =>
      rewrite(registry, (texts) =>
        texts.map((text, index) => (index === 499 ? text.replace('"id":', '"id"') : text)),
      ),
  ),
  both(
    'segment-with-another-name',
    {
      kind: 'segment-altered',
      file: /^\.mreg\/log\/0000001001-0000002000\.json$/,
      problem: /^holds entries 1 to 1000, expected 1001 to 2000$/,
    },
    (registry) => cpSync(registry.path(SEGMENT), registry.path(segmentName(1001))),
  ),
  both(
    'segment-with-a-name-that-none-has',
    {
      kind: 'log-stray',
      file: /^\.mreg\/log\/0000000501-0000001500\.json$/,
      problem: /^is not an entry of the log$/,
    },
    (registry) => cpSync(registry.path(SEGMENT), registry.path(segmentName(501))),
    { mends: true },
  ),
  both('segment-that-is-a-directory', altered(/^cannot be read: it is a directory$/), (registry) => {
    rmSync(registry.path(SEGMENT));
    mkdirSync(registry.path(SEGMENT));
  }),
  both(
    'entry-beside-its-segment-that-is-another',
    {
      kind: 'log-stray',
      file: /^\.mreg\/log\/0000000500\.json$/,
      problem: /^is not entry 500, which 0000000001-0000001000\.json holds$/,
    },
    (registry) => cpSync(registry.path(registry.entry(1500)), registry.path(registry.entry(500))),
    { mends: true },
  ),
  untidy(
    'entries-beside-their-segment',
    {
      kind: 'packing-unfinished',
      file: FILE,
      problem: /^holds 2 of the entries that lie beside it$/,
    },
    (registry) => {
      const texts = readFileSync(registry.path(SEGMENT), 'utf8').split(/(?<=^}\n)/m);
      for (const revision of [499, 500])
        writeFileSync(registry.path(registry.entry(revision)), texts[revision - 1] as string);
    },
    { mends: false, harmless: true },
  ),
];
