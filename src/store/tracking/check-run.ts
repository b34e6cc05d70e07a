import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../../core/integrity/fault.ts';
import { type Block, fileOf } from '../../core/journal/block.ts';
import type { Header } from '../../core/journal/header.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import { parseRunBatch } from '../../core/tracking/batch.ts';
import { addBatch, emptyDigest, type RunDigest } from '../../core/tracking/digest.ts';
import { MregError } from '../../errors.ts';
import { inspectJournal } from '../journal/inspect.ts';
import { listJournal } from '../journal/journal.ts';
import { type Layout, relativeTo } from '../layout.ts';
import { type Reading, reasonOf } from '../place.ts';
import { artifactPath } from './artifact-files.ts';
import { journalOf, type RunPlace, summarize } from './run-journal.ts';

const HUNDRED = 100;
const ARTIFACTS = /^artifacts(-\d+)?$/;

/** Whether all that was ever logged to a run is there as it was written, and its artifacts have the bytes that are on record.
 * Without `hash` no artifact is read. Others may write meanwhile. */
export async function checkRun(
  layout: Layout,
  place: RunPlace,
  hash: ((path: string, size: number) => Promise<Reading>) | undefined,
): Promise<{ faults: Fault[]; files: number }> {
  const journal = journalOf(layout, place);
  const fault = (kind: Fault['kind'], file: string, problem: string): Fault => ({
    kind,
    ref: place.id,
    file: `${relativeTo(layout, journal.directory)}/${file}`,
    problem,
  });
  try {
    const listed = await listJournal(journal);
    if (!listed) return { faults: [], files: 0 };
    const faults = listed.strays
      .filter((name) => !ARTIFACTS.test(name))
      .map((file) => fault('run-stray', file, 'is no file of a run'));
    const digest = emptyDigest();
    for await (const part of inspectJournal(journal, listed.files)) {
      if ('missing' in part) {
        const { first, last } = part.missing;
        const lost = first === last ? 'is missing' : `is missing, as are all up to batch ${last}`;
        faults.push(fault('run-missing', fileOf({ level: 0, first }), lost));
        continue;
      }
      const problem = 'problem' in part ? part.problem : take(digest, part.block, part.header, part.lines);
      if (problem !== undefined) faults.push(fault('run-altered', fileOf(part.block), problem));
    }
    if (digest.purged) return { faults: [], files: 0 };
    const artifacts = await checkArtifacts(layout, place, digest, hash);
    for (const [file, kind, problem] of artifacts.faults) faults.push(fault(kind, file, problem));
    return { faults: (await layout.place.exists(journal.directory)) ? faults : [], files: artifacts.files };
  } catch (error) {
    if (!(error instanceof MregError) || error.code === 'MREG_INTERRUPTED') throw error;
    return { faults: [fault('run-altered', '', `cannot be read: ${reasonOf(error)}`)], files: 0 };
  }
}

/** Adds the batches of a file to a digest; what is wrong with them, or with what the header says of them. */
function take(to: RunDigest, block: Block, header: Header, lines: readonly Buffer[]): string | undefined {
  try {
    for (const [at, line] of lines.entries()) addBatch(to, parseRunBatch(line, header.first + at), false);
  } catch {
    return 'cannot be read as batches of a run';
  }
  // A block without a digest is read line by line.
  if (block.level === 0 || header.digest === undefined) return undefined;
  const expected = JSON.parse(JSON.stringify(digestOf(block.level, header, lines) ?? null));
  return isDeepStrictEqual(header.digest, expected)
    ? undefined
    : 'does not hold what its header says that it holds';
}

/** The digest that a block has, made as gathering makes it. */
function digestOf(level: number, header: Header, lines: readonly Buffer[]): object | undefined {
  if (level <= 1) return summarize([{ header: { ...header, digest: undefined }, lines }])?.digest;
  const span = HUNDRED ** (level - 1);
  const members = Array.from({ length: HUNDRED }, (_, at) => {
    const first = header.first + at * span;
    const part = lines.slice(at * span, (at + 1) * span);
    const digest = digestOf(level - 1, { ...header, first, last: first + span - 1 }, part);
    return { header: { ...header, first, digest }, lines: [] };
  });
  return summarize(members)?.digest;
}

type ArtifactFault = readonly [file: string, kind: Fault['kind'], problem: string];

async function checkArtifacts(
  layout: Layout,
  place: RunPlace,
  digest: RunDigest,
  hash: ((path: string, size: number) => Promise<Reading>) | undefined,
): Promise<{ faults: ArtifactFault[]; files: number }> {
  const faults: ArtifactFault[] = [];
  const files = filesBelow(digest, '');
  const root = journalOf(layout, place).directory;
  for (const { path, size, sha256, life } of files) {
    const at = artifactPath(layout, place, path, life);
    const file = at.slice(root.length + 1);
    const reading = hash ? await hash(at, size) : await lookFor(layout, at);
    if (reading && 'fault' in reading) {
      const { fault } = reading;
      if (fault === 'missing') faults.push([file, 'artifact-missing', 'is missing']);
      else if (fault === 'unreadable')
        faults.push([file, 'artifact-altered', `cannot be read: ${reading.because}`]);
      else faults.push([file, 'artifact-altered', `cannot be read as a file: ${fault}`]);
    } else if (reading && ![sha256, ...(digest.artifacts[path]?.former ?? [])].includes(reading.sha256))
      faults.push([file, 'artifact-altered', 'has other bytes than those on record']);
  }
  return { faults, files: files.length };
}

/** What is wrong with a file that is not read. */
async function lookFor({ place }: Layout, path: string): Promise<Reading | undefined> {
  try {
    return (await place.exists(path)) ? undefined : { fault: 'missing' };
  } catch (error) {
    return { fault: 'unreadable', because: reasonOf(error) };
  }
}
