/**
 * Registers a version from files that are in the registry already: those of a run, a logged model or another version. Or from files
 * elsewhere, which are not copied. The facts of the run go into metadata.json.
 */
import { basename } from 'node:path';
import { decideVersion } from '../../core/decide/registration/target.ts';
import type { JsonObject } from '../../core/json/index.ts';
import type { MetadataDocument } from '../../core/metadata/metadata.ts';
import type { Bump } from '../../core/names/bump.ts';
import { comparePaths } from '../../core/names/portable-path.ts';
import { formatReference, parseReference } from '../../core/names/reference.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import type { MlflowSource } from '../../core/state/model.ts';
import { type FoundVersion, resolveModel, resolveVersion } from '../../core/state/references/resolve.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import type { RunDigest } from '../../core/tracking/digest.ts';
import { viewVersion, viewVersionIn } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { VersionChangeResult } from '../../generated/output.ts';
import { checkSourcePath, listSource } from '../../store/intake/list-source.ts';
import type { Source } from '../../store/intake/source.ts';
import { type Layout, METADATA_FILE } from '../../store/layout.ts';
import { notInBucket } from '../../store/place.ts';
import { artifactPath, artifactRoot } from '../../store/tracking/artifact-files.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import { fetchInto } from '../reading/read.ts';
import { readMetadata } from '../reading/read-metadata.ts';
import { requireState, type Session } from '../session.ts';
import { kindOf, requireRun } from '../tracking/change-run.ts';
import { completeMetadata } from './complete-metadata.ts';
import { filesWithout } from './own-metadata.ts';
import { publish } from './publish.ts';
import { trainingFacts } from './run-facts.ts';
import { type TakenFiles, takeFiles, takeNothing } from './take-files.ts';

export interface RegisterFromRequest extends ChangeOptions {
  /** The model that gets the version; it has to exist. */
  readonly model: string;
  /** A run or a logged model, and the file or the directory of it that is taken (default: all of it). */
  readonly owner?: string | undefined;
  readonly path?: string | undefined;
  /** A version whose files and metadata are copied. */
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

/** Members of metadata.json that a copy does not inherit. */
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
  const wanted = parseReference(request.model);
  const original = request.copyOf === undefined ? undefined : parseReference(request.copyOf);
  for (;;) {
    const state = await requireState(session);
    const lookup = { state, stages: session.policy.stages };
    const { type, name } = resolveModel(lookup, wanted);
    const target = { type, name, display: undefined, ...decideVersion(state, { type, name }, request) };
    const copied = original && resolveVersion(lookup, original);
    const [known, files] = await Promise.all([
      copied ? factsOfVersion(session, copied) : factsOfRun(session, request.runId),
      filesOf(session, request, copied),
    ]);
    try {
      const said = [known, files.facts, requestedFacts(request), copied ? { parents: [refOf(copied)] } : {}];
      const published = await publish(session, request, state, {
        target,
        files,
        metadata: completeMetadata(session, target, files, said),
        stage: NO_STAGE,
        aliases: [],
        requires: copied && [copied],
      });
      if (!published) continue;
      const { outcome, after, applied } = published;
      return { ...viewVersionIn(after, outcome), revision: after.revision, applied };
    } finally {
      await files.discard();
    }
  }
}

function requestedFacts({ runId, source, tags, description }: RegisterFromRequest): MetadataDocument {
  return {
    mlflow_run_id: runId,
    mlflow_source: source && ({ ...source } as JsonObject),
    tags: tags && Object.keys(tags).length > 0 ? { ...tags } : undefined,
    description: description || undefined,
  };
}

function refOf({ type, name, version }: FoundVersion): string {
  return formatReference(type, name, version);
}

/** The files of a version without its metadata.json: a copy has its own. */
async function filesOfVersion(session: Session, version: FoundVersion['state']): Promise<Source> {
  const { layout } = session;
  const listed = await listSource(
    layout.place.renames ? layout.absolute(version.directory) : await fetchInto(session, version),
  );
  const own = listed.files.find(({ path }) => path === METADATA_FILE);
  return own ? { ...listed, files: filesWithout(listed.files, own, false) } : listed;
}

/** @throws MREG_INVALID if the files of runs do not lie on this machine */
export function requireLocalRuns({ place }: Layout, owner: string): void {
  if (!place.renames)
    throw notInBucket(
      'register the files of a run',
      `mreg run artifacts ${owner} shows where they are: fetch them with a tool of the store, and mreg register DIR`,
    );
}

/** The files of a run or a logged model at a path, as they are on record. A metadata.json among them is a file like any other.
 * @throws MREG_NOT_FOUND; MREG_INVALID for a name that not every file system takes */
export async function filesOfOwner(session: Session, owner: string, path: string): Promise<Source> {
  const { layout } = session;
  requireLocalRuns(layout, owner);
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
  for (const file of files) checkSourcePath(file.path);
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

/** The files of a new version in the staging area; none if they lie elsewhere. */
async function filesOf(
  session: Session,
  { owner, path = '' }: RegisterFromRequest,
  copied: FoundVersion | undefined,
): Promise<TakenFiles> {
  const { layout } = session;
  if (copied) return takeFiles(layout, await filesOfVersion(session, copied.state), { env: undefined }, {});
  if (owner === undefined) return takeNothing(layout);
  return takeFiles(layout, await filesOfOwner(session, owner, path), { env: undefined }, {});
}

async function factsOfVersion(session: Session, copied: FoundVersion): Promise<JsonObject> {
  const metadata = await readMetadata(session, viewVersion(copied));
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !OWN_MEMBERS.includes(key)));
}

/** What a run says of the model that it made; nothing if the run is not in the registry. */
export async function factsOfRun(session: Session, id: string | undefined): Promise<MetadataDocument> {
  if (id === undefined) return {};
  const run = await requireRun(session, 'run', id).catch((error: unknown) => {
    if (error instanceof MregError && /NOT_FOUND|INVALID/.test(error.code)) return undefined;
    throw error;
  });
  return run ? factsOf(run.digest) : {};
}

/** A client of MLflow logs every param as text, and finds it as text in the version. */
function factsOf(digest: RunDigest): MetadataDocument {
  const { trainedAt, data, metrics, params, source } = trainingFacts(digest, (text) => text);
  return {
    training_timestamp: trainedAt,
    source_data_version: data,
    key_performance_metrics: Object.keys(metrics).length > 0 ? { ...metrics } : undefined,
    hyperparameters: Object.keys(params).length > 0 ? params : undefined,
    source,
  };
}
