import { invalid } from '../../errors.ts';
import type { FileRecord, Metadata } from '../../generated/metadata.ts';
import { parseAlias } from '../names/alias.ts';
import { timestampOf } from '../names/directory.ts';
import { comparePaths, pathFault } from '../names/portable-path.ts';
import { parseVersion, readVersion } from '../names/version.ts';
import type { ModelState, PackedModel, VersionState } from '../state/model.ts';
import { isInstant } from '../state/shapes.ts';
import { modelKey, type State, splitKey, stagesByVersion } from '../state/state.ts';
import { modelFault } from '../state/well-formed.ts';
import { seriesKey } from './series.ts';

/** A version and where it lies in an archive. */
export interface PackedVersion {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly state: VersionState;
  /** The directory of its members. */
  readonly directory: string;
}

type Tracked = Omit<PackedVersion, 'directory'>;

const METADATA = 'metadata.json';
const TRASH = '.mreg/trash/';
const LOG = '.mreg/log/';

/** Where a version lies in an archive without history: where it was registered, whatever happened to it since. */
export function plainDirectory({ type, name, version, state }: Tracked): string {
  const stamp = timestampOf(state.directory).replace(/-r\d+$/, '');
  const digits = state.registered_at.replace(/\D/g, '').slice(0, 14);
  return `${type}/${name}_${version}_${stamp === '' ? digits : stamp}`;
}

/** Where a version lies in an archive with history: where it lies in the registry. */
export function historicDirectory({ state }: Tracked): string {
  return state.deleted ? `${TRASH}${state.directory}` : state.directory;
}

/** Versions in the order in which their members come. */
export function inOrder(versions: readonly PackedVersion[]): PackedVersion[] {
  return versions.toSorted((a, b) => comparePaths(`${a.directory}/`, `${b.directory}/`));
}

/** What manifest.json says of the versions, and of nothing else: their numbers, labels, stages and aliases. */
export function packModels(state: State, versions: readonly PackedVersion[]): Record<string, PackedModel> {
  const byModel = groupByModel(versions, ({ type, name }) => modelKey(type, name));
  const models: Record<string, PackedModel> = {};
  for (const key of [...byModel.keys()].sort()) {
    const model = state.models[key] as ModelState;
    const packed = (byModel.get(key) ?? []).toSorted((a, b) => a.state.number - b.state.number);
    const chosen = new Set(packed.map(({ version }) => version));
    const stages = Object.entries(model.stages)
      .map(([stage, held]) => [stage, held.filter((version) => chosen.has(version))] as const)
      .filter(([, held]) => held.length > 0);
    const aliases = Object.entries(model.aliases).filter(([, version]) => chosen.has(version));
    models[key] = {
      next_number: Math.max(...packed.map(({ state: { number } }) => number)) + 1,
      ...(model.display_name !== undefined && { display_name: model.display_name }),
      ...(model.description !== undefined && { description: model.description }),
      ...(model.tags && { tags: Object.fromEntries(Object.entries(model.tags).sort(byKey)) }),
      stages: Object.fromEntries(stages.sort(byKey)) as ModelState['stages'],
      aliases: Object.fromEntries(aliases.sort(byKey)),
      versions: Object.fromEntries(
        packed.map(
          ({
            version,
            state: { metrics, parents, run_id, mlflow_source, updated_at, deleted, ...facts },
            directory,
          }) => [version, packFacts({ ...facts, directory })],
        ),
      ),
    };
  }
  return models;
}

/** Items by the key of their model, in the order in which models come. */
export function groupByModel<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Metrics, parents and the run stand in metadata.json. The order of the members is fixed, that of tags too. */
function packFacts({
  number,
  directory,
  registered_at,
  metadata_sha256,
  digest,
  size,
  ...rest
}: VersionState): VersionState {
  const { tags, description, pinned, registered_as } = rest;
  return {
    number,
    directory,
    registered_at,
    metadata_sha256,
    digest,
    size,
    ...(tags && { tags: Object.fromEntries(Object.entries(tags).sort(byKey)) }),
    ...(description !== undefined && { description }),
    ...(pinned && { pinned }),
    ...(registered_as !== undefined && { registered_as }),
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The versions that an archive without history says it holds, once everything that it says fits together. `models` has
 * passed the schema of manifest.json.
 * @throws MREG_INVALID */
export function unpackModels(models: Readonly<Record<string, PackedModel>>): PackedVersion[] {
  const folded = new Map<string, string>();
  return Object.entries(models).flatMap(([key, model]) => {
    const { type, name } = splitKey(key);
    const fault = modelFault(key, model);
    if (fault !== undefined) throw invalid(`the list ${fault}`);
    for (const part of [type, key]) {
      const other = folded.get(part.toLowerCase());
      if (other !== undefined && other !== part)
        throw invalid(`'${other}' and '${part}' differ in case only`);
      folded.set(part.toLowerCase(), part);
    }
    const versions = Object.entries(model.versions).map(([version, state]) =>
      unpackVersion({ type, name, version, state }),
    );
    const numbers = versions.map(({ state }) => state.number);
    if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0)))
      throw invalid(`the versions of ${key} are not in the order of their numbers`);
    if (model.next_number !== (numbers.at(-1) ?? 0) + 1 || versions.length === 0)
      throw invalid(`the next number of ${key} does not follow from its versions`);
    checkPointers(key, model);
    return versions;
  });
}

