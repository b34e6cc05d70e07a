import { basename } from 'node:path/posix';
import { judgeChain } from '../../core/integrity/chain.ts';
import type { Fault } from '../../core/integrity/fault.ts';
import { type Block, superseded } from '../../core/journal/block.ts';
import { formatManifest } from '../../core/manifest/manifest.ts';
import { formatModel } from '../../core/manifest/model-file.ts';
import { foldOn } from '../../core/state/fold/fold.ts';
import { type ModelState, toState } from '../../core/state/model.ts';
import { danglingPointers } from '../../core/state/stages/pointers.ts';
import { FORMAT, type State } from '../../core/state/state.ts';
import { manifestFault, modelFault } from '../../core/state/well-formed.ts';
import type { ManifestFile } from '../../generated/manifest.ts';
import type { ModelFile } from '../../generated/model.ts';
import { decodeFile } from '../../store/journal/file.ts';
import { listJournal, logOf, pathOf } from '../../store/journal/journal.ts';
import { foreignFormat } from '../../store/journal/log.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { readOrExplain } from '../../store/place.ts';
import { findImpostors } from '../../store/versions/directories.ts';
import { findFaults } from '../../validate.ts';
import type { Work } from '../../work.ts';
import { noRegistry } from '../session.ts';
import { auditExperiments } from './audit-experiments.ts';
import { parse, type ReadLog, readLog } from './audit-log.ts';
import { difference } from './difference.ts';

/** A registry's log and manifest, each checked against the other. */
export interface Audit {
  /** The state by the log; if the log is damaged, by the manifest, or else by the rest of the log. */
  readonly state: State;
  /** The last revision for which there is a file, whatever it holds. */
  readonly newest: number;
  /** The digests of all entries by revision; the last is the head. */
  readonly digests: ReadonlyMap<number, string>;
  readonly log: readonly Fault[];
  /** Blocks whose members are not all removed, with how many files are left. */
  readonly unfinished: ReadonlyMap<string, number>;
  /** Faults of the manifest and of models' files. A file that is behind the log has no fault. */
  readonly manifest: readonly Fault[];
  /** The files of models that are missing, or behind the manifest. */
  readonly behind: readonly { readonly file: string; readonly problem: string }[];
  /** The revision of the manifest; undefined if it cannot be read. */
  readonly published: number | undefined;
  readonly pointers: readonly Fault[];
  /** Links and files in the place of directories. */
  readonly directories: readonly Fault[];
}

/** Reads all of a registry's log, skips damaged entries, and compares the manifest with it.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_IO, MREG_INTERRUPTED */
export async function audit(layout: Layout, work: Work = {}): Promise<Audit> {
  // The manifest and the files of models first: no entry that they were made from can then be too new to be found.
  const bytes = await readOrExplain(layout.place, layout.manifest);
  const { manifest, problem: torn } = await readManifest(bytes);
  const files = new Map<string, RawFile>();
  for (const key of Object.keys(manifest?.models ?? {}))
    files.set(key, await readOrExplain(layout.place, layout.model(key)));
  const experiments = await readOrExplain(layout.place, layout.experiments);
  const listed = await listJournal(logOf(layout));
  if (!bytes && !listed) throw noRegistry(layout);
  const log = await readLog(layout, listed?.files ?? [], manifest?.revision ?? 0, work);
  const verdict = judgeChain(log.records, manifest, (revision) => relativeTo(layout, layout.entry(revision)));
  const intact = verdict.log.length === 0;
  const format = intact || log.records.length === 0 ? (log.format ?? manifest?.format ?? FORMAT) : FORMAT;
  if (format !== FORMAT) throw foreignFormat(format, layout.entry(1));
  const wrong =
    torn ??
    verdict.manifest ??
    (intact && manifest ? difference(bytes as Buffer, formatManifest(log.published)) : undefined);
  const models = await auditModels(layout, manifest, files, intact ? log : undefined);
  const tracked = auditExperiments(layout, manifest, experiments, intact ? log : undefined);
  const trusted = !intact && manifest && wrong === undefined;
  const held = trusted ? foldOn({ ...manifest, models: models.found }, log.tail) : undefined;
  const state = held ?? log.state;
  const file = relativeTo(layout, layout.manifest);
  const kind = torn === undefined ? ('manifest-altered' as const) : ('manifest-torn' as const);
  const strays = listed?.strays ?? [];
  const covered = await findCovered(layout, listed?.files ?? []);
  return {
    state,
    newest: log.records.at(-1)?.last ?? state.revision,
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
    manifest: [
      ...(wrong === undefined ? [] : [{ kind, ref: null, file, problem: wrong }]),
      ...models.faults,
      ...tracked.faults,
    ],
    behind: [...models.behind, ...tracked.behind],
    published: manifest?.revision,
    pointers: danglingPointers(state, file),
    directories: (await findImpostors(layout)).map(({ path, problem }) => ({
      kind: 'directory-replaced' as const,
      ref: null,
      file: path,
      problem,
    })),
  };
}

