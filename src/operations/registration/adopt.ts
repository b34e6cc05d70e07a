import { basename, join, relative, sep } from 'node:path';
import {
  type AdoptionChoice,
  type DirectoryName,
  decideAdoption,
  readDirectoryName,
} from '../../core/decide/registration/adopt.ts';
import { checkVersionFree, decideRegister } from '../../core/decide/registration/register.ts';
import { encodeDocument, toPlain } from '../../core/json/index.ts';
import { fileList, METADATA_SCHEMA, mergeMetadata } from '../../core/metadata/metadata.ts';
import { normalizeMetadata } from '../../core/metadata/normalize.ts';
import { parseName } from '../../core/names/name.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import { compareVersions, readVersion } from '../../core/names/version.ts';
import {
  isWithdrawn,
  mayHaveBeenUsed,
  namesDirectory,
  ownedDirectories,
} from '../../core/state/directories.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { viewVersionIn } from '../../core/view/view.ts';
import { detectModel } from '../../detect/detect-model.ts';
import { MregError } from '../../errors.ts';
import type { AdoptResult, VersionView } from '../../generated/output.ts';
import { contentDigest, sha256 } from '../../store/intake/digest.ts';
import { MAX_METADATA, readDocument } from '../../store/intake/document.ts';
import { hashFiles } from '../../store/intake/hash-source.ts';
import { listSource } from '../../store/intake/list-source.ts';
import { placeOf, type Source } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { type Layout, METADATA_FILE, timestampOf } from '../../store/layout.ts';
import { checkInside, listDirectories, notInBucket, type Place } from '../../store/place.ts';
import { openFiles } from '../../store/versions/version-files.ts';
import { validate } from '../../validate.ts';
import { inLanes, type Work } from '../../work.ts';
import { type ChangeOptions, changeFrom } from '../lifecycle/change.ts';
import { backwards } from '../reading/history.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { labelsOf } from './complete-metadata.ts';

export interface AdoptRequest extends ChangeOptions, AdoptionChoice {
  /** A version directory or a type's directory below the registry's root (default: the whole tree). */
  readonly directory?: string | undefined;
}

/** A directory that a person made, by its place in the tree. */
interface Found {
  /** Relative to the root: `<type>/<name>_<version>_<timestamp>`. */
  readonly directory: string;
  readonly type: string;
  readonly says: DirectoryName | undefined;
}

/**
 * Brings version directories made by hand into the registry, in their place: their files are hashed and synced, their
 * metadata.json is completed, and the log names them, oldest first. If the metadata are to decide on the name, a directory of
 * another name is renamed. A directory that cannot be adopted stays as it is and is reported with the reason.
 * @throws MREG_NOT_FOUND, MREG_INVALID for a directory outside the root, MREG_IO, MREG_INTERRUPTED
 */
export async function adopt(
  session: Session,
  request: AdoptRequest = {},
  work: Work = {},
): Promise<AdoptResult> {
  const { layout } = session;
  if (!layout.place.renames)
    throw notInBucket('take in a tree made by hand', 'mreg register DIR takes in each version of it');
  let state = await stateOrEmpty(session);
  const adopted: VersionView[] = [];
  const refused: AdoptResult['refused'] = [];
  const notes: string[] = [];
  for (const found of await findCandidates(session, state, request.directory)) {
    try {
      const { note, ...committed } = await adoptOne(session, request, state, found, work);
      if (note !== undefined) notes.push(note);
      adopted.push(viewVersionIn(committed.after, committed.outcome));
      state = committed.after;
    } catch (error) {
      if (!(error instanceof MregError) || !concernsOne(error)) throw error;
      refused.push({ directory: found.directory, code: error.code, problem: error.message });
    }
  }
  if (adopted.length === 0 && refused.length === 0 && request.directory !== undefined) {
    throw new MregError('MREG_NOT_FOUND', `no version directory to adopt in ${request.directory}`, {
      hint: `a version directory is <type>/<name>_<version>_<timestamp> below ${layout.root}`,
    });
  }
  const applied = adopted.length > 0 && !request.dryRun;
  return { adopted, refused, notes, revision: state.revision, applied };
}

/** Whether an error concerns one directory only, so that the others can be adopted. */
function concernsOne({ code, details }: MregError): boolean {
  return (
    ['MREG_INVALID', 'MREG_EXISTS', 'MREG_NOT_FOUND'].includes(code) ||
    (code === 'MREG_IO' && details?.operation === 'read')
  );
}

const SETTLED_AT_ONCE = 4;

/** What a person has put there outlives a power cut before it is on record. */
async function settleAll({ place }: Layout, path: string, { files, directories }: Source): Promise<void> {
  await inLanes(files, SETTLED_AT_ONCE, (file) => place.settle(placeOf(file)));
  for (const directory of [...directories, '']) await place.settle(join(path, directory));
}

