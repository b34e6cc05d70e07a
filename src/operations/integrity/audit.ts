import { basename } from 'node:path/posix';
import { judgeChain } from '../../core/integrity/chain.ts';
import type { Fault } from '../../core/integrity/fault.ts';
import { formatManifest } from '../../core/manifest/manifest.ts';
import { danglingPointers } from '../../core/state/pointers.ts';
import { FORMAT, fold, type State } from '../../core/state/state.ts';
import type { Manifest } from '../../generated/manifest.ts';
import type { Work } from '../../store/intake/intake.ts';
import { foreignFormat } from '../../store/journal/log.ts';
import { listLog } from '../../store/journal/raw-log.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { exists } from '../../store/place/folder/look.ts';
import { readOrExplain } from '../../store/versions/version-files.ts';
import { findFaults } from '../../validate.ts';
import { noRegistry } from '../session.ts';
import { type Covered, parse, readLog } from './audit-log.ts';

/** A registry's log and manifest, read without believing either. */
export interface Audit {
  /** What the log says; where it is damaged what the manifest says, or else what is left of the log. */
  readonly state: State;
  /** The digests of all entries by revision; the last is the head. */
  readonly digests: ReadonlyMap<number, string>;
  readonly log: readonly Fault[];
  /** Segments whose entries are not all removed, with how many are left. */
  readonly unfinished: ReadonlyMap<string, number>;
  /** What is wrong with a manifest that is there; one that is behind is not wrong. */
  readonly manifest: readonly Fault[];
  /** The revision of the manifest; undefined where none can be read. */
  readonly published: number | undefined;
  readonly pointers: readonly Fault[];
}

/** Reads all of a registry's log, past whatever is damaged, and holds the manifest against it.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_IO, MREG_INTERRUPTED */
export async function audit(layout: Layout, work: Work = {}): Promise<Audit> {
  // The manifest first: no entry that it was made from can then be too new to be found.
  const bytes = await readOrExplain(layout.manifest);
  const listed = await listLog(layout);
  if (!bytes && !listed) throw noRegistry(layout);
  const { manifest, problem: torn } = await readManifest(bytes);
  const log = await readLog(layout, listed ?? { revisions: [], segments: [] }, manifest?.revision ?? 0, work);
  const verdict = judgeChain(log.records, manifest, {
    entry: (revision) => relativeTo(layout, layout.entry(revision)),
    segment: (revision) => relativeTo(layout, layout.segment(revision)),
  });
  const intact = verdict.log.length === 0;
  const format = intact || log.records.length === 0 ? (log.format ?? manifest?.format ?? FORMAT) : FORMAT;
  if (format !== FORMAT) throw foreignFormat(format, layout.entry(1));
  const wrong =
    torn ?? verdict.manifest ?? (intact && manifest ? difference(bytes as Buffer, log.published) : undefined);
  const state = intact || !manifest || wrong !== undefined ? log.state : fold(manifest, log.tail);
  const file = relativeTo(layout, layout.manifest);
  const kind = torn === undefined ? ('manifest-altered' as const) : ('manifest-torn' as const);
  const strays = listed?.strays ?? [];
  const covered = await sortCovered(layout, log.covered, verdict.log);
  return {
    state,
    digests: new Map(log.records.flatMap(({ revision, sha256 }) => (sha256 ? [[revision, sha256]] : []))),
    log: [
      ...verdict.log,
      ...strays.map((name) => ({
        kind: 'log-stray' as const,
        ref: null,
        file: `${relativeTo(layout, layout.log)}/${name}`,
        problem: 'is not an entry of the log',
      })),
      ...covered.strays,
    ],
    unfinished: covered.unfinished,
    manifest: wrong === undefined ? [] : [{ kind, ref: null, file, problem: wrong }],
    published: manifest?.revision,
    pointers: danglingPointers(state, file),
  };
}

type RawFile = Awaited<ReturnType<typeof readOrExplain>>;

async function readManifest(bytes: RawFile): Promise<{ manifest?: Manifest; problem?: string }> {
  if (bytes === undefined) return {};
  if ('problem' in bytes) return bytes;
  const value = parse(bytes);
  if (value === undefined) return { problem: 'is not JSON' };
  const [fault] = await findFaults('manifest', value);
  if (!fault) return { manifest: value as Manifest };
  return { problem: `is not a manifest: ${fault.pointer || 'the document'} ${fault.expected}` };
}

/** What lies beside a segment under the name of one of its entries: the entry, which is still to be removed, or else what
 * no reader believes. Where the segment is damaged it may be what is left of the entry. */
async function sortCovered(
  layout: Layout,
  covered: readonly Covered[],
  faults: readonly Fault[],
): Promise<{ strays: Fault[]; unfinished: Map<string, number> }> {
  const damaged = new Set(faults.map(({ file }) => file));
  const unfinished = new Map<string, number>();
  const strays: Fault[] = [];
  for (const { revision, same } of covered) {
    const segment = relativeTo(layout, layout.segment(revision));
    if (damaged.has(segment)) continue;
    if (same) unfinished.set(segment, (unfinished.get(segment) ?? 0) + 1);
    // A writer removes such a file as soon as it sees the segment.
    else if (exists(layout.entry(revision)))
      strays.push({
        kind: 'log-stray',
        ref: null,
        file: relativeTo(layout, layout.entry(revision)),
        problem: `is not entry ${revision}, which ${basename(segment)} holds`,
      });
  }
  return { strays, unfinished };
}

const SHOWN = 60;

/** Where the bytes of a manifest are not those that the log gives. */
function difference(bytes: Buffer, state: State): string | undefined {
  const text = formatManifest(state);
  if (bytes.equals(Buffer.from(text))) return undefined;
  const [found, expected] = [bytes.toString('utf8').split('\n'), text.split('\n')];
  const line = found.findIndex((content, index) => content !== expected[index]);
  const [is, should] = [found[line] ?? '', expected[line] ?? ''];
  const at = Math.max(0, [...is].findIndex((letter, index) => letter !== should[index]) - SHOWN / 2);
  const excerpt = (content: string) => `'${content.slice(at, at + SHOWN).trim()}'`;
  return `is not what the log gives: line ${line + 1} has ${excerpt(is)}, expected ${excerpt(should)}`;
}
