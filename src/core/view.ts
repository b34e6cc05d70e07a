import type { ModelState, VersionState } from '../generated/manifest.ts';
import type { ModelView, VersionView } from '../generated/output.ts';
import { eachModel } from './models.ts';
import { formatReference } from './reference.ts';
import {
  modelKey,
  NO_STAGE,
  pointerOf,
  type State,
  splitKey,
  stageOf,
  stagesByVersion,
  versionState,
} from './state.ts';
import { latestVersion } from './version.ts';

/** A version as every result shows it. */
export function viewVersion(type: string, name: string, model: ModelState, version: string): VersionView {
  const state = versionState(model, version);
  if (!state) throw new RangeError(`${formatReference(type, name, version)} is not in the state`);
  return view(type, name, version, state, stageOf(model, version), aliasesOf(model, version));
}

/** Those versions of a model that are wanted and not in the trash, the newest registration first. */
export function viewVersions(
  type: string,
  name: string,
  model: ModelState,
  isWanted: (version: VersionView) => boolean = () => true,
): VersionView[] {
  const stages = stagesByVersion(model);
  const aliased = new Set(Object.values(model.aliases));
  const views: VersionView[] = [];
  for (const version of Object.keys(model.versions)) {
    const state = model.versions[version] as VersionState;
    if (state.deleted) continue;
    const aliases = aliased.has(version) ? aliasesOf(model, version) : [];
    const shown = view(type, name, version, state, stages.get(version) ?? NO_STAGE, aliases);
    if (isWanted(shown)) views.push(shown);
  }
  return views.sort((a, b) => b.number - a.number);
}

/** The versions of a model that are in the trash, the last to be deleted first. */
export function viewDeleted(type: string, name: string, model: ModelState): VersionView[] {
  return Object.entries(model.versions)
    .flatMap(([version, { deleted }]) => (deleted ? [{ version, revision: deleted.revision }] : []))
    .sort((a, b) => b.revision - a.revision)
    .map(({ version }) => viewVersion(type, name, model, version));
}

/** A model as `list` shows it. */
export function viewModel(type: string, name: string, model: ModelState): ModelView {
  const versions: string[] = [];
  let size = 0;
  for (const version of Object.keys(model.versions)) {
    const state = model.versions[version] as VersionState;
    if (state.deleted) continue;
    versions.push(version);
    size += state.size;
  }
  const stages: Record<string, string> = {};
  for (const stage of Object.keys(model.stages)) stages[stage] = pointerOf(model, stage) ?? '';
  return {
    ref: modelKey(type, name),
    type,
    model: name,
    version_count: versions.length,
    latest: latestVersion(versions) ?? null,
    stages,
    aliases: { ...model.aliases },
    size,
  };
}

/** Every model with a version that is not in the trash, by type and name. */
export function viewModels(state: State): ModelView[] {
  const views: ModelView[] = [];
  for (const [key, model] of eachModel(state.models)) {
    const { type, name } = splitKey(key);
    const view = viewModel(type, name, model);
    if (view.version_count > 0) views.push(view);
  }
  return views.sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

function view(
  type: string,
  name: string,
  version: string,
  state: VersionState,
  stage: string,
  aliases: string[],
): VersionView {
  const shown: VersionView = {
    ref: formatReference(type, name, version),
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
  };
  if (state.deleted) shown.deleted = { at: state.deleted.at, from: state.deleted.from };
  return shown;
}

function aliasesOf(model: ModelState, version: string): string[] {
  return Object.keys(model.aliases)
    .filter((alias) => model.aliases[alias] === version)
    .sort();
}
