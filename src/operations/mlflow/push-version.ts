/** A version of this registry on an MLflow server: with its files below a run, since MLflow registers what a run has made. */
import type { FileRecord } from '../../generated/metadata.ts';
import type { VersionView } from '../../generated/output.ts';
import { API } from '../../mlflow/client/http.ts';
import { runOf } from '../../mlflow/client/read.ts';
import type { RemoteRun, RemoteVersion } from '../../mlflow/place.ts';
import { listVersionFiles, readVersionFile } from '../reading/version-files.ts';
import type { Session } from '../session.ts';
import { listArtifactFiles } from '../tracking/artifacts.ts';
import { pushFiles } from './push-files.ts';
import { KEPT, makeOnce, type Pushing, tagList } from './pushing.ts';

/** The experiment of runs that hold the files of versions whose own run is not there. */
const CARRIERS = 'mreg';
/** The source of a version that only uses up a number. */
const PLACEHOLDER = 's3://mreg/placeholder';

/** Removes what a push that was stopped left of those that use up a number. */
export async function removePlaceholders(
  { client }: Pushing,
  there: readonly RemoteVersion[],
): Promise<void> {
  for (const { model, number, source } of there)
    if (source === PLACEHOLDER)
      await client.ask('DELETE', `${API}/model-versions/delete`, {
        body: { name: model, version: String(number) },
      });
}

/** Whether a version there is one of this registry. */
export function isSame(version: VersionView, there: RemoteVersion): boolean {
  const { mlflow_source: origin } = version;
  const wasPulled = origin?.uri === there.source && Date.parse(version.registered_at) === there.created_at;
  const wasPushed =
    there.tags[KEPT.registered_at] === version.registered_at &&
    there.tags[KEPT.version] === version.version.replace(/^v/, '');
  return wasPulled || wasPushed;
}

/** What a version is there: its tags, with those that keep what MLflow cannot. */
export function tagsThere(version: VersionView): Record<string, string> {
  const { tags, registered_at, number, mlflow_source: origin } = version;
  return {
    ...tags,
    [KEPT.version]: version.version.replace(/^v/, ''),
    [KEPT.digest]: version.digest,
    [KEPT.number]: String(number),
    [KEPT.registered_at]: registered_at,
    ...(origin && { [KEPT.source]: origin.uri }),
    ...(version.pinned && { [KEPT.pinned]: 'true' }),
  };
}

/** Makes a version there, and gives its number. Numbers between the last and the one that it has here are used up first, so that it
 * has the same there. */
export async function createThere(
  pushing: Pushing,
  name: string,
  version: VersionView,
  last: number,
): Promise<number> {
  const { client } = pushing;
  const create = async (body: object): Promise<number> => {
    const answer = await client.ask('POST', `${API}/model-versions/create`, {
      body: { name, ...body },
      once: true,
    });
    return Number(answer.model_version.version);
  };
  for (let next = last + 1; next < version.number; next += 1) {
    const used = await create({ source: PLACEHOLDER });
    await client.ask('DELETE', `${API}/model-versions/delete`, { body: { name, version: String(used) } });
    if (used >= version.number - 1) break;
  }
  const origin = await placeFiles(pushing, name, version);
  const { mlflow_source: source, description } = version;
  const body = {
    ...origin,
    tags: tagList(tagsThere(version)),
    ...(description !== null && { description }),
    ...(source?.run_link !== undefined && { run_link: source.run_link }),
  };
  const find = async () =>
    (await pushing.place.versions(name)).find((there) => isSame(version, there))?.number;
  return makeOnce(find, () => create(body));
}

/** Where the files of a version are there: they are brought below the run that made it, or below one that is made for them. */
async function placeFiles(
  pushing: Pushing,
  name: string,
  version: VersionView,
): Promise<{ source: string; run_id?: string }> {
  const { session, runs } = pushing;
  const { mlflow_source: origin, run_id } = version;
  const own = run_id === null ? undefined : runs.get(run_id);
  if (origin?.external !== undefined) return { source: origin.uri, ...(own && { run_id: own.id }) };
  const run = own ?? (await carrierOf(pushing, name));
  const { files } = await listVersionFiles(session, version.ref);
  const path =
    (own && (await pathInRun(session, origin?.uri, run_id as string, files))) ??
    `versions/${version.version}`;
  const location = `${run.artifacts}/${path}`;
  await pushFiles(pushing, location, files, async (file) =>
    (await readVersionFile(session, version.ref, file)).open(),
  );
  return { source: location, run_id: run.id };
}

/** The path within a run's files that a source names, if what lies there still is what was registered. */
async function pathInRun(
  session: Session,
  source: string | undefined,
  run: string,
  files: readonly FileRecord[],
): Promise<string | undefined> {
  const [, path] = source?.match(new RegExp(`(?:^runs:/+${run}|/${run}/artifacts)/(.+?)/*$`)) ?? [];
  if (path === undefined) return undefined;
  const here = await listArtifactFiles(session, { owner: run, path });
  const digests = new Map(here.files.map((file) => [file.path, file.sha256]));
  return files.every((file) => digests.get(`${path}/${file.path}`) === file.sha256) ? path : undefined;
}

async function carrierOf({ client, experiment }: Pushing, name: string): Promise<RemoteRun> {
  const experiment_id = await experiment(CARRIERS, {});
  const filter = `attributes.run_name = '${name.replaceAll("'", '_')}'`;
  const search = { experiment_ids: [experiment_id], filter, max_results: 1 };
  const { runs = [] } = await client.ask('POST', `${API}/runs/search`, { body: search });
  if (runs[0]) return runOf(runs[0]);
  const body = { experiment_id, run_name: name.replaceAll("'", '_'), start_time: Date.now() };
  const run = runOf((await client.ask('POST', `${API}/runs/create`, { body, once: true })).run);
  await client.ask('POST', `${API}/runs/update`, { body: { run_id: run.id, status: 'FINISHED' } });
  return run;
}