type RawFile = Awaited<ReturnType<typeof readOrExplain>>;

async function readManifest(bytes: RawFile): Promise<{ manifest?: ManifestFile; problem?: string }> {
  if (bytes === undefined) return {};
  if ('problem' in bytes) return bytes;
  const value = parse(bytes);
  if (value === undefined) return { problem: 'is not JSON' };
  const [fault] = await findFaults('manifest', value);
  const manifest = value as ManifestFile;
  const wrong = fault ? `${fault.pointer || 'the document'} ${fault.expected}` : manifestFault(manifest);
  return wrong === undefined ? { manifest } : { problem: `is not a manifest: ${wrong}` };
}

/** A file whose entries a block holds too: it is yet to be removed, or differs from the block and no reader uses it. Beside a
 * damaged block it may be the only copy of an entry. */
async function findCovered(
  layout: Layout,
  listed: readonly Block[],
): Promise<{ strays: Fault[]; unfinished: Map<string, number> }> {
  const log = logOf(layout);
  const nameOf = (block: Block) => relativeTo(layout, pathOf(log, block));
  const read = async (block: Block) => {
    const bytes = await readOrExplain(layout.place, pathOf(log, block));
    return bytes === undefined || 'problem' in bytes ? bytes : decodeFile(log, { block, bytes });
  };
  const unfinished = new Map<string, number>();
  const strays: Fault[] = [];
  for (const { block, members } of superseded(listed)) {
    const whole = await read(block);
    if (!whole || 'problem' in whole) continue;
    for (const member of members) {
      const content = await read(member);
      // A writer removes a stray file as soon as it sees the block.
      if (content === undefined) continue;
      const from = member.first - block.first;
      const isSame =
        !('problem' in content) && content.lines.every((line, at) => whole.lines[from + at]?.equals(line));
      if (isSame) unfinished.set(nameOf(block), (unfinished.get(nameOf(block)) ?? 0) + 1);
      else
        strays.push({
          kind: 'log-stray',
          ref: null,
          file: nameOf(member),
          problem: `is not what ${basename(pathOf(log, block))} holds in its place`,
        });
    }
  }
  return { strays, unfinished };
}

interface AuditedModels {
  readonly faults: Fault[];
  readonly behind: { file: string; problem: string }[];
  /** The files that can be read. */
  readonly found: Record<string, ModelState>;
}

/** Compares the files of the models with the log, if the log is sound. A file may be newer than the manifest. */
async function auditModels(
  layout: Layout,
  manifest: ManifestFile | undefined,
  files: ReadonlyMap<string, RawFile>,
  log: Pick<ReadLog, 'state' | 'published'> | undefined,
): Promise<AuditedModels> {
  const audited: AuditedModels = { faults: [], behind: [], found: {} };
  for (const [key, { revision }] of Object.entries(manifest?.models ?? {})) {
    const file = relativeTo(layout, layout.model(key));
    const bytes = files.get(key);
    if (!bytes) {
      audited.behind.push({ file, problem: `is missing: the file of ${key}` });
      continue;
    }
    const { model, problem: torn } = await readModelFile(key, bytes);
    if (!model) {
      audited.faults.push({ kind: 'manifest-torn', ref: null, file, problem: torn });
      continue;
    }
    audited.found[key] = model;
    if (!log) continue;
    const same = [log.published, log.state].flatMap(({ models }) => models[key] ?? []);
    const expected = same.find((one) => one.revision === model.revision);
    const problem = expected
      ? difference(bytes as Buffer, formatModel(key, expected))
      : model.revision > log.state.revision
        ? `is at revision ${model.revision}, the log at ${log.state.revision}`
        : undefined;
    if (problem !== undefined) audited.faults.push({ kind: 'manifest-altered', ref: null, file, problem });
    else if (model.revision < revision)
      audited.behind.push({
        file,
        problem: `is at revision ${model.revision}, the manifest has ${revision}`,
      });
  }
  return audited;
}

async function readModelFile(
  key: string,
  bytes: NonNullable<RawFile>,
): Promise<{ model: ModelState; problem?: never } | { model?: never; problem: string }> {
  if ('problem' in bytes) return bytes;
  const value = parse(bytes);
  if (value === undefined) return { problem: `is not JSON: the file of ${key}` };
  const [fault] = await findFaults('model', value);
  const wrong = fault ? `${fault.pointer || 'the document'} ${fault.expected}` : modelFault(key, value);
  if (wrong !== undefined) return { problem: `is not the file of a model: ${wrong}` };
  const { model: is, ...model } = value as ModelFile;
  return is === key ? { model: toState(model) } : { problem: `is the file of ${is}, not of ${key}` };
}
