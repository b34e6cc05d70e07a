/** A version of an MLflow registry becomes one of this: with its number, its time and a copy of its files. */
import { createHash } from 'node:crypto';
import { ownTags, type PulledModel, type PulledVersion } from '../../core/decide/pull.ts';
import type { JsonObject } from '../../core/json/index.ts';
import { fileList, METADATA_SCHEMA, mergeMetadata } from '../../core/metadata/metadata.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import { parseArtifactPath } from '../../core/tracking/artifacts.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { isBelow, pathBelow, placeInRun } from '../../mlflow/location.ts';
import type { RemoteFiles, RemoteLoggedModel, RemoteRun, RemoteVersion } from '../../mlflow/place.ts';
import { openIncoming } from '../../store/archive/incoming.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import { pump } from '../../store/place/pump.ts';
import { inLanes, stopIfInterrupted } from '../../work.ts';
import { publish } from '../registration/publish.ts';
import { factsOfRun, filesOfOwner } from '../registration/register-from.ts';
import { recognizeFiles, type TakenFiles, takeFiles, takeNothing } from '../registration/take-files.ts';
import { requireState } from '../session.ts';
import { listArtifactFiles } from '../tracking/artifacts.ts';
import { type Pulling, RESUMABLE } from './pulling.ts';

const AT_ONCE = 4;

/** A version whose files are here, but are no version yet. */
export interface StagedVersion {
  readonly pulled: PulledVersion<RemoteVersion>;
  readonly staged: TakenFiles;
  /** Where the files are, if they cannot be read from here. */
  readonly external: string | undefined;
}

/** @throws MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function stageVersion(
  pulling: Pulling,
  pulled: PulledVersion<RemoteVersion>,
): Promise<StagedVersion> {
  const { place } = pulling;
  const location = await place.locate(pulled.there);
  for await (const candidate of placesOf(pulling, pulled.there, location)) {
    const staged = (await takeOwn(pulling, candidate)) ?? (await takeRemote(pulling, candidate));
    if (staged) return { pulled, external: undefined, staged };
  }
  return { pulled, external: location, staged: await takeNothing(pulling.session.layout) };
}

/** Where files may lie, and whose they may be. */
interface Place {
  readonly location: string;
  readonly run: RemoteRun | undefined;
  readonly model: RemoteLoggedModel | undefined;
}

/** Where the files of a version may lie. `runs:/…` is a place in the run that it names; a model that MLflow 3 logged lies beside that
 * run, under its name. */
async function* placesOf(
  { place, runs, loggedModels }: Pulling,
  { run_id, model_id }: RemoteVersion,
  location: string,
): AsyncGenerator<Place> {
  const inRun = placeInRun(location);
  const id = inRun?.run ?? run_id;
  const run = id === undefined ? undefined : (runs.get(id) ?? (await place.run(id)));
  const model = model_id === undefined ? undefined : loggedModels.get(model_id);
  if (!inRun) yield { location, run, model };
  if (!inRun || !run) return;
  yield { location: `${run.artifacts.replace(/\/+$/, '')}/${inRun.path}`, run, model };
  for (const output of run.outputs) {
    const logged = loggedModels.get(output.model_id) ?? (await place.loggedModel(output.model_id));
    if (logged?.name === inRun.path) yield { location: logged.artifacts, run, model: logged };
  }
}

/** What came with a run, or with a logged model, is here already. */
async function takeOwn(
  { session, runs, loggedModels }: Pulling,
  { location, run, model }: Place,
): Promise<TakenFiles | undefined> {
  for (const owner of [run && runs.get(run.id), model && loggedModels.get(model.id)]) {
    if (!owner || !isBelow(location, owner.artifacts)) continue;
    const path = pathBelow(location, owner.artifacts);
    const { files } = await listArtifactFiles(session, { owner: owner.id, path });
    if (files.length === 0) continue;
    const source = await filesOfOwner(session, owner.id, path);
    return takeFiles(session.layout, source, { env: undefined }, {});
  }
  return undefined;
}

async function takeRemote(pulling: Pulling, { location, run }: Place): Promise<TakenFiles | undefined> {
  const files = await pulling.place.files(location, run);
  return files && files.files.length > 0 ? download(pulling, files) : undefined;
}

async function download(
  { session, bytes, work }: Pulling,
  { files, open }: RemoteFiles,
): Promise<TakenFiles> {
  const incoming = await openIncoming(session.layout);
  try {
    for (const { size = 0 } of files) bytes.expect(size);
    const records = await inLanes(files, AT_ONCE, async ({ path, size: expected }): Promise<FileRecord> => {
      stopIfInterrupted(work, RESUMABLE);
      const to = path === METADATA_FILE ? 'metadata-original.json' : parseArtifactPath(path);
      const receiver = await incoming.receive(`version/${to}`);
      const hash = createHash('sha256');
      try {
        const size = await pump(bytes.count(await open(path)), { hash, write: receiver.write });
        if (expected !== undefined && size !== expected)
          throw new MregError('MREG_IO', `'${path}' broke off after ${size} of ${expected} bytes`);
        await receiver.end();
        return { path: to, size, sha256: hash.digest('hex') };
      } catch (error) {
        await receiver.cancel().catch(() => undefined);
        throw error;
      }
    });
    await incoming.settle();
    const path = incoming.path('version');
    const recognized = await recognizeFiles((file) => session.layout.place.open(join(path, file)), records);
    return { path, ...recognized, discard: () => incoming.discard() };
  } catch (error) {
    await incoming.discard();
    throw error;
  }
}

/** Puts a staged version on record.
 * @throws MREG_EXISTS if the number was taken meanwhile; MREG_CONFLICT if `gc` cleared its files away meanwhile; MREG_INVALID, MREG_IO */
export async function registerPulled(
  { session, place }: Pulling,
  { type, name }: Pick<PulledModel<RemoteVersion>, 'type' | 'name'>,
  { pulled: { there, version }, staged, external }: StagedVersion,
): Promise<void> {
  const { source, run_id, run_link, model_id, description } = there;
  const tags = ownTags(there.tags);
  const facts = mergeMetadata(
    await factsOfRun(session, run_id),
    staged.facts,
    run_id === undefined ? {} : { mlflow_run_id: run_id },
    {
      mlflow_source: {
        uri: source,
        ...(external !== undefined && { external }),
        ...(run_link !== undefined && { run_link }),
        ...(model_id !== undefined && { model_id }),
      } as JsonObject,
    },
    Object.keys(tags).length > 0 ? { tags } : {},
    description === '' ? {} : { description },
    { model_name: name, model_version: version, model_type: type, schema_version: METADATA_SCHEMA },
    {
      registered_by: there.user === undefined ? { ...session.by } : { user: there.user, host: place.address },
      files: fileList(staged.files),
    },
  );
  const published = await publish(session, {}, await requireState(session), {
    target: { type, name, display: undefined, version, automatic: undefined },
    files: staged,
    metadata: facts,
    number: there.number,
    command: 'mlflow pull',
    at: new Date(there.created_at),
    stage: NO_STAGE,
    aliases: [],
  });
  if (!published)
    throw new MregError('MREG_CONFLICT', 'its files were cleared away meanwhile', {
      hint: 'run the command again',
    });
}
