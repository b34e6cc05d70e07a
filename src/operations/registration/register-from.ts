/**
 * A version made of what the registry has already: the files of a run, of a logged model or of another version; or of files that
 * lie elsewhere, which then are not taken. All that the run says goes into its metadata.json.
 */
import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { decideTarget } from '../../core/decide/identity.ts';
import type { JsonObject } from '../../core/json/index.ts';
import {
  fileList,
  METADATA_SCHEMA,
  type MetadataDocument,
  mergeMetadata,
} from '../../core/metadata/metadata.ts';
import { sourceOfRun } from '../../core/metadata/origin.ts';
import type { Bump } from '../../core/names/bump.ts';
import { comparePaths } from '../../core/names/portable-path.ts';
import { formatReference } from '../../core/names/reference.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import type { MlflowSource } from '../../core/state/model.ts';
import { resolveModel, resolveVersion } from '../../core/state/resolve.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import { MregError } from '../../errors.ts';
import type { RunView, VersionChangeResult, VersionView } from '../../generated/output.ts';
import { contentDigest } from '../../store/intake/digest.ts';
import { listSource } from '../../store/intake/list-source.ts';
import type { Source } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { makeInside } from '../../store/place/folder/inside.ts';
import { artifactPath, artifactRoot } from '../../store/tracking/artifact-files.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import { viewIn } from '../lifecycle/stage.ts';
import { getVersion } from '../reading/read.ts';
import { readMetadata } from '../reading/read-metadata.ts';
import { requireState, type Session } from '../session.ts';
import { kindOf, requireRun } from '../tracking/change-run.ts';
import { getRun } from '../tracking/runs.ts';
import { filesWithout } from './own-metadata.ts';
import { publish } from './publish.ts';
import { labelsOf } from './register.ts';
import { type Staged, stageSource } from './staging.ts';

export interface RegisterFromRequest extends ChangeOptions {
  /** The model that gets the version; it has to exist. */
  readonly model: string;
  /** A run or a logged model, and the file or the directory of it that is taken; all of it where left out. */
  readonly owner?: string | undefined;
  readonly path?: string | undefined;
  /** A version, whose files and facts are taken. */
  readonly copyOf?: string | undefined;
  /** Where a client of MLflow said the files are. With `external` no files are taken. */
  readonly source?: MlflowSource | undefined;
  /** The run that made it. */
  readonly runId?: string | undefined;
  readonly version?: string | undefined;
  readonly bump?: Bump | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly description?: string | undefined;
}

/** What stands in metadata.json for one version, and for no copy of it. */
const OWN_MEMBERS: readonly string[] = [
  ...[
    'model_name',
    'model_version',
    'model_type',
    'display_name',
    'registered_at',
    'registered_by',
    'schema_version',
  ],
  ...['description', 'tags', 'parents', 'files', 'mlflow_source'],
];

/** @throws MREG_NOT_FOUND for the model, the run, the version or the path; MREG_EXISTS, MREG_INVALID, MREG_USAGE, MREG_IO */
export async function registerFrom(
  session: Session,
  request: RegisterFromRequest,
): Promise<VersionChangeResult> {
  const { policy } = session;
  const state = await requireState(session);
  const { type, name } = resolveModel({ state, stages: policy.stages }, request.model);
  const { version: wish, bump, copyOf } = request;
  const named = { given: '', base: '', kind: 'directory' } as const;
  const target = decideTarget(state, policy, { type, name, version: wish, bump }, {}, named);
  const copied = copyOf === undefined ? undefined : await getVersion(session, copyOf);
  const [known, staged] = await Promise.all([
    copied ? factsOfVersion(session, copied) : factsOfRun(session, request.runId),
    stage(session, request, copied),
  ]);
  try {
    const parents =
      copied && resolveVersion({ state, stages: policy.stages }, copied.ref)
        ? { parents: [formatReference(copied.type, copied.model, copied.version)] }
        : {};
    const { tags = {}, description } = request;
    const facts = mergeMetadata(
      known,
      staged.facts,
      request.runId === undefined ? {} : { mlflow_run_id: request.runId },
      request.source ? { mlflow_source: { ...request.source } as JsonObject } : {},
      parents,
      Object.keys(tags).length > 0 ? { tags: { ...tags } } : {},
      description ? { description } : {},
      { model_name: name, model_version: target.version, model_type: type },
      { schema_version: METADATA_SCHEMA, registered_by: { ...session.by }, files: fileList(staged.files) },
    );
    const published = await publish(session, request, state, {
      target: { ...target, type, name },
      path: staged.path,
      document: (version, at) =>
        mergeMetadata(facts, { model_version: version, registered_at: at.toISOString() }),
      facts: { type, name, digest: staged.digest, size: staged.size, ...labelsOf(facts) },
      stage: NO_STAGE,
      aliases: [],
      ...(copied && { requires: [copied.ref] }),
    });
    if (!published) {
      await staged.discard();
      return await registerFrom(session, request);
    }
    const { outcome, after, applied } = published;
    return { ...viewIn(after, outcome, outcome.version), revision: after.revision, applied };
  } finally {
    await staged.discard();
  }
}

