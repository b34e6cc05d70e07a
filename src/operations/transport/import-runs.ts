/** The runs of an archive on their way in: each is checked when its last member has come, and gets its place as a whole. */
import { dirname } from 'node:path';
import { type PackedExperiment, parsePackedBatch, type RunMember } from '../../core/archive/runs.ts';
import { type Block, fileOf, parseFile } from '../../core/journal/block.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import { addBatch, emptyDigest, type RunDigest } from '../../core/tracking/digest.ts';
import { isModelId } from '../../core/tracking/ids.ts';
import { invalid } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { ImportResult } from '../../generated/output.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import type { Receiver } from '../../store/archive/reader.ts';
import { type Content, decodeFile, encodeFile } from '../../store/journal/file.ts';
import type { Layout } from '../../store/layout.ts';
import { findRun } from '../../store/tracking/known-runs.ts';
import { journalOf, type RunPlace, summarize } from '../../store/tracking/run-journal.ts';

/** A file of a journal is read as a whole; a batch has at most 64 MiB. */
const MAX_FILE = 65 * 2 ** 20;

type Outcome = ImportResult['runs'][number];

export interface RunIntake {
  /** Takes a member of a run.
   * @throws MREG_INVALID */
  open(member: RunMember, file: FileRecord): Promise<Receiver | undefined>;
  /** After the last member.
   * @throws MREG_INVALID for a run that is not whole */
  end(): readonly RunPlace[];
  /** Gives each run that is not here its place. `experimentOf` gives the id here of an experiment of the archive.
   * @throws MREG_IO */
  restore(layout: Layout, experimentOf: (id: string) => Promise<string>): Promise<Outcome[]>;
  /** What restoring would do. */
  foresee(layout: Layout): Promise<Outcome[]>;
}

/** A run of which members have come. */
interface Current {
  readonly place: RunPlace;
  readonly index: number;
  readonly digest: RunDigest;
  readonly blocks: Block[];
  next: number;
  /** Artifacts that are still to come, by their path in the run's directory; once the first has come. */
  wanted: Map<string, { size: number; sha256: string }> | undefined;
}

export function receiveRuns(
  experiments: Readonly<Record<string, PackedExperiment>> | undefined,
  incoming: (() => Promise<Incoming>) | undefined,
): RunIntake {
  const received: Current[] = [];
  const seen = new Set<string>();
  let current: Current | undefined;

  const complete = () => {
    if (!current) return;
    const { id } = current.place;
    const kind = current.digest.created?.kind;
    if (kind !== (isModelId(id) ? 'model' : 'run')) throw invalid(`the archive does not say what ${id} is`);
    const [missing] = wantedOf(current).keys();
    if (missing !== undefined) throw invalid(`the artifact '${missing}' of ${id} is not on the list`);
    received.push(current);
    current = undefined;
  };

  const begin = ({ experiment, id }: RunMember): Current => {
    if (current?.place.id === id && current.place.experiment === experiment) return current;
    complete();
    if (!experiments || !Object.hasOwn(experiments, experiment))
      throw invalid(`the list names no experiment ${experiment}, in which ${id} is`);
    if (seen.has(id)) throw invalid(`${id} is in the archive twice`);
    seen.add(id);
    current = {
      place: { experiment, id },
      index: received.length,
      digest: emptyDigest(),
      blocks: [],
      next: 1,
      wanted: undefined,
    };
    return current;
  };

  return {
    async open(member, file) {
      const run = begin(member);
      const block = parseFile(member.inner);
      if (block) return receiveFile(run, block, file, incoming);
      run.wanted ??= wantedOf(run);
      const wanted = run.wanted.get(member.inner);
      if (wanted?.size !== file.size || wanted.sha256 !== file.sha256)
        throw invalid(`'${file.path}' is not on record in the run`);
      run.wanted.delete(member.inner);
      return (await incoming?.())?.receive(`runs/${run.index}/${member.inner}`);
    },
    end() {
      complete();
      return received.map(({ place }) => place);
    },
    async restore(layout, experimentOf) {
      const outcomes: Outcome[] = [];
      for (const run of received) {
        const { id } = run.place;
        if (!incoming || (await findRun(layout, id))) {
          outcomes.push({ id, outcome: 'here' });
          continue;
        }
        const place = { experiment: await experimentOf(run.place.experiment), id };
        const made = await restoreRun(layout, place, run, await incoming());
        outcomes.push({ id, outcome: made ? 'imported' : 'here' });
      }
      return outcomes;
    },
    async foresee(layout) {
      const outcomes: Outcome[] = [];
      for (const { place } of received)
        outcomes.push({ id: place.id, outcome: (await findRun(layout, place.id)) ? 'here' : 'imported' });
      return outcomes;
    },
  };
}