async function adoptOne(session: Session, request: AdoptRequest, state: State, found: Found, work: Work) {
  const { layout, policy } = session;
  const { type } = found;
  const path = layout.absolute(found.directory);
  await checkInside(layout.place, layout.root, path);
  const listed = await listSource(path);
  const source = { ...listed, files: listed.files.filter((file) => file.path !== METADATA_FILE) };
  const metadataPath = join(path, METADATA_FILE);
  const hasMetadata = source.files.length < listed.files.length;
  if (!hasMetadata && !request.infer)
    throw new MregError(
      'MREG_INVALID',
      `has no ${METADATA_FILE}; --infer takes what it would say from the directory`,
    );
  const written = hasMetadata ? normalizeMetadata(await readDocument(metadataPath, MAX_METADATA)) : {};
  if (!request.infer) await validate('metadata', toPlain(written), METADATA_FILE);
  const told = typeof written.model_name === 'string' ? written.model_name : found.says?.name;
  if (await wasUsed(session, state, found, told ?? '')) throw withdrawn(found.directory);
  const adoption = decideAdoption(basename(path), written, request, timestampOf(session.now()));
  const { name, version } = adoption;
  parseName('type', type);
  parseName('model name', name);
  const directory = `${type}/${adoption.base}`;
  if (directory !== found.directory && (await wasUsed(session, state, { ...found, directory }, name)))
    throw withdrawn(directory);
  checkVersionFree(state, type, name, version);
  const files = await hashFiles(source, work);
  if (!request.dryRun) await settleAll(layout, path, source);
  const model = openFiles((file) => layout.place.open(join(path, file)), files);
  const { framework, artifacts } = await detectModel(model);
  const document = { model_artifact_files: artifacts, ...written };
  const metadata = await validate(
    'metadata',
    toPlain({ ...document, model_name: name, model_version: version }),
    METADATA_FILE,
  );
  const missing = metadata.model_artifact_files.find(
    (file) => !source.files.some(({ path: there }) => there === file || there.startsWith(`${file}/`)),
  );
  if (missing !== undefined)
    throw new MregError('MREG_INVALID', `model_artifact_files names '${missing}', which is not there`);
  const registered_at = metadata.registered_at ?? momentOf(found.says?.timestamp ?? '');
  const display_name = metadata.display_name ?? adoption.display;
  const complete = mergeMetadata(framework ? { framework: { ...framework } } : {}, document, {
    model_name: name,
    model_version: version,
    schema_version: METADATA_SCHEMA,
    model_type: type,
    display_name,
    registered_at,
    files: fileList(files),
  });
  const bytes = encodeDocument(complete);
  if (!request.dryRun) {
    await prepareLayout(layout);
    await checkInside(layout.place, layout.root, path);
    // The bytes depend on the directory alone: another process that adopts it at the same time writes the same.
    await layout.place.replace([{ path: metadataPath, bytes }]);
    if (
      directory !== found.directory &&
      (await layout.place.publish(path, layout.absolute(directory))) === 'exists'
    )
      throw new MregError('MREG_EXISTS', `would be called ${directory}, which exists`);
  }
  const known = getModel(state, type, name)?.display_name;
  const facts = {
    type,
    name,
    version,
    directory,
    metadata_sha256: sha256(bytes),
    digest: contentDigest(files),
    size: files.reduce((sum, file) => sum + file.size, 0),
    display_name: known === undefined ? display_name : undefined,
    registered_at,
    adopted: true as const,
    ...labelsOf(complete),
  };
  const committed = await changeFrom(session, 'adopt', request, state, (now, newEntries) => {
    if (isWithdrawn(facts, newEntries)) throw withdrawn(directory);
    return decideRegister(now, policy, { facts, stage: NO_STAGE, aliases: [] });
  });
  return { ...committed, note: adoption.note };
}

/** Whether the directory was purged or announced before: a process that was stopped since may still remove it. */
async function wasUsed({ layout }: Session, state: State, found: Found, name: string): Promise<boolean> {
  if (state.discarded?.includes(found.directory)) return true;
  if (!mayHaveBeenUsed(getModel(state, found.type, name), found.says?.timestamp ?? '')) return false;
  for await (const { entry } of backwards(layout, state.revision))
    if (namesDirectory(entry, found.directory)) return true;
  return false;
}

function withdrawn(directory: string): MregError {
  return new MregError('MREG_EXISTS', `${directory} is the name of a directory that was removed before`, {
    hint: 'give the directory another timestamp',
    details: { directory },
  });
}

async function findCandidates(session: Session, state: State, only: string | undefined): Promise<Found[]> {
  const { place, root } = session.layout;
  const known = ownedDirectories(state);
  const wanted = only === undefined ? '' : relative(root, only).split(sep).join('/');
  if (wanted.startsWith('..') || wanted.split('/').length > 2) {
    throw new MregError(
      'MREG_INVALID',
      `${only} is not the registry, a type in it, or a version directory: the registry is ${root}`,
      { hint: 'mreg adopt --root DIR' },
    );
  }
  const [onlyType = '', onlyDirectory] = wanted.split('/');
  const types = onlyType === '' ? await directoriesIn(place, root) : [onlyType];
  const found: Found[] = [];
  for (const type of types) {
    for (const name of onlyDirectory === undefined
      ? await directoriesIn(place, join(root, type))
      : [onlyDirectory]) {
      const directory = `${type}/${name}`;
      if (known.has(directory)) continue;
      const says = readDirectoryName(name);
      if (says || (await place.exists(join(root, directory, METADATA_FILE))))
        found.push({ directory, type, says });
    }
  }
  return found.sort(oldestFirst);
}

function oldestFirst({ says: a }: Found, { says: b }: Found): number {
  const [before, after] = [a?.timestamp ?? '', b?.timestamp ?? ''];
  if (before !== after) return before < after ? -1 : 1;
  const [first, second] = [readVersion(a?.version ?? ''), readVersion(b?.version ?? '')];
  return first && second ? compareVersions(first, second) : 0;
}

async function directoriesIn(place: Place, path: string): Promise<string[]> {
  const names = await listDirectories(place, path);
  if (!names) throw new MregError('MREG_NOT_FOUND', `no directory ${path}`);
  return names;
}

/** 14 digits of a directory's name as a moment. */
function momentOf(timestamp: string): string | undefined {
  const digits = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(timestamp);
  const moment =
    digits && new Date(`${digits[1]}-${digits[2]}-${digits[3]}T${digits[4]}:${digits[5]}:${digits[6]}Z`);
  return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : undefined;
}
