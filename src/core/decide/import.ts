import { MregError } from '../../errors.ts';
import type { Change, Metrics } from '../../generated/log-entry.ts';
import { groupByModel, type PackedVersion, stagesOf } from '../archive/contents.ts';
import { parseAlias } from '../names/alias.ts';
import { formatReference } from '../names/reference.ts';
import { ARCHIVED, NO_STAGE, readStage } from '../names/stage.ts';
import { nextVersion, type Version } from '../names/version.ts';
import type { MlflowSource, ModelState, PackedModel } from '../state/model.ts';
import { getModel } from '../state/references/resolve.ts';
import { liveVersions, modelKey, pointerOf, type State, splitKey, versionState } from '../state/state.ts';
import type { Policy } from './policy.ts';
import { checkModelName } from './registration/register.ts';

/** What to do with a version that is taken. */
export type OnConflict = 'fail' | 'skip' | 'rename';

/** What becomes of one version of an archive. */
export interface ImportItem {
  readonly packed: PackedVersion;
  /** The version that it becomes here; undefined if it is not imported. */
  readonly as: Version | undefined;
  readonly outcome: 'imported' | 'renamed' | 'identical' | 'skipped';
  /** The version here that is identical, or in the way. */
  readonly existing: string | undefined;
  readonly number: number;
  readonly stage: string;
  readonly aliases: readonly string[];
  /** Labels that it does not keep: a stage or an alias that another version has here, or a stage with gates. */
  readonly withheld: readonly string[];
}

/** Facts of a version that stand in its metadata.json and not in the list of the archive. */
export interface ImportedFacts {
  readonly metrics?: Metrics | undefined;
  readonly parents?: readonly string[] | undefined;
  readonly run_id?: string | undefined;
  readonly mlflow_source?: MlflowSource | undefined;
}

/** What becomes of each version of an archive, in the order of models and numbers.
 * @throws MREG_EXISTS, listing every version that is taken, where conflicts are to fail; MREG_INVALID for a type that is not allowed */
export function planImport(
  state: State,
  policy: Policy,
  models: Readonly<Record<string, PackedModel>>,
  versions: readonly PackedVersion[],
  onConflict: OnConflict,
): ImportItem[] {
  const byModel = groupByModel(versions, ({ type, name }) => modelKey(type, name));
  const items = [...byModel].flatMap(([key, packed]) => {
    const [{ type, name }] = packed as [PackedVersion];
    checkModelName(state, policy, type, name);
    return planModel(state, policy, models[key] as PackedModel, packed, onConflict);
  });
  const conflicts = items.filter(({ outcome }) => outcome === 'skipped');
  if (onConflict === 'fail' && conflicts.length > 0) throw conflicting(conflicts);
  return items;
}

function planModel(
  state: State,
  policy: Policy,
  source: PackedModel,
  packed: readonly PackedVersion[],
  onConflict: OnConflict,
): ImportItem[] {
  const [{ type, name }] = packed as [PackedVersion];
  const model = getModel(state, type, name);
  const stages = stagesOf(source);
  const taken = new Set([...(model?.versions.names() ?? []), ...packed.map(({ version }) => version)]);
  let next = model?.next_number ?? 1;
  return packed
    .toSorted((a, b) => a.state.number - b.state.number)
    .map((one) => {
      const existing = findExisting(model, one, onConflict);
      const labels = grantLabels(policy, model, source, one.version, stages.get(one.version) ?? NO_STAGE);
      if (existing && (existing.identical || onConflict !== 'rename')) {
        const outcome = existing.identical ? ('identical' as const) : ('skipped' as const);
        return { packed: one, as: undefined, outcome, existing: existing.version, number: 0, ...NO_LABELS };
      }
      const as = existing ? nextVersion([...taken]) : (one.version as Version);
      taken.add(as);
      const number = Math.max(next, one.state.number);
      next = number + 1;
      const outcome = existing ? ('renamed' as const) : ('imported' as const);
      return { packed: one, as, outcome, existing: existing?.version, number, ...labels };
    });
}

const NO_LABELS = { stage: NO_STAGE, aliases: [], withheld: [] } as const;

/** The same files under the same version are the same version. If conflicts are renamed, the same files under any version are. */
function findExisting(
  model: ModelState | undefined,
  { version, state: { digest } }: PackedVersion,
  onConflict: OnConflict,
): { version: string; identical: boolean } | undefined {
  const same = model && versionState(model, version);
  if (!model || !same) return undefined;
  if (same.digest === digest && !same.deleted) return { version, identical: true };
  const twin =
    onConflict === 'rename'
      ? liveVersions(model).findLast(([, other]) => other.digest === digest)?.[0]
      : undefined;
  return { version: twin ?? version, identical: twin !== undefined };
}

