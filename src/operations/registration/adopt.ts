import { basename, join, relative, sep } from 'node:path';
import { decideRegister } from '../../core/decide/register.ts';
import { encodeDocument, toPlain } from '../../core/json/index.ts';
import { fileList, METADATA_SCHEMA, mergeMetadata } from '../../core/metadata/metadata.ts';
import {
  isWithdrawn,
  mayHaveBeenUsed,
  namesDirectory,
  ownedDirectories,
} from '../../core/names/directory.ts';
import { parseName } from '../../core/names/name.ts';
import { compareVersions, parseVersion, readVersion } from '../../core/names/version.ts';
import { getModel } from '../../core/state/resolve.ts';
import { NO_STAGE, type State } from '../../core/state/state.ts';
import { detectModel } from '../../detect/detect-model.ts';
import { MregError } from '../../errors.ts';
import type { AdoptResult, VersionView } from '../../generated/output.ts';
import { contentDigest, sha256 } from '../../store/intake/digest.ts';
import { MAX_METADATA, readDocument } from '../../store/intake/document.ts';
import { hashFiles, type Work } from '../../store/intake/intake.ts';
import { listDirectories, listSource } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { replaceAll } from '../../store/place/folder/durable.ts';
import { exists } from '../../store/place/folder/look.ts';
import { openFiles } from '../../store/versions/version-files.ts';
import { validate } from '../../validate.ts';
import { type ChangeOptions, settle } from '../lifecycle/change.ts';
import { viewIn } from '../lifecycle/stage.ts';
import { backwards } from '../reading/history.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { labelsOf } from './register.ts';

export interface AdoptRequest extends ChangeOptions {
  /** A version directory or a type's directory below the registry's root; the whole tree where left out. */
  readonly directory?: string | undefined;
}

/** A directory that a person made, by its place in the tree; version and timestamp are empty where its name has none. */
interface Found {
  /** Relative to the root: `<type>/<name>_<version>_<timestamp>`. */
  readonly directory: string;
  readonly type: string;
  readonly version: string;
  readonly timestamp: string;
}

/**
 * Brings version directories made by hand into the registry, where they lie: their files are hashed and
 * synced, their metadata.json is completed, and the log names them, oldest first. What cannot be adopted is
 * left as it is and reported with its reason.
 * @throws MREG_NOT_FOUND, MREG_INVALID for a directory outside the root, MREG_IO, MREG_INTERRUPTED
 */