/** The files of a version, but for its metadata.json: a copy has one of its own. */
async function filesOfVersion({ layout }: Session, directory: string): Promise<Source> {
  const listed = await listSource(layout.absolute(directory));
  const own = listed.files.find(({ path }) => path === METADATA_FILE);
  return own ? { ...listed, files: filesWithout(listed.files, own, false) } : listed;
}

/** The files of a run or a logged model at a path, as they are on record. A metadata.json among them is a file like any other.
 * @throws MREG_NOT_FOUND */
async function filesOfOwner(session: Session, owner: string, path: string): Promise<Source> {
  const { layout } = session;
  const { digest, place } = await requireRun(session, kindOf(owner), owner);
  const found = filesBelow(digest, path);
  const isFile = found.length === 1 && found[0]?.path === path;
  if (found.length === 0)
    throw new MregError('MREG_NOT_FOUND', `${owner} has no artifact '${path}'`, { details: { owner, path } });
  const base = artifactRoot(layout, place);
  const files = found.map((file) => ({
    path: isFile ? basename(path) : path === '' ? file.path : file.path.slice(path.length + 1),
    base,
    real: artifactPath(layout, place, file.path, file.life),
    size: file.size,
  }));
  const own = files.find((file) => file.path === METADATA_FILE);
  const directories = new Set(files.flatMap((file) => parentsOf(file.path)));
  return {
    path: base,
    paths: [base],
    kind: 'directory',
    files: own ? filesWithout(files, own, true) : files,
    directories: [...directories].sort(comparePaths),
    leftOut: [],
  };
}

/** `a` and `a/b` of `a/b/c`. */
function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The files of a new version in staging; none if they lie elsewhere. */
async function stage(
  session: Session,
  { owner, path = '' }: RegisterFromRequest,
  copied: VersionView | undefined,
): Promise<Staged> {
  if (owner === undefined && !copied) return stageNothing(session);
  const source = copied
    ? await filesOfVersion(session, copied.directory)
    : await filesOfOwner(session, owner as string, path);
  return stageSource(session.layout, source, { env: undefined }, {});
}

async function stageNothing({ layout }: Session): Promise<Staged> {
  const path = join(layout.staging, randomUUID());
  await prepareLayout(layout);
  await makeInside(layout, path);
  const { removeTree } = await import('../../store/place/folder/remove.ts');
  return {
    path,
    files: [],
    pointers: [],
    digest: contentDigest([]),
    size: 0,
    framework: null,
    artifacts: [],
    facts: { model_artifact_files: [] },
    discard: () => removeTree(path),
  };
}

async function factsOfVersion(session: Session, version: VersionView): Promise<JsonObject> {
  const metadata = await readMetadata(session, version);
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !OWN_MEMBERS.includes(key)));
}

/** What a run says of the model that it made; nothing of a run that is not here. */
async function factsOfRun(session: Session, id: string | undefined): Promise<MetadataDocument> {
  if (id === undefined) return {};
  const run = await getRun(session, id).catch((error: unknown) => {
    if (error instanceof MregError && /NOT_FOUND|INVALID/.test(error.code)) return undefined;
    throw error;
  });
  return run ? factsOf(run) : {};
}

function factsOf({ params, metrics, tags, inputs, ended_at, started_at }: RunView): MetadataDocument {
  const measured = Object.entries(metrics).map(([key, { value }]) => [key, value] as const);
  const [data] = inputs.datasets;
  return {
    training_timestamp: ended_at ?? started_at,
    ...(data && { source_data_version: `${data.name}:${data.digest}` }),
    ...(measured.length > 0 && { key_performance_metrics: Object.fromEntries(measured) as JsonObject }),
    ...(Object.keys(params).length > 0 && { hyperparameters: { ...params } }),
    source: sourceOfRun(tags),
  };
}
