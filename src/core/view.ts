import type { ModelState, VersionState } from '../generated/manifest.ts';
import type { ModelView, VersionView } from '../generated/output.ts';
import { formatReference } from './reference.ts';
import {
  liveVersions,
  modelKey,
  NO_STAGE,
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

/** Every version of a model that is not in the trash, the newest registration first. */
export function viewVersions(type: string, name: string, model: ModelState): VersionView[] {
  const stages = stagesByVersion(model);
  const aliased = new Set(Object.values(model.aliases));
  return liveVersions(model)
    .sort(([, a], [, b]) => b.number - a.number)
    .map(([version, state]) =>
      view(
        type,
        name,
        version,
        state,
        stages.get(version) ?? NO_STAGE,
        aliased.has(version) ? aliasesOf(model, version) : [],
      ),
    );
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
  const versions = liveVersions(model);
  const latest = latestVersion(versions.map(([version]) => version));
  return {
    ref: modelKey(type, name),
    type,
    model: name,
    version_count: versions.length,
    latest: latest ?? null,
    stages: Object.fromEntries(
      Object.entries(model.stages).map(([stage, [version = '']]) => [stage, version]),
    ),
    aliases: { ...model.aliases },
    size: versions.reduce((sum, [, state]) => sum + state.size, 0),
  };
}

/** Every model with a version that is not in the trash, by type and name. */
export function viewModels(state: State): ModelView[] {
  return Object.keys(state.models)
    .sort()
    .flatMap((key) => {
      const { type, name } = splitKey(key);
      const model = viewModel(type, name, state.models[key] as ModelState);
      return model.version_count > 0 ? [model] : [];
    });
}

function view(
  type: string,
  name: string,
  version: string,
  state: VersionState,
  stage: string,
  aliases: string[],
): VersionView {
  return {
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
    tags: { ...state.tags },
    metrics: { ...state.metrics },
    description: state.description ?? null,
    pinned: state.pinned ?? false,
    ...(state.deleted && { deleted: { at: state.deleted.at, from: state.deleted.from } }),
  };
}

function aliasesOf(model: ModelState, version: string): string[] {
  return Object.keys(model.aliases)
    .filter((alias) => model.aliases[alias] === version)
    .sort();
}
