/** The runs of an archive: those that its versions came from, with the models that they logged; with the whole registry all of them. */
import type { PackedVersion } from '../../core/archive/contents.ts';
import { inRunOrder, type PackedExperiment, runPath } from '../../core/archive/runs.ts';
import { type Block, fileOf, gathered, lastOf } from '../../core/journal/block.ts';
import { comparePaths } from '../../core/names/portable-path.ts';
import { experimentAt, NO_EXPERIMENTS } from '../../core/state/experiments.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import { formatRunBatch } from '../../core/tracking/batch.ts';
import { addBatch, emptyDigest } from '../../core/tracking/digest.ts';
import { damaged } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { inMemory } from '../../store/archive/entries.ts';
import type { Contents } from '../../store/archive/writer.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { encodeFile } from '../../store/journal/file.ts';
import { MAX_BYTES } from '../../store/journal/gather.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { artifactPath } from '../../store/tracking/artifact-files.ts';
import { findRun, listRunPlaces } from '../../store/tracking/known-runs.ts';
import { journalOf, type RunPlace, readBatches } from '../../store/tracking/run-journal.ts';
import type { Session } from '../session.ts';
import { readExperimentsOf } from '../tracking/experiments.ts';

/** Runs as members of an archive. */
export interface RunFiles {
  readonly files: readonly FileRecord[];
  readonly experiments: Readonly<Record<string, PackedExperiment>>;
  /** The ids of runs and of logged models. */
  readonly ids: readonly string[];
  /** The bytes of one of the files.
   * @throws MREG_DAMAGED, MREG_IO */
  open(file: FileRecord): Promise<Contents | undefined>;
}

/** @throws MREG_DAMAGED, MREG_IO */
export async function listRuns(
  session: Session,
  versions: readonly Pick<PackedVersion, 'state'>[] | 'all',
): Promise<RunFiles> {
  const { layout } = session;
  const places = versions === 'all' ? await everyRun(layout) : await runsOf(layout, versions);
  const files: FileRecord[] = [];
  const owners = new Map<string, () => Promise<Contents>>();
  const packed: RunPlace[] = [];
  for (const place of inRunOrder(places)) {
    const own = await listRun(layout, place);
    for (const { file, open } of own) {
      files.push(file);
      owners.set(file.path, open);
    }
    if (own.length > 0) packed.push(place);
  }
  const experiments = (await readExperimentsOf(session)) ?? NO_EXPERIMENTS;
  const named = [...new Set(packed.map(({ experiment }) => experiment))].map((id) => {
    const { name = id, tags = {} } = experimentAt(experiments, id) ?? {};
    return [id, { name, ...(Object.keys(tags).length > 0 && { tags }) }] as const;
  });
  return {
    files,
    experiments: Object.fromEntries(named),
    ids: packed.map(({ id }) => id),
    open: async ({ path }) => owners.get(path)?.(),
  };
}

async function everyRun(layout: Layout): Promise<RunPlace[]> {
  return listRunPlaces(layout, (_, error) => {
    throw error;
  });
}

/** A run of another server, which a version may name, is not here. */
async function runsOf(
  layout: Layout,
  versions: readonly Pick<PackedVersion, 'state'>[],
): Promise<RunPlace[]> {
  const found = new Map<string, RunPlace>();
  const add = async (id: string | undefined) => {
    if (id === undefined || found.has(id)) return;
    const run = await findRun(layout, id);
    if (!run || run.digest.purged) return;
    found.set(id, run.place);
    for (const model of Object.keys(run.digest.outputs)) await add(model);
  };
  for (const { state } of versions) {
    await add(state.run_id);
    await add(state.mlflow_source?.model_id);
  }
  return [...found.values()];
}

interface Member {
  readonly file: FileRecord;
  readonly open: () => Promise<Contents>;
}

/** The members of a run; none of one that is being removed. */
async function listRun(layout: Layout, place: RunPlace): Promise<Member[]> {
  const sizes: number[] = [];
  const digest = emptyDigest();
  for await (const batch of readBatches(layout, place)) {
    sizes.push(Buffer.byteLength(formatRunBatch(batch)));
    addBatch(digest, batch, false);
  }
  if (digest.purged || !digest.created) return [];
  const sizeOf = (block: Block) =>
    sizes.slice(block.first - 1, lastOf(block)).reduce((sum, size) => sum + size, 0);
  const blocks = gathered(sizes.length, (block) => block.level < 2 && sizeOf(block) <= MAX_BYTES);
  const lines = new RunLines(layout, place);
  const { of } = journalOf(layout, place);
  const encode = async (block: Block) =>
    encodeFile({ of, compress: false }, block, await lines.take(block), {});
  const members: Member[] = [];
  for (const block of blocks) {
    const bytes = await encode(block);
    const path = runPath({ ...place, inner: fileOf(block) });
    members.push({
      file: { path, size: bytes.length, sha256: sha256(bytes) },
      open: async () => inMemory(await encode(block)),
    });
  }
  for (const { path, life, size, sha256 } of filesBelow(digest, '')) {
    const at = artifactPath(layout, place, path, life);
    const inner = `${life === 0 ? 'artifacts' : `artifacts-${life + 1}`}/${path}`;
    members.push({
      file: { path: runPath({ ...place, inner }), size, sha256 },
      async open() {
        const file = await layout.place.open(at);
        if (file) return file;
        throw damaged(relativeTo(layout, at), 'is missing; no archive was made', { hint: 'mreg verify' });
      },
    });
  }
  return members.sort((a, b) => comparePaths(a.file.path, b.file.path));
}

/** The lines of a run, file by file; read once for files that follow each other. */
class RunLines {
  readonly #read: () => ReturnType<typeof readBatches>;
  #batches: ReturnType<typeof readBatches> | undefined;
  #next = 1;

  constructor(layout: Layout, place: RunPlace) {
    this.#read = () => readBatches(layout, place);
  }

  async take(block: Block): Promise<Buffer[]> {
    if (!this.#batches || block.first < this.#next) {
      this.#batches = this.#read();
      this.#next = 1;
    }
    const lines: Buffer[] = [];
    while (this.#next <= lastOf(block)) {
      const { value, done } = await this.#batches.next();
      if (done) break;
      if (this.#next >= block.first) lines.push(Buffer.from(formatRunBatch(value)));
      this.#next += 1;
    }
    return lines;
  }
}
