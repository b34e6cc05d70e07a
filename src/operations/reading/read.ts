import { resolve as resolvePath } from 'node:path';
import { parseReference, type Reference } from '../../core/names/reference.ts';
import { parseStage } from '../../core/names/stage.ts';
import { calledBy } from '../../core/state/references/other-names.ts';
import { type Lookup, resolve, resolveModel, resolveVersion } from '../../core/state/references/resolve.ts';
import {
  bearsTags,
  type ModelDetails,
  type TagFilter,
  viewDetails,
  viewModels,
  viewVersion,
  viewVersions,
} from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type {
  InfoModelResult,
  InfoVersionResult,
  ListResult,
  ListVersionsResult,
  PathResult,
  VersionView,
} from '../../generated/output.ts';
import { catchUpAnew } from '../../store/journal/log.ts';
import { exists } from '../../store/place/folder/read-sync.ts';
import { isThere, notInBucket, unlessStale } from '../../store/place.ts';
import type { FetchedVersion } from '../../store/versions/fetch-version.ts';
import { ioSync } from '../../system-error.ts';
import type { Work } from '../../work.ts';
import { lookUpOne, requireState, type Session } from '../session.ts';
import { readMetadata } from './read-metadata.ts';

/** Selects the models that `list` shows. */
export interface ListModelsRequest {
  readonly type?: string | undefined;
}

/** Selects the versions of a model that `list` shows. */
export interface ListVersionsRequest {
  readonly model: string;
  readonly stage?: string | undefined;
  readonly tags?: TagFilter | undefined;
  /** A condition to be met; see docs/conditions.md. */
  readonly where?: string | undefined;
}

export interface PathRequest {
  readonly ref: string;
  /** Tried in this order if the reference finds nothing: selectors of the same model, or local paths. A single text is a
   * list of one. */
  readonly fallback?: string | readonly string[] | undefined;
  /** A file of the version, relative to its directory. */
  readonly file?: string | undefined;
  /** Where local paths of `fallback` start, absolute (default: the working directory of the process). */
  readonly cwd?: string | undefined;
}

export async function listModels(session: Session, request: ListModelsRequest = {}): Promise<ListResult> {
  const models = viewModels(await requireState(session, 'none'));
  return { models: models.filter((model) => request.type === undefined || model.type === request.type) };
}

/** The versions of a model. Of their files it only checks that each version has its directory.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_IO */
export async function listVersions(
  session: Session,
  request: ListVersionsRequest,
): Promise<ListVersionsResult> {
  const ref = parseReference(request.model);
  const lookup = await lookUpOne(session, ref);
  const found = resolveModel(lookup, ref);
  const stage = request.stage === undefined ? undefined : parseStage(request.stage, lookup.stages);
  const isWanted = (version: VersionView) =>
    (stage === undefined || version.stage === stage) && bearsTags(version.tags, request.tags);
  const versions = viewVersions(found, isWanted);
  const { findMissing } = await import('../../store/versions/find-missing.ts');
  const missing = await findMissing(session.layout, versions);
  // A version that was deleted a moment ago is not damaged.
  if (missing.length > 0 && (await catchUpAnew(session.layout, lookup.state)) !== lookup.state)
    return listVersions(session, request);
  const damaged = missing.map(({ ref }) => ref);
  if (request.where === undefined) return { versions: await measured(session, versions), damaged };
  const { selectVersions } = await import('./search.ts');
  const picked = await selectVersions(session, versions, request.where);
  return {
    versions: await measured(session, picked.versions),
    damaged: [...new Set([...damaged, ...picked.unreadable])],
    unknown_fields: picked.unknown_fields,
  };
}

export async function getVersion(session: Session, ref: string): Promise<VersionView> {
  const reference = parseReference(ref);
  return viewVersion(resolveVersion(await lookUpOne(session, reference), reference));
}

export async function getModel(session: Session, ref: string): Promise<ModelDetails> {
  const reference = parseReference(ref);
  return viewDetails(resolveModel(await lookUpOne(session, reference), reference));
}

export function info(session: Session, ref: string): Promise<InfoVersionResult | InfoModelResult> {
  const reference = parseReference(ref);
  return unlessStale(session.layout.place, statePaths(session), () => infoNow(session, reference));
}

/** The files of the state. A reader that finds a version damaged may have read an old state, and reads these again. */
function statePaths({ layout }: Session): readonly string[] {
  return [layout.manifest, layout.entry(1)];
}

async function infoNow(session: Session, ref: Reference): Promise<InfoVersionResult | InfoModelResult> {
  const found = resolve(await lookUpOne(session, ref), ref);
  if (!('version' in found)) {
    return {
      ...viewDetails(found),
      versions: await measured(session, viewVersions(found)),
    };
  }
  const version = viewVersion(found);
  const [shown = version] = await measured(session, [version]);
  return {
    ...shown,
    path: session.layout.absolute(found.state.directory),
    metadata: await readMetadata(session, version),
  };
}