/** An import takes no label from a version of this registry, and passes no gate. */
function grantLabels(
  policy: Policy,
  model: ModelState | undefined,
  source: PackedModel,
  version: string,
  from: string,
): Pick<ImportItem, 'stage' | 'aliases' | 'withheld'> {
  const withheld: string[] = [];
  const known = readStage(from, policy.stages);
  const held = model && known !== undefined && known !== ARCHIVED && pointerOf(model, known) !== undefined;
  const gated = known !== undefined && (policy.gates?.[known]?.length ?? 0) > 0;
  const stage = known === undefined || held || gated ? NO_STAGE : known;
  if (stage !== from && from !== NO_STAGE) withheld.push(from);
  const aliases = Object.keys(source.aliases).filter((alias) => source.aliases[alias] === version);
  const free = aliases.filter((alias) => !model || !Object.hasOwn(model.aliases, alias));
  withheld.push(...aliases.filter((alias) => !free.includes(alias)));
  return { stage, aliases: free.map((alias) => parseAlias(alias, policy.stages)), withheld };
}

/** The directory of an imported version, and the facts in its metadata. */
export interface Placed {
  readonly directory: string;
  readonly metadata_sha256: string;
  readonly facts: ImportedFacts;
}

/** The changes that put a plan on record, all in one entry. */
export function importChanges(
  state: State,
  items: readonly ImportItem[],
  models: Readonly<Record<string, PackedModel>>,
  placedOf: (item: ImportItem) => Placed,
): Change[] {
  const taken = items.filter((item) => item.as !== undefined);
  const byModel = groupByModel(taken, ({ packed: { type, name } }) => modelKey(type, name));
  return [...byModel].flatMap(([key, group]) => [
    ...group.map((item) => registered(item, models[key] as PackedModel, placedOf(item))),
    ...labels(group, models[key] as PackedModel),
    ...aboutModel(state, key, models[key] as PackedModel),
  ]);
}

function registered(
  { packed, as, number }: ImportItem,
  { display_name }: PackedModel,
  placed: Placed,
): Change {
  const { type, name, state } = packed;
  const { metrics, parents, run_id, mlflow_source } = placed.facts;
  return {
    change: 'version-registered',
    type,
    name,
    version: as as string,
    number,
    directory: placed.directory,
    metadata_sha256: placed.metadata_sha256,
    digest: state.digest,
    size: state.size,
    ...(metrics && Object.keys(metrics).length > 0 && { metrics }),
    ...(state.tags && Object.keys(state.tags).length > 0 && { tags: state.tags }),
    ...(state.description !== undefined && { description: state.description }),
    ...(display_name !== undefined && { display_name }),
    ...(parents && parents.length > 0 && { parents: [...parents] }),
    registered_at: state.registered_at,
    ...(state.registered_as !== undefined && { registered_as: state.registered_as }),
    ...(run_id !== undefined && { run_id }),
    ...(mlflow_source && { mlflow_source }),
  };
}

/** Description, tags and display name of a model are imported only if there is no model of its name here. */
function aboutModel(state: State, key: string, { description, tags }: PackedModel): Change[] {
  const { type, name } = splitKey(key);
  const here = getModel(state, type, name);
  if (here && here.moved_to === undefined) return [];
  return [
    ...(description === undefined
      ? []
      : [{ change: 'model-described', type, name, from: null, to: description } as const]),
    ...(tags === undefined
      ? []
      : [{ change: 'model-tags-changed', type, name, from: {}, to: tags } as const]),
  ];
}

/** A stage's pointer shows the last version to arrive, so the versions enter in reverse order. */
function labels(items: readonly ImportItem[], { stages }: PackedModel): Change[] {
  const byVersion = new Map(items.map((item) => [item.packed.version, item]));
  const entering = Object.values(stages)
    .flatMap((versions) => versions.toReversed())
    .flatMap((version) => byVersion.get(version) ?? [])
    .filter(({ stage }) => stage !== NO_STAGE);
  const common = ({ packed: { type, name }, as }: ImportItem) => ({ type, name, version: as as string });
  return [
    ...entering.map(
      (item): Change => ({ change: 'stage-changed', ...common(item), from: NO_STAGE, to: item.stage }),
    ),
    ...items.flatMap((item) =>
      item.aliases.map(
        (alias): Change => ({
          change: 'alias-moved',
          type: item.packed.type,
          name: item.packed.name,
          alias,
          from: null,
          to: item.as as string,
        }),
      ),
    ),
    ...items
      .filter(({ packed }) => packed.state.pinned)
      .map((item): Change => ({ change: 'pin-changed', ...common(item), from: false, to: true })),
  ];
}

function conflicting(items: readonly ImportItem[]): MregError {
  const refs = items.map(({ packed: { type, name, version } }) => formatReference(type, name, version));
  const one = refs.length === 1;
  return new MregError(
    'MREG_EXISTS',
    `${refs.slice(0, 8).join(', ')}${refs.length > 8 ? ` and ${refs.length - 8} more` : ''} ${one ? 'exists' : 'exist'} with other files`,
    {
      hint: '--on-conflict skip leaves them out, --on-conflict rename takes them in as the next versions',
      details: { conflicts: refs },
    },
  );
}
