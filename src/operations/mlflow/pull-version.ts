/** A version of an MLflow registry becomes one of this: with its number, its time and a copy of its files. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ownTags, type PulledModel, type PulledVersion } from '../../core/decide/pull.ts';
import type { JsonObject } from '../../core/json/index.ts';
import { fileList, METADATA_SCHEMA, mergeMetadata } from '../../core/metadata/metadata.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import { parseArtifactPath } from '../../core/tracking/artifacts.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { isBelow, pathBelow } from '../../mlflow/location.ts';
import type { RemoteFiles, RemoteVersion } from '../../mlflow/place.ts';
import { openIncoming } from '../../store/archive/incoming.ts';
import { METADATA_FILE } from '../../store/layout.ts';
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
  const { session, place, runs, loggedModels } = pulling;
  const { there } = pulled;
  const location = await place.locate(there);
  const run = there.run_id === undefined ? undefined : runs.get(there.run_id);
  const model = there.model_id === undefined ? undefined : loggedModels.get(there.model_id);
  for (const owner of [run, model]) {
    if (!owner || !isBelow(location, owner.artifacts)) continue;
    const path = pathBelow(location, owner.artifacts);
    const { files } = await listArtifactFiles(session, { owner: owner.id, path });
    if (files.length === 0) continue;
    const source = await filesOfOwner(session, owner.id, path);
    return {
      pulled,
      external: undefined,
      staged: await takeFiles(session.layout, source, { env: undefined }, {}),
    };
  }
  const maker = run ?? (there.run_id === undefined ? undefined : await place.run(there.run_id));
  const files = await place.files(location, maker);
  if (!files || files.files.length === 0)
    return { pulled, external: location, staged: await takeNothing(session.layout) };
  return { pulled, external: undefined, staged: await download(pulling, files) };
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
