/**
 * Registration makes a version: the files that a source names are copied in, and nothing that happens to the run afterwards
 * changes them. What cannot be read here goes on record without files.
 */

import type { Mlflow } from '../context.ts';
import { BUMP_TAG, DIGEST_TAG, downloadUri, modelVersion, VERSION_TAG } from '../entities.ts';
import { invalid, missing } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { checkTag } from '../limits.ts';
import { findModel, findVersion, isPick, type NamedVersion, pick } from '../lookup.ts';
import type { RunView } from '../tracking/types.ts';
import { isPrompt, PROMPT_TAG } from './registered-models.ts';
import { noLoggedModel, parseSource, type Source, wrongOwner } from './source.ts';

/** Clients write these where a prompt has no files. */
const PROMPT_SOURCES: readonly string[] = ['dummy-source', 'prompt-template'];

/** What a new version is made of. */
interface Origin {
  readonly run_id: string | undefined;
  readonly model_id: string | undefined;
  /** The source as it is given back. */
  readonly uri: string;
  readonly files:
    | { readonly kind: 'owner'; readonly owner: string; readonly path: string }
    | { readonly kind: 'version'; readonly ref: string }
    | { readonly kind: 'external'; readonly uri: string };
}

export async function createVersion(mlflow: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('name');
  const source = fields.requiredText('source');
  const given = fields.tags('tags');
  for (const [key, value] of Object.entries(given)) checkTag(key, value);
  const origin = await findOrigin(mlflow, fields, source, given[PROMPT_TAG]?.toLowerCase() === 'true');
  const { model } = await findModel(mlflow, name);
  const { [VERSION_TAG]: asked, [BUMP_TAG]: bump, [DIGEST_TAG]: _, ...tags } = given;
  if (bump !== undefined && !/^(major|minor|patch)$/.test(bump))
    throw invalid(`Invalid value '${bump}' for tag '${BUMP_TAG}': expected major, minor or patch`);
  const runLink = fields.text('run_link');
  const isExternal = origin.files.kind === 'external';
  const version = await mlflow.registry.registerFrom({
    model: model.ref,
    ...(origin.files.kind === 'owner' && { owner: origin.files.owner, path: origin.files.path }),
    ...(origin.files.kind === 'version' && { copyOf: origin.files.ref }),
    source: {
      uri: origin.uri,
      ...(origin.files.kind === 'external' && { external: origin.files.uri }),
      ...(runLink && { run_link: runLink }),
      ...(origin.model_id && { model_id: origin.model_id }),
    },
    ...(origin.run_id && { runId: origin.run_id }),
    ...versionWish(asked, bump, isExternal),
    tags: isExternal && asked !== undefined ? { ...tags, [VERSION_TAG]: asked } : tags,
    ...(fields.text('description') && { description: fields.text('description') }),
  });
  const made = await findVersion(mlflow, name, String(version.number));
  if (origin.model_id) await linkModel(mlflow, origin.model_id, name, version.number);
  return { model_version: modelVersion(made) };
}

/** The semantic version that the tags ask for. A client that copies a version sends the tags that it was shown, which ask for
 * nothing if the target has that version. */
function versionWish(asked: string | undefined, bump: string | undefined, external: boolean) {
  if (bump !== undefined) return { bump: bump as 'major' | 'minor' | 'patch' };
  if (asked === undefined || external) return {};
  return { version: asked };
}

async function findOrigin(mlflow: Mlflow, fields: Fields, uri: string, forPrompt: boolean): Promise<Origin> {
  const run_id = fields.text('run_id') || undefined;
  const model_id = fields.text('model_id') || undefined;
  const external: Origin = { run_id, model_id, uri, files: { kind: 'external', uri } };
  if (forPrompt) {
    if (PROMPT_SOURCES.includes(uri)) return external;
    throw invalid(`Invalid prompt source: '${uri}'. Prompt sources must use an MLflow placeholder.`);
  }
  const source = parseSource(uri);
  const found = await readOrigin(mlflow, source, external, fields);
  if (found.files.kind !== 'external' || mlflow.externalSources === 'allow') return found;
  throw invalid(
    `Invalid model version source: '${uri}'. This registry takes no source whose files are not here.`,
  );
}

async function readOrigin(mlflow: Mlflow, source: Source, given: Origin, fields: Fields): Promise<Origin> {
  const { uri } = given;
  switch (source.kind) {
    case 'elsewhere':
      if (uri.startsWith('mlflow-artifacts:')) throw wrongOwner(uri, given.model_id ? 'model_id' : 'run_id');
      return given;
    case 'registered': {
      const { models } = await mlflow.registry.catalogue();
      const model = models.find(({ ref }) => ref === source.model);
      const version = model?.version(source.version);
      if (!version) throw wrongOwner(uri, 'run_id');
      return { ...given, files: { kind: 'version', ref: version.ref } };
    }
    case 'version':
      return copyOrigin(mlflow, source, given, fields);
    case 'run':
      return runOrigin(mlflow, source, given);
    case 'logged-model':
      return modelOrigin(mlflow, source, given);
  }
}

