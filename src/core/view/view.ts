import type { ModelSummary } from '../../generated/manifest.ts';
import type { ModelChangeResult, ModelView, VersionView } from '../../generated/output.ts';
import { formatReference } from '../names/reference.ts';
import { NO_STAGE } from '../names/stage.ts';
import type { ModelState, VersionState } from '../state/model.ts';
import { eachSummary, isModel, summarize } from '../state/models.ts';
import {
  type FoundModel,
  type FoundVersion,
  getModel,
  type VersionName,
} from '../state/references/resolve.ts';
import { modelKey, type State, splitKey, stageOf, stagesByVersion, versionState } from '../state/state.ts';

/** The tags that a version must have; null stands for any value. */
export type TagFilter = Readonly<Record<string, string | null>>;

/** Whether a version bears all the tags asked for. */
export function bearsTags(tags: Readonly<Record<string, string>>, filter: TagFilter = {}): boolean {
  return Object.entries(filter).every(
    ([key, value]) => Object.hasOwn(tags, key) && (value === null || tags[key] === value),
  );
}

/** A version as every result shows it. */
export function viewVersion({ type, name, model, version }: Omit<FoundVersion, 'state'>): VersionView {
  const state = versionState(model, version);
  const ref = formatReference(type, name, version);
  if (!state) throw new RangeError(`${ref} is not in the state`);
  return view(ref, type, name, version, state, stageOf(model, version), aliasesOf(model, version));
}

/** A version that a state is known to hold. */
export function viewVersionIn(state: State, { type, name, version }: VersionName): VersionView {
  const model = getModel(state, type, name);
  if (!model) throw new RangeError(`${type}/${name} is not in the state`);
  return viewVersion({ type, name, model, version });
}

/** Those versions of a model that are wanted and not in the trash, the newest registration first. */
export function viewVersions(
  { type, name, model }: FoundModel,
  isWanted: (version: VersionView) => boolean = () => true,
): VersionView[] {
  const before = formatReference(type, name, '');
  const stages = stagesByVersion(model);
  const aliased = new Set(Object.values(model.aliases));
  const views: VersionView[] = [];
  for (const [version, state] of model.versions) {
    if (state.deleted) continue;
    const aliases = aliased.has(version) ? aliasesOf(model, version) : [];
    const stage = stages.get(version) ?? NO_STAGE;
    const shown = view(before + version, type, name, version, state, stage, aliases);
    if (isWanted(shown)) views.push(shown);
  }
  return views.sort((a, b) => b.number - a.number);
}

/** The versions of a model that are in the trash, the last to be deleted first. */
export function viewDeleted(found: FoundModel): VersionView[] {
  return [...found.model.versions]
    .flatMap(([version, { deleted }]) => (deleted ? [{ version, revision: deleted.revision }] : []))
    .sort((a, b) => b.revision - a.revision)
    .map(({ version }) => viewVersion({ ...found, version }));
}

/** A model as `list` shows it. */
export function viewModel({ type, name, model }: FoundModel): ModelView {
  return viewOf(modelKey(type, name), summarize(model));
}

/** A model with all that is said of it as a whole. */
export type ModelDetails = Omit<ModelChangeResult, 'revision' | 'applied'>;

/** A model with its description, tags and times. */
export function viewDetails(found: FoundModel): ModelDetails {
  const { description = null, tags = {}, created_at = '', updated_at = '' } = found.model;
  return { ...viewModel(found), description, tags, created_at, updated_at };
}

/** Every model, by type and name. */
export function viewModels(state: State): ModelView[] {
  const views: ModelView[] = [];
  for (const [key, summary] of eachSummary(state))
    if (isModel(key, summary)) views.push(viewOf(key, summary));
  return views.sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

function viewOf(key: string, summary: ModelSummary): ModelView {
  const { type, name } = splitKey(key);
  const { display_name = null, versions, latest, stages, aliases, size } = summary;
  return {
    ref: key,
    type,
    model: name,
    display_name,
    version_count: versions,
    latest,
    stages,
    aliases,
    size,
  };
}

function view(
  ref: string,
  type: string,
  name: string,
  version: string,
  state: VersionState,
  stage: string,
  aliases: string[],
): VersionView {
  const shown: VersionView = {
    ref,
    type,
    model: name,
    version,
    number: state.number,
    stage,
    aliases,
    directory: state.directory,
    registered_at: state.registered_at,
    size: state.size,
    digest: `sha256:${state.digest}`,
    metadata_digest: `sha256:${state.metadata_sha256}`,
    tags: state.tags ?? {},
    metrics: state.metrics ?? {},
    description: state.description ?? null,
    pinned: state.pinned ?? false,
    run_id: state.run_id ?? null,
    mlflow_source: state.mlflow_source ?? null,
    updated_at: state.updated_at ?? state.registered_at,
  };
  if (state.deleted) shown.deleted = { at: state.deleted.at, from: state.deleted.from };
  return shown;
}

function aliasesOf(model: ModelState, version: string): string[] {
  return Object.keys(model.aliases)
    .filter((alias) => model.aliases[alias] === version)
    .sort();
}