/** The artifacts that a run has on record, by their path in its directory. */
function wantedOf({ digest, wanted }: Current): Map<string, { size: number; sha256: string }> {
  if (wanted) return wanted;
  return new Map(
    filesBelow(digest, '').map(({ path, life, size, sha256 }) => [
      `${life === 0 ? 'artifacts' : `artifacts-${life + 1}`}/${path}`,
      { size, sha256 },
    ]),
  );
}

/** A file of the journal: the next one, and as an export writes it. */
function receiveFile(
  run: Current,
  block: Block,
  file: FileRecord,
  incoming: (() => Promise<Incoming>) | undefined,
): Receiver {
  const { path, size } = file;
  if (block.first !== run.next || run.wanted)
    throw invalid(`'${path}' is on the list where batch ${run.next} was expected`);
  if (size > MAX_FILE) throw invalid(`'${path}' has ${size} bytes, expected at most ${MAX_FILE}`);
  const copy = Buffer.alloc(size);
  let filled = 0;
  return {
    async write(bytes) {
      copy.set(bytes, filled);
      filled += bytes.length;
    },
    async end() {
      const { lines } = await decode(run.place, block, copy, path);
      for (const line of lines) {
        addBatch(run.digest, parsePackedBatch(line, run.next, path), false);
        run.next += 1;
      }
      run.blocks.push(block);
      const receiver = await (await incoming?.())?.receive(`journals/${run.index}/${fileOf(block)}`);
      await receiver?.write(copy);
      await receiver?.end();
    },
    cancel: async () => undefined,
  };
}

async function decode(
  { experiment, id }: RunPlace,
  block: Block,
  bytes: Buffer,
  path: string,
): Promise<Content> {
  const form = { of: `runs/${experiment}/${id}`, compress: false };
  const content = decodeFile(form, { block, bytes });
  if ('problem' in content) throw invalid(`'${path}' ${content.problem}`);
  if (!bytes.equals(await encodeFile(form, block, content.lines, {})))
    throw invalid(`'${path}' is not as mreg writes it`);
  return content;
}

/** Writes the journal anew, since its files say where they lie and what their batches say together. False if the place is taken. */
async function restoreRun(
  layout: Layout,
  place: RunPlace,
  run: Current,
  incoming: Incoming,
): Promise<boolean> {
  const journal = journalOf(layout, place);
  const staged = incoming.path(`runs/${run.index}`);
  await layout.place.prepare(dirname(journal.directory), staged);
  for (const block of run.blocks) {
    const from = incoming.path(`journals/${run.index}/${fileOf(block)}`);
    const content = await decode(
      run.place,
      block,
      await incoming.read(`journals/${run.index}/${fileOf(block)}`),
      from,
    );
    const summary = block.level === 0 ? {} : summarize([content]);
    const bytes = await encodeFile(journal, block, content.lines, summary ?? {});
    await layout.place.put(`${staged}/${fileOf(block)}`, [bytes]);
  }
  return (await layout.place.publish(staged, journal.directory)) === 'published';
}