/** Adds to versions the metrics that were logged. If the registry has no series, the code that reads them is not even loaded. */
export async function measured(session: Session, versions: readonly VersionView[]): Promise<VersionView[]> {
  if (!(await session.layout.place.exists(session.layout.series))) return [...versions];
  const { withLogged } = await import('./logged.ts');
  return withLogged(session, versions);
}

/** The directory of a version, or the first fallback that exists.
 * @throws MREG_NOT_FOUND; MREG_DAMAGED where the log knows the version but its directory or file is gone */
export async function path(session: Session, request: PathRequest, work: Work = {}): Promise<PathResult> {
  const ref = parseReference(request.ref);
  const fallback = [request.fallback ?? []].flat();
  try {
    return await locate(session, ref, request, 'reference', work);
  } catch (error) {
    if (fallback.length === 0 || !isNotFound(error)) throw error;
    for (const candidate of fallback) {
      const found = await tryFallback(session, ref, candidate, request, work);
      if (found) return found;
    }
    throw new MregError(
      'MREG_NOT_FOUND',
      `${error.message}; nor is there any fallback of ${fallback.join(', ')}`,
      {
        hint: error.hint,
        details: { ...error.details, fallback },
      },
    );
  }
}

async function tryFallback(
  session: Session,
  wanted: Reference,
  candidate: string,
  request: PathRequest,
  work: Work,
): Promise<PathResult | undefined> {
  try {
    if (/^\.|[\\/]/.test(candidate)) {
      const local = ioSync('read', 'the working directory', () =>
        resolvePath(request.cwd ?? '', candidate, request.file ?? ''),
      );
      return exists(local) ? { path: local, source: 'fallback' } : undefined;
    }
    const ref = parseReference(`${calledBy(wanted)}@${candidate}`);
    return await locate(session, ref, request, 'fallback', work);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function locate(
  session: Session,
  ref: Reference,
  request: PathRequest,
  source: PathResult['source'],
  work: Work,
): Promise<PathResult> {
  return unlessStale(session.layout.place, statePaths(session), async () =>
    locateIn(session, await lookUpOne(session, ref), ref, request, source, work),
  );
}

async function locateIn(
  session: Session,
  lookup: Lookup,
  ref: Reference,
  request: PathRequest,
  source: PathResult['source'],
  work: Work,
): Promise<PathResult> {
  // No file of a version has a backslash in its name.
  const file = request.file?.replaceAll('\\', '/');
  const found = resolveVersion(lookup, ref);
  const external = found.state.mlflow_source?.external;
  if (external !== undefined)
    throw new MregError(
      'MREG_NOT_FOUND',
      `${found.type}/${found.name}@${found.version} has no files here: they are at ${external}`,
      { hint: `mreg info ${found.type}/${found.name}@${found.version}`, details: { external } },
    );
  const { place } = session.layout;
  const directory = place.renames
    ? session.layout.absolute(found.state.directory)
    : await fetchInto(session, found.state, work);
  const wanted = file === undefined ? directory : `${directory}/${file}`;
  if (file === undefined || !/(^|\/)\.\.?(\/|$)/.test(file)) {
    const isHere = place.renames ? await isThere(place, wanted) : exists(wanted);
    if (isHere) return { ...viewVersion(found), path: wanted, source };
  }
  if (file !== undefined && (!place.renames || (await place.exists(directory)))) {
    throw new MregError(
      'MREG_NOT_FOUND',
      `${found.type}/${found.name}@${found.version} has no file '${file}'`,
      {
        hint: `mreg info ${found.type}/${found.name}@${found.version}`,
      },
    );
  }
  throw new MregError(
    'MREG_DAMAGED',
    `${found.type}/${found.name}@${found.version} is damaged: ${directory} is missing`,
    {
      hint: 'mreg doctor',
      details: { path: directory },
    },
  );
}

/** The directory of this machine in which the files of a version are, which lie elsewhere.
 * @throws MREG_INVALID if there is no cache; MREG_DAMAGED, MREG_IO */
export async function fetchInto(
  { layout, cache, cacheSize }: Session,
  version: FetchedVersion,
  work?: Work,
): Promise<string> {
  if (cache === undefined)
    throw notInBucket('give a directory without a cache', 'MREG_CACHE=DIR says where versions may be kept');
  const { fetchVersion } = await import('../../store/versions/fetch-version.ts');
  return fetchVersion(layout, version, { directory: cache, most: cacheSize }, work);
}

function isNotFound(error: unknown): error is MregError {
  return error instanceof MregError && error.code === 'MREG_NOT_FOUND';
}
