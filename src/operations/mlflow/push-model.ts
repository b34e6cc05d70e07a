/** A model of this registry on an MLflow server, with its versions in the order of their numbers, and then their labels. */
import type { MlflowPushItem, VersionView } from '../../generated/output.ts';
import { API } from '../../mlflow/client/http.ts';
import type { RemoteModel, RemoteVersion } from '../../mlflow/place.ts';
import { stopIfInterrupted } from '../../work.ts';
import type { CatalogueModel } from '../reading/catalogue.ts';
import { orFailed, RESUMABLE } from './pulling.ts';
import { createThere, isSame, removePlaceholders, tagsThere } from './push-version.ts';
import { KEPT, type Pushing, tagList } from './pushing.ts';

const STAGES: readonly string[] = ['None', 'Staging', 'Production', 'Archived'];

export async function pushModel(
  pushing: Pushing,
  name: string,
  model: CatalogueModel,
  dryRun: boolean,
): Promise<MlflowPushItem[]> {
  const { place, client, work, failed } = pushing;
  const versions = model.versions.toSorted((a, b) => a.number - b.number);
  const there = (await place.models()).find((one) => one.name === name);
  const known = there ? await place.versions(name) : [];
  if (!dryRun) await removePlaceholders(pushing, known);
  const tags = { ...model.tags, [KEPT.type]: model.type, [KEPT.created_at]: model.created_at };
  if (!there && !dryRun)
    await client.ask('POST', `${API}/registered-models/create`, {
      body: {
        name,
        tags: tagList(tags),
        ...(model.description !== null && { description: model.description }),
      },
      once: true,
    });
  const items: MlflowPushItem[] = [];
  let last = Math.max(0, ...known.map(({ number }) => number));
  for (const version of versions) {
    stopIfInterrupted(work, RESUMABLE);
    noteLosses(pushing, version);
    const same = known.find((one) => isSame(version, one));
    const item = await orFailed(failed, version.ref, async (): Promise<MlflowPushItem> => {
      const number =
        same?.number ?? (dryRun ? version.number : await createThere(pushing, name, version, last));
      last = Math.max(last, number);
      if (number !== version.number) pushing.lose('the number of a version', version.ref, KEPT.number);
      const changed = dryRun ? false : await pushLabels(pushing, name, version, number, same, there);
      return { ref: version.ref, name, number, outcome: same ? (changed ? 'changed' : 'same') : 'pushed' };
    });
    if (item) items.push(item);
  }
  if (!dryRun)
    await pushAboutModel(pushing, name, model, tags, there, new Set(items.map(({ number }) => number)));
  return items;
}

function noteLosses({ lose }: Pushing, { ref, stage, aliases, pinned }: VersionView): void {
  lose('the time of registration', ref, KEPT.registered_at);
  lose('who registered it, and metadata.json', ref);
  lose('the digest of the files', ref, KEPT.digest);
  lose('the semantic version', ref, KEPT.version);
  if (!STAGES.includes(stage)) lose(`the stage ${stage}`, ref, KEPT.stage);
  if (aliases.some((alias) => !isAlias(alias)))
    lose('an alias that MLflow does not allow', ref, KEPT.aliases);
  if (pinned) lose('the pin', ref, KEPT.pinned);
}

/** Stage, tags, description and aliases of a version there; whether anything was different. */
async function pushLabels(
  { client }: Pushing,
  name: string,
  version: VersionView,
  number: number,
  there: RemoteVersion | undefined,
  model: RemoteModel | undefined,
): Promise<boolean> {
  const of = { name, version: String(number) };
  let changed = false;
  const ask = async (method: string, path: string, body: object) => {
    changed = true;
    await client.ask(method, `${API}/${path}`, { body: { ...of, ...body } });
  };
  const { stage, aliases } = version;
  const odd = aliases.filter((alias) => !isAlias(alias));
  const wanted = {
    ...(there && isPulledFrom(there) ? version.tags : tagsThere(version)),
    ...(!STAGES.includes(stage) && { [KEPT.stage]: stage }),
    ...(odd.length > 0 && { [KEPT.aliases]: odd.join(' ') }),
  };
  const tags = there?.tags ?? tagsThere(version);
  for (const [key, value] of Object.entries(wanted))
    if (tags[key] !== value) await ask('POST', 'model-versions/set-tag', { key, value });
  for (const key of Object.keys(tags))
    if (!Object.hasOwn(wanted, key) && !key.startsWith('mreg.'))
      await ask('DELETE', 'model-versions/delete-tag', { key });
  if (there && there.description !== (version.description ?? ''))
    await ask('PATCH', 'model-versions/update', { description: version.description ?? '' });
  if (STAGES.includes(stage) && (there?.stage ?? 'None') !== stage)
    await ask('POST', 'model-versions/transition-stage', { stage, archive_existing_versions: false });
  for (const alias of aliases.filter(isAlias))
    if (model?.aliases[alias] !== number) await ask('POST', 'registered-models/alias', { alias });
  return changed;
}

/** Whether a version was made there, and came here: then it needs no tags of ours. */
function isPulledFrom({ tags }: RemoteVersion): boolean {
  return tags[KEPT.registered_at] === undefined;
}

/** What is said of a model as a whole; and aliases that show one of our versions and are gone here. */
async function pushAboutModel(
  { client }: Pushing,
  name: string,
  model: CatalogueModel,
  tags: Readonly<Record<string, string>>,
  there: RemoteModel | undefined,
  ours: ReadonlySet<number>,
): Promise<void> {
  if (!there) return;
  for (const [key, value] of Object.entries(model.tags))
    if (there.tags[key] !== value)
      await client.ask('POST', `${API}/registered-models/set-tag`, { body: { name, key, value } });
  for (const key of Object.keys(there.tags))
    if (!Object.hasOwn(tags, key) && !key.startsWith('mreg.'))
      await client.ask('DELETE', `${API}/registered-models/delete-tag`, { body: { name, key } });
  if (there.description !== (model.description ?? ''))
    await client.ask('PATCH', `${API}/registered-models/update`, {
      body: { name, description: model.description ?? '' },
    });
  for (const [alias, number] of Object.entries(there.aliases))
    if (ours.has(number) && !Object.hasOwn(model.aliases, alias))
      await client.ask('DELETE', `${API}/registered-models/alias`, { body: { name, alias } });
}

function isAlias(alias: string): boolean {
  return /^[\p{L}\p{N}_-]+$/u.test(alias) && !/^(?:latest|v\d+)$/i.test(alias);
}
