/**
 * The first member of an archive: what else is in it, and what the registry says of that. Its own name holds the
 * SHA-256 of its bytes, so that no part of an archive is without a digest. It sorts before all others.
 */
import { invalid, MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { parseJson, toPlain } from '../json/index.ts';
import { comparePaths, foldPath, pathFault } from '../names/portable-path.ts';
import type { PackedModel } from '../state/model.ts';
import { FORMAT } from '../state/state.ts';
import { checkExperiments, type PackedExperiment } from './runs.ts';

/** The format of archives that this code reads and writes. */
const ARCHIVE_FORMAT = 1;

/** A part of a registry's log, as an archive holds it. */
export interface HistoryPart {
  /** The entries up to this revision are not in the archive; 0 where all are. */
  readonly since: number;
  /** The digest of entry `since`, from which the first entry follows; null for 0. */
  readonly previous: string | null;
  /** The last entry in the archive, and its digest. */
  readonly revision: number;
  readonly head: string;
}

/** What an archive holds: versions with their labels, or a part of the log with the versions that it names. */
export interface ArchiveList {
  readonly history?: HistoryPart | undefined;
  /** As in manifest.json, for the versions in the archive; without `history` only. */
  readonly models?: Readonly<Record<string, PackedModel>> | undefined;
  /** The experiments of the runs in the archive; undefined if it was made without runs. */
  readonly experiments?: Readonly<Record<string, PackedExperiment>> | undefined;
  /** Every other member, in the order of the archive: that of the UTF-8 bytes of the paths. */
  readonly files: readonly FileRecord[];
}

/** What an archive may have at most. */
export interface Limits {
  /** Bytes of all members together. */
  readonly bytes: number;
  /** Members beside the list. */
  readonly members: number;
  /** Bytes of the list. */
  readonly list: number;
  /** How many times its compressed bytes an archive may be, past `unpacked`. */
  readonly ratio: number;
  readonly unpacked: number;
  /** Seconds without a byte. */
  readonly idle: number;
}

export const LIMITS: Limits = {
  bytes: 16 * 2 ** 40,
  members: 2_000_000,
  list: 256 * 2 ** 20,
  ratio: 200,
  unpacked: 2 ** 28,
  idle: 600,
};

const LIST_NAME = /^\.mreg\/archive-([0-9a-f]{64})\.json$/;

/** The name of a list whose bytes have this SHA-256. */
export function listPath(sha256: string): string {
  return `.mreg/archive-${sha256}.json`;
}

/** The SHA-256 that a member's name promises for a list, or undefined where it is the name of no list. */
export function listDigest(path: string): string | undefined {
  return LIST_NAME.exec(path)?.[1];
}

/** The text of a list: one line for each file and each version. */
export function formatList({ history, models = {}, experiments, files }: ArchiveList): string {
  const facts = history
    ? `"history": ${JSON.stringify(history)}`
    : `"models": {${Object.entries(models)
        .map(([key, model]) => `\n${JSON.stringify(key)}: ${formatModel(model)}`)
        .join(',')}\n}`;
  const runs = experiments ? `"experiments": ${JSON.stringify(experiments)},\n` : '';
  const lines = files.map(({ path, size, sha256 }) => `\n${JSON.stringify({ path, size, sha256 })}`);
  return `{\n"archive": ${ARCHIVE_FORMAT},\n"format": ${FORMAT},\n${facts},\n${runs}"files": [${lines.join(',')}\n]\n}\n`;
}

function formatModel({ versions, ...facts }: PackedModel): string {
  const lines = Object.entries(versions).map(
    ([version, state]) => `\n${JSON.stringify(version)}: ${JSON.stringify(state)}`,
  );
  const members = Object.entries(facts).map(([fact, value]) => `"${fact}": ${JSON.stringify(value)}, `);
  return `{${members.join('')}"versions": {${lines.join(',')}}}`;
}

/** Reads a list and checks all that can be checked of it alone: the shape, the limits, and that the files can lie
 * side by side on every file system. What it says of models is still to be validated.
 * @throws MREG_INVALID, MREG_FORMAT */
export function parseList(bytes: Buffer, limits: Limits): ArchiveList {
  const list = toPlain(parseJson(bytes, { file: 'the list of the archive', maxBytes: limits.list }));
  if (!isObject(list)) throw invalid('the list is not an object');
  const { archive, format, history, models, experiments, files, ...others } = list;
  if (archive !== ARCHIVE_FORMAT || format !== FORMAT) {
    throw new MregError(
      'MREG_FORMAT',
      `an archive of format ${JSON.stringify(archive)} for registries of format ${JSON.stringify(format)}; this mreg knows ${ARCHIVE_FORMAT} and ${FORMAT}`,
      { hint: 'npm install --global mreg@latest' },
    );
  }
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(`the list has an unknown member '${unknown}'`);
  if ((history === undefined) === (models === undefined))
    throw invalid('the list has not exactly one of history and models');
  if (models !== undefined && !isObject(models)) throw invalid('the models of the list are not an object');
  if (!Array.isArray(files) || !files.every(isRecord))
    throw invalid('the files of the list are not a list of files');
  checkFiles(files, limits);
  return {
    files,
    ...(history !== undefined && { history: checkHistory(history) }),
    ...(models !== undefined && { models: models as Record<string, PackedModel> }),
    ...(experiments !== undefined && { experiments: checkExperiments(experiments) }),
  };
}

function checkHistory(value: unknown): HistoryPart {
  if (!isObject(value)) throw invalid('the history of the list is not an object');
  const { since, previous, revision, head, ...others } = value;
  const sound =
    Object.keys(others).length === 0 &&
    isCount(since) &&
    isCount(revision) &&
    since <= revision &&
    revision <= MAX_REVISION &&
    (since === 0 ? previous === null : isDigest(previous)) &&
    isDigest(head);
  if (!sound) throw invalid('the history of the list is not one: since, previous, revision, head');
  return { since, previous: previous as string | null, revision, head: head as string };
}

const MAX_REVISION = 9_999_999_999;
/** A version's files may be 16 levels deep, below a type, a directory and the trash; those of a run, below `.mreg/runs`, an
 * experiment, the run and its artifacts. */
const MAX_DEPTH = 21;

function checkFiles(files: readonly FileRecord[], limits: Limits): void {
  if (files.length > limits.members)
    throw invalid(`the list has ${files.length} members, expected at most ${limits.members}`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > limits.bytes)
    throw invalid(`the members have ${bytes} bytes, expected at most ${limits.bytes}`);
  const spelling = new Map<string, string>();
  let before: string | undefined;
  for (const { path } of files) {
    const fault = pathFault(path, MAX_DEPTH);
    if (fault !== undefined) throw invalid(`'${path}' ${fault}`);
    const order = before === undefined ? -1 : comparePaths(before, path);
    if (order === 0) throw invalid(`'${path}' is on the list twice`);
    if (order > 0) throw invalid(`'${path}' is on the list after '${before}', which comes after it`);
    before = path;
    checkSpelling(path, spelling);
  }
}

/** Directories are remembered with a slash, so that one never passes for a file of the same name. */
function checkSpelling(path: string, spelling: Map<string, string>): void {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const directory = path.slice(0, slash + 1);
    const folded = foldPath(path.slice(0, slash));
    const other = spelling.get(folded);
    if (other === directory) continue;
    if (other !== undefined) throw clash(other, path);
    spelling.set(folded, directory);
  }
  const folded = foldPath(path);
  const other = spelling.get(folded);
  if (other !== undefined) throw clash(other, path);
  spelling.set(folded, path);
}

function clash(a: string, b: string): MregError {
  return invalid(`'${a}' and '${b}' cannot lie side by side`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown): value is FileRecord {
  if (!isObject(value)) return false;
  const { path, size, sha256, ...others } = value;
  return typeof path === 'string' && isCount(size) && isDigest(sha256) && Object.keys(others).length === 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