function unpackVersion(tracked: Tracked): PackedVersion {
  const { type, name, version, state } = tracked;
  const ref = `${type}/${name}@${version}`;
  if (readVersion(version) !== version) throw invalid(`'${version}' of ${type}/${name} is not a version`);
  const { directory, registered_at, deleted, ...own } = state;
  const stamp = timestampOf(directory);
  const { metrics, parents, run_id, mlflow_source, updated_at } = own;
  if (deleted || [metrics, parents, run_id, mlflow_source, updated_at].some((fact) => fact !== undefined))
    throw invalid(`${ref} has facts that an archive has not`);
  const expected = `${type}/${name}_${version}_${stamp}`;
  if (directory !== expected || stamp === '' || /-r\d+$/.test(stamp) || pathFault(directory) !== undefined)
    throw invalid(`${ref} lies in '${directory}', which is not a directory for it`);
  if (!isInstant(registered_at))
    throw invalid(`${ref} was registered at '${registered_at}', which is not a moment`);
  return { ...tracked, directory };
}

function checkPointers(
  key: string,
  { stages, aliases, versions, previous, purged_until, moved_to, created_at, updated_at }: PackedModel,
): void {
  const own = [previous, purged_until, moved_to, created_at, updated_at];
  if (own.some((fact) => fact !== undefined)) throw invalid(`${key} has facts that an archive has not`);
  const held = Object.values(stages).flat();
  for (const version of [...held, ...Object.values(aliases)])
    if (!Object.hasOwn(versions, version))
      throw invalid(`${key}: a stage or an alias shows ${version}, which is not there`);
  if (new Set(held).size !== held.length) throw invalid(`${key}: a version is in two stages`);
  for (const alias of Object.keys(aliases)) parseAlias(alias, []);
}

/** Something that an archive's members belong to. */
export type Owner =
  | { readonly kind: 'entry'; readonly revision: number }
  | { readonly kind: 'series' }
  | { readonly kind: 'version'; readonly directory: string; readonly path: string };

/** What a member belongs to.
 * @throws MREG_INVALID where it is neither an entry of the log, nor a series, nor a file of a version */
export function ownerOf(path: string): Owner {
  const [, digits] = path.startsWith(LOG) ? (/^(\d{10})\.jsonl$/.exec(path.slice(LOG.length)) ?? []) : [];
  if (digits !== undefined) return { kind: 'entry', revision: Number(digits) };
  if (seriesKey(path) !== undefined) return { kind: 'series' };
  const prefix = path.startsWith(TRASH) ? TRASH : '';
  const [type = '', directory, ...inner] = path.slice(prefix.length).split('/');
  if (type.startsWith('.') || directory === undefined || inner.length === 0)
    throw invalid(`'${path}' is no place for anything in an archive`);
  return { kind: 'version', directory: `${prefix}${type}/${directory}`, path: inner.join('/') };
}

/** The name of an entry's member. */
export function entryPath(revision: number): string {
  return `${LOG}${String(revision).padStart(10, '0')}.jsonl`;
}

/** The files of a version as members: those of its metadata.json, and that itself. */
export function membersOf(
  directory: string,
  files: readonly FileRecord[],
  metadata: Omit<FileRecord, 'path'>,
): FileRecord[] {
  return [...files, { path: METADATA, ...metadata }]
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map(({ path, size, sha256 }) => ({ path: `${directory}/${path}`, size, sha256 }));
}

/** Holds a version's metadata.json, which has the right digest, against what else is said of it.
 * @throws MREG_INVALID */
export function checkMetadata(
  { type, name: now, version, state, directory }: PackedVersion,
  metadata: Metadata,
  members: readonly FileRecord[],
  digestOf: (files: readonly FileRecord[]) => string,
): void {
  const ref = `${type}/${now}@${version}`;
  const name = state.registered_as ?? now;
  const { model_name, model_version, model_type, files, mlflow_source } = metadata;
  if (model_name !== name || parseVersion(model_version) !== version || model_type !== type)
    throw invalid(`metadata.json of ${ref} is that of ${model_type}/${model_name}@${model_version}`);
  // The files of such a version are elsewhere.
  const mayBeEmpty = mlflow_source?.external !== undefined;
  if (!files || (files.length === 0 && !mayBeEmpty)) throw invalid(`metadata.json of ${ref} lists no files`);
  for (const { path } of files) {
    const fault = path === METADATA ? 'is the metadata itself' : pathFault(path);
    if (fault !== undefined) throw invalid(`'${path}' of ${ref} ${fault}`);
  }
  const expected = files.map(({ path, size, sha256 }) => `${directory}/${path} ${size} ${sha256}`);
  const found = members
    .filter(({ path }) => path !== `${directory}/${METADATA}`)
    .map(({ path, size, sha256 }) => `${path} ${size} ${sha256}`);
  if (expected.join('\n') !== found.join('\n'))
    throw invalid(`the files of ${ref} are not those that its metadata.json lists`);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (state.size !== size || state.digest !== digestOf(files))
    throw invalid(`size or digest of ${ref} do not follow from its files`);
}

/** The stage of each version of a model in an archive. */
export function stagesOf(model: PackedModel): ReadonlyMap<string, string> {
  return stagesByVersion(model);
}