/** A copy has the run and the model of what it is copied from. */
async function copyOrigin(
  mlflow: Mlflow,
  { name, pick: selector }: Source & { kind: 'version' },
  given: Origin,
  fields: Fields,
): Promise<Origin> {
  const { uri } = given;
  const copied = await findModel(mlflow, name);
  if (isPrompt(copied))
    throw invalid(
      `Invalid model version source: '${uri}'. Prompt versions cannot be used as model version sources.`,
    );
  const version = await pickVersion(mlflow, copied, selector);
  const { mlflow_source: origin, run_id } = version.version;
  if (
    (fields.has('run_id') && (given.run_id ?? '') !== (run_id ?? '')) ||
    (fields.has('model_id') && (given.model_id ?? '') !== (origin?.model_id ?? ''))
  )
    throw invalid(
      `Invalid model version source: '${uri}'. The run_id and model_id request parameters must match the referenced model version.`,
    );
  return {
    run_id: run_id ?? undefined,
    model_id: origin?.model_id,
    uri: `models:/${name}/${version.version.number}`,
    files: origin?.external
      ? { kind: 'external', uri: downloadUri(version) }
      : { kind: 'version', ref: version.version.ref },
  };
}

async function pickVersion(
  mlflow: Mlflow,
  copied: Awaited<ReturnType<typeof findModel>>,
  selector: string,
): Promise<NamedVersion> {
  if (/^\d+$/.test(selector)) return findVersion(mlflow, copied.name, selector);
  const version =
    copied.model.aliased(selector) ??
    (isPick(selector) || /^[A-Za-z]+$/.test(selector) ? await pick(mlflow, copied, selector) : undefined);
  if (version) return { ...copied, version };
  throw missing(`Model Version (name=${copied.name}, version=${selector}) not found`);
}

/** Of a run that is not here, or has no files there, nothing but the source is known. A model that MLflow 3 logged lies beside the
 * run, under its name. */
async function runOrigin(
  mlflow: Mlflow,
  { run, path }: Source & { kind: 'run' },
  given: Origin,
): Promise<Origin> {
  const { uri, run_id, model_id } = given;
  if (model_id !== undefined && uri.startsWith('runs:')) throw wrongOwner(uri, 'model_id');
  if (run_id !== run) throw wrongOwner(uri, 'run_id');
  const found = await mlflow.registry.run(run).catch(() => undefined);
  if (!found) {
    if (uri.startsWith('runs:')) return given;
    throw wrongOwner(uri, 'run_id');
  }
  if (await hasFiles(mlflow, run, path)) return { ...given, files: { kind: 'owner', owner: run, path } };
  const logged = await findLogged(mlflow, found, path);
  if (logged === undefined) return given;
  return { ...given, model_id: logged, files: { kind: 'owner', owner: logged, path: '' } };
}

async function findLogged(mlflow: Mlflow, run: RunView, name: string): Promise<string | undefined> {
  const { models } = await mlflow.registry.searchLoggedModels({
    experiments: [run.experiment],
    where: (model) => model.source_run_id === run.id && model.name === name,
    limit: 1,
  });
  return models[0]?.id;
}

async function modelOrigin(
  mlflow: Mlflow,
  { id, path }: Source & { kind: 'logged-model' },
  given: Origin,
): Promise<Origin> {
  if (given.model_id !== undefined && given.model_id !== id) throw wrongOwner(given.uri, 'model_id');
  const model = await mlflow.registry.loggedModel(id).catch(() => undefined);
  if (!model)
    throw given.model_id === undefined ? wrongOwner(given.uri, 'model_id') : noLoggedModel(given.uri);
  if (given.model_id === undefined && given.uri.startsWith('models:'))
    throw wrongOwner(given.uri, 'model_id');
  const run_id = given.run_id ?? model.source_run_id ?? undefined;
  if (!(await hasFiles(mlflow, id, path))) return { ...given, run_id };
  return { ...given, run_id, model_id: id, files: { kind: 'owner', owner: id, path } };
}

async function hasFiles({ registry }: Mlflow, owner: string, path: string): Promise<boolean> {
  return (await registry.artifactFiles({ owner, path })).files.length > 0;
}

/** A logged model says which versions were made of it, as clients read it. */
async function linkModel({ registry }: Mlflow, id: string, name: string, number: number): Promise<void> {
  const model = await registry.loggedModel(id).catch(() => undefined);
  if (!model) return;
  const text = model.tags[LINKS_TAG];
  const links = text === undefined ? [] : (JSON.parse(text) as { name: string; version: number }[]);
  if (links.some((link) => link.name === name && link.version === number)) return;
  const tags = { [LINKS_TAG]: JSON.stringify([...links, { name, version: number }]) };
  await registry.setLoggedModelTags({ id, tags });
}

const LINKS_TAG = 'mlflow.modelVersions';