export async function adopt(
  session: Session,
  request: AdoptRequest = {},
  work: Work = {},
): Promise<AdoptResult> {
  const { layout } = session;
  let state = await stateOrEmpty(session);
  const adopted: VersionView[] = [];
  const refused: AdoptResult['refused'] = [];
  for (const found of await findCandidates(session, state, request.directory)) {
    try {
      const committed = await adoptOne(session, request, state, found, work);
      adopted.push(viewIn(committed.after, committed.outcome, committed.outcome.version));
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
  return { adopted, refused, revision: state.revision, applied: adopted.length > 0 && !request.dryRun };
}

/** Whether an error is about one directory, so that the others can be taken in. */
function concernsOne({ code, details }: MregError): boolean {
  return (
    ['MREG_INVALID', 'MREG_EXISTS', 'MREG_NOT_FOUND'].includes(code) ||
    (code === 'MREG_IO' && details?.operation === 'read')
  );
}

async function adoptOne(session: Session, request: AdoptRequest, state: State, found: Found, work: Work) {
  const { layout, policy } = session;
  const path = layout.absolute(found.directory);
  const listed = await listSource(path);
  const source = { ...listed, files: listed.files.filter((file) => file.path !== METADATA_FILE) };
  if (source.files.length === listed.files.length)
    throw new MregError('MREG_INVALID', `has no ${METADATA_FILE}`);
  const metadataPath = join(path, METADATA_FILE);
  const document = await readDocument(metadataPath, MAX_METADATA);
  const metadata = await validate('metadata', toPlain(document), METADATA_FILE);
  const version = parseVersion(metadata.model_version);
  parseName('type', found.type);
  if (await wasUsed(session, state, found, metadata.model_name)) throw withdrawn(found.directory);
  checkDirectoryName(basename(path), metadata.model_name, version);
  const missing = metadata.model_artifact_files.find(
    (file) => !source.files.some(({ path: there }) => there === file || there.startsWith(`${file}/`)),
  );
  if (missing !== undefined)
    throw new MregError('MREG_INVALID', `model_artifact_files names '${missing}', which is not there`);
  const files = await hashFiles(source, work, { sync: !request.dryRun });
  const { framework } = await detectModel(openFiles(path, files));
  const registered_at = metadata.registered_at ?? momentOf(found.timestamp);
  const complete = mergeMetadata(framework ? { framework: { ...framework } } : {}, document, {
    model_version: version,
    schema_version: METADATA_SCHEMA,
    model_type: found.type,
    registered_at,
    files: fileList(files),
  });
  const bytes = encodeDocument(complete);
  if (!request.dryRun) {
    await prepareLayout(layout);
    // The bytes follow from the directory alone: another process that adopts it meanwhile writes the same.
    await replaceAll([{ path: metadataPath, bytes }], layout.staging);
  }
  const facts = {
    type: found.type,
    name: metadata.model_name,
    version,
    directory: found.directory,
    metadata_sha256: sha256(bytes),
    digest: contentDigest(files),
    size: files.reduce((sum, file) => sum + file.size, 0),
    registered_at,
    adopted: true as const,
    ...labelsOf(complete),
  };
  return settle(session, 'adopt', request, state, (now, news) => {
    if (isWithdrawn(facts, news)) throw withdrawn(found.directory);
    return decideRegister(now, policy, { facts, stage: NO_STAGE, aliases: [] });
  });
}

/** What was once purged or announced by `gc` may still be taken away by a process that stood still since. */
async function wasUsed({ layout }: Session, state: State, found: Found, name: string): Promise<boolean> {
  if (state.discarded?.includes(found.directory)) return true;
  if (!mayHaveBeenUsed(getModel(state, found.type, name), found.timestamp)) return false;
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

/** Its metadata says what a version is; the directory's name has to agree. */
function checkDirectoryName(directory: string, name: string, version: string): void {
  const [start] = [`${name}_${version}_`, `${name}_${version.slice(1)}_`].filter((stem) =>
    directory.startsWith(stem),
  );
  if (start !== undefined && /^[^_]+$/.test(directory.slice(start.length))) return;
  throw new MregError(
    'MREG_INVALID',
    `is not called ${name}_${version}_<timestamp>, which is what ${METADATA_FILE} says it is`,
  );
}

async function findCandidates(session: Session, state: State, only: string | undefined): Promise<Found[]> {
  const { root } = session.layout;
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
  const types = onlyType === '' ? await directoriesIn(root) : [onlyType];
  const found: Found[] = [];
  for (const type of types) {
    for (const name of onlyDirectory === undefined
      ? await directoriesIn(join(root, type))
      : [onlyDirectory]) {
      const directory = `${type}/${name}`;
      if (known.has(directory)) continue;
      const [, version = '', timestamp = ''] = DIRECTORY_NAME.exec(name) ?? [];
      if (version !== '' || exists(join(root, directory, METADATA_FILE)))
        found.push({ directory, type, version, timestamp });
    }
  }
  return found.sort(oldestFirst);
}

const DIRECTORY_NAME = /^.+_(v?\d+\.\d+\.\d+[^_]*)_([^_]+)$/;

function oldestFirst(a: Found, b: Found): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
  const [first, second] = [readVersion(a.version), readVersion(b.version)];
  return first && second ? compareVersions(first, second) : 0;
}

async function directoriesIn(path: string): Promise<string[]> {
  const names = await listDirectories(path);
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
