/** Models and versions in the form that clients read. What is not set is left out. */
import type { VersionView } from '../../registry.ts';
import { type NamedModel, type NamedVersion, STAGES } from './lookup.ts';
import { ARTIFACT_ROOT, VERSIONS } from './protocol.ts';

/** A version as `model_version`. */
export function modelVersion({ name, model, version }: NamedVersion): object {
  const { mlflow_source: origin } = version;
  return {
    name,
    version: String(version.number),
    creation_timestamp: Date.parse(version.registered_at),
    last_updated_timestamp: Date.parse(version.updated_at),
    current_stage: version.stage,
    description: version.description ?? '',
    source: origin?.uri ?? downloadUri({ name, model, version }),
    run_id: version.run_id ?? '',
    status: 'READY',
    tags: tagList(tagsOf(version)),
    run_link: origin?.run_link ?? '',
    aliases: version.aliases,
    ...(origin?.model_id !== undefined && { model_id: origin.model_id }),
  };
}

/** What a version's tags are for clients: beside its own those that tell what mreg calls it. A version without files has its own
 * alone, as has one whose tags a client compares with what it sent. */
export function tagsOf(version: VersionView): Readonly<Record<string, string>> {
  if (version.mlflow_source?.external !== undefined) return version.tags;
  return { ...version.tags, [VERSION_TAG]: version.version.replace(/^v/, ''), [DIGEST_TAG]: version.digest };
}

/** A semantic version, asked for or shown. */
export const VERSION_TAG = 'mreg.version';

/** The part of the semantic version to raise. */
export const BUMP_TAG = 'mreg.bump';

/** What all files of a version are told by. */
export const DIGEST_TAG = 'mreg.digest';

/** Where clients read the files of a version. */
export function downloadUri({ version }: NamedVersion): string {
  const { mlflow_source: source } = version;
  if (source?.external !== undefined) return source.external;
  return `${ARTIFACT_ROOT}${VERSIONS}/${version.type}/${version.model}/${version.version}`;
}

/** A model as `registered_model`. */
export function registeredModel(named: NamedModel): object {
  const { name, model } = named;
  const latest = latestVersions(named);
  return {
    name,
    creation_timestamp: Date.parse(model.created_at),
    last_updated_timestamp: Date.parse(model.updated_at),
    ...(model.description !== null && { description: model.description }),
    ...(latest.length > 0 && { latest_versions: latest.map(modelVersion) }),
    tags: tagList(model.tags),
    aliases: Object.entries(model.aliases).flatMap(([alias, version]) => {
      const number = model.version(version)?.number;
      return number === undefined ? [] : [{ alias, version: String(number) }];
    }),
  };
}

/** The highest number of each stage, as MLflow has it: the last that was registered. */
export function latestVersions({ name, model }: NamedModel): NamedVersion[] {
  const latest = model.newestByStage();
  return STAGES.flatMap((stage) => {
    const version = latest.get(stage);
    return version ? [{ name, model, version }] : [];
  });
}

export function tagList(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
