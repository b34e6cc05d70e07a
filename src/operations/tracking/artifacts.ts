import type { Readable } from 'node:stream';
import {
  type ArtifactFile,
  type ArtifactItem,
  artifactAt,
  checkPlace,
  filesBelow,
  lifeOf,
  listLevel,
  parseArtifactPath,
} from '../../core/tracking/artifacts.ts';
import { MregError } from '../../errors.ts';
import { listSource } from '../../store/intake/list-source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import {
  type ArtifactBytes,
  artifactPath,
  artifactRoot,
  dropStaged,
  linkArtifact,
  openArtifact,
  readLocal,
  removeArtifact,
  replaceArtifact,
  stageArtifact,
} from '../../store/tracking/artifact-files.ts';
import type { Work } from '../../work.ts';
import { withHintOnSpace } from '../lifecycle/change.ts';
import type { Session } from '../session.ts';
import { kindOf, requireRun, write } from './change-run.ts';

export interface ArtifactsRequest {
  /** A run, or a logged model. */
  readonly owner: string;
  /** A directory of it (default: its root). */
  readonly path?: string | undefined;
}

export interface ArtifactReading {
  readonly owner: string;
  readonly path: string;
  /** From the first byte asked for to the last. */
  readonly range?: { readonly start?: number | undefined; readonly end?: number | undefined } | undefined;
}

export interface ArtifactWriting {
  readonly owner: string;
  readonly path: string;
  /** The bytes, whole or in pieces; a stream that breaks off leaves nothing. */
  readonly from: ArtifactBytes;
  /** How many bytes have to come. */
  readonly size?: number | undefined;
}

export interface ArtifactLogging {
  readonly owner: string;
  /** A local file or directory. */
  readonly source: string;
  /** The directory of the run that they go to (default: its root). */
  readonly path?: string | undefined;
}

export interface ArtifactDeletion {
  readonly owner: string;
  /** A file, or a directory with all that is in it. */
  readonly path: string;
}

/** A file that is open. */
export interface OpenArtifact {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly sha256: string;
  readonly modified_at: string;
  readonly stream: Readable;
}

/** The files and directories in a directory of a run.
 * @throws MREG_NOT_FOUND for the run, MREG_DAMAGED, MREG_IO */
export async function listArtifacts(
  session: Session,
  { owner, path = '' }: ArtifactsRequest,
): Promise<{ artifacts: ArtifactItem[] }> {
  const { digest } = await requireRun(session, kindOf(owner), owner);
  return { artifacts: listLevel(digest, path) };
}

/** Every file of a run at a path or below it.
 * @throws MREG_NOT_FOUND for the run, MREG_DAMAGED, MREG_IO */
export async function listArtifactFiles(
  session: Session,
  { owner, path = '' }: ArtifactsRequest,
): Promise<{ files: ArtifactFile[] }> {
  const { digest } = await requireRun(session, kindOf(owner), owner);
  return { files: filesBelow(digest, path).map(({ life, ...file }) => file) };
}

/** Opens a file of a run.
 * @throws MREG_NOT_FOUND, MREG_INVALID for a directory, MREG_DAMAGED, MREG_IO */
export async function readArtifact(
  session: Session,
  { owner, path, range }: ArtifactReading,
): Promise<OpenArtifact> {
  const { digest, place } = await requireRun(session, kindOf(owner), owner);
  const found = artifactAt(digest, path);
  const file =
    found &&
    (await openArtifact(session.layout, artifactPath(session.layout, place, path, found.life), range));
  if (found && file)
    return {
      size: file.size,
      sha256: found.sha256,
      modified_at: file.modified.toISOString(),
      stream: file.stream,
    };
  if (found)
    throw new MregError('MREG_DAMAGED', `the artifact ${path} of ${owner} is missing`, {
      hint: 'mreg verify',
    });
  if (filesBelow(digest, path).length > 0)
    throw new MregError('MREG_INVALID', `${path} of ${owner} is a directory`, { details: { path } });
  throw noArtifact(owner, path);
}

/** Writes a file of a run. A new file is synced, gets its name and is then put on record; a replacement is put on record first.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT also for a path that is a directory, MREG_INVALID, MREG_IO */
export async function writeArtifact(session: Session, request: ArtifactWriting): Promise<ArtifactFile> {
  const { owner, from } = request;
  const { layout } = session;
  const path = parseArtifactPath(request.path);
  const kind = kindOf(owner);
  // Check before the bytes arrive that the run accepts them.
  const { digest } = await write(session, kind, owner, (now) => {
    checkPlace(now, path);
    return {};
  });
  checkPlace(digest, path);
  return withHintOnSpace(async () => {
    await prepareLayout(layout);
    const staged = await stageArtifact(layout, from, request.size);
    const { size, sha256 } = staged;
    const artifact = { path, size, sha256 };
    try {
      for (;;) {
        const known = await requireRun(session, kind, owner);
        const life = lifeOf(known.digest, path);
        const target = artifactPath(layout, known.place, path, life);
        const before = artifactAt(known.digest, path);
        // It is on record already, but the file may be lost or changed.
        if (before?.sha256 === sha256) {
          await replaceArtifact(layout, staged, target);
          return artifact;
        }
        const linked = await linkArtifact(layout, staged, target);
        if (linked === 'exists' && !before) await recordStray(session, owner, path, target);
        // Existing bytes are replaced only after the new ones are on record: a check always finds one of the two.
        let isMine = false;
        await write(session, kind, owner, (now) => {
          checkPlace(now, path);
          isMine = lifeOf(now, path) === life;
          return isMine ? { artifact } : {};
        });
        // Removed meanwhile: the path begins its next life.
        if (!isMine) continue;
        if (linked === 'exists') await replaceArtifact(layout, staged, target);
        return artifact;
      }
    } finally {
      await dropStaged(layout, staged);
    }
  });
}

/** Puts a file on record that has its name already: its writer may have been killed before it did so. */
async function recordStray(session: Session, owner: string, path: string, target: string): Promise<void> {
  const hasher = await session.layout.place.openHasher({}, 0);
  const found = await hasher.hash(target, 0).finally(hasher.close);
  if (!('sha256' in found)) return;
  const { size, sha256 } = found;
  await write(session, kindOf(owner), owner, (now) =>
    Object.hasOwn(now.artifacts, path) ? {} : { artifact: { path, size, sha256 } },
  );
}

/** Writes a local file, or all files of a local directory, to a run.
 * What was logged before it was interrupted is there.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function logArtifacts(
  session: Session,
  { owner, source, path = '' }: ArtifactLogging,
  work: Work = {},
): Promise<{ files: ArtifactFile[] }> {
  await requireRun(session, kindOf(owner), owner);
  const listed = await listSource(source);
  const files: ArtifactFile[] = [];
  for (const file of listed.files) {
    const to = path === '' ? file.path : `${path}/${file.path}`;
    files.push(await writeArtifact(session, { owner, path: to, from: readLocal(file, work) }));
  }
  return { files };
}

/** Removes files of a run: from the record first, then from the disk.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_IO */
export async function deleteArtifacts(
  session: Session,
  { owner, path }: ArtifactDeletion,
): Promise<{ deleted: number }> {
  let gone: readonly (ArtifactFile & { life: number })[] = [];
  const { place } = await write(session, kindOf(owner), owner, (digest) => {
    gone = filesBelow(digest, path);
    return gone.length > 0 ? { removed: gone.map((file) => file.path) } : {};
  });
  for (const file of gone)
    await removeArtifact(session.layout, artifactPath(session.layout, place, file.path, file.life));
  return { deleted: gone.length };
}

/** The directory of a run's artifacts, for callers that can read the registry's folder.
 * @throws MREG_NOT_FOUND; MREG_CONFLICT where a file was taken away and written anew, as it lies elsewhere then */
export async function artifactDirectory(
  session: Session,
  { owner, path = '' }: ArtifactsRequest,
): Promise<{ directory: string; path: string; files: ArtifactFile[] }> {
  const { digest, place } = await requireRun(session, kindOf(owner), owner);
  const files = filesBelow(digest, path);
  if (files.length === 0) throw noArtifact(owner, path);
  const later = files.find(({ life }) => life > 0);
  if (later)
    throw new MregError(
      'MREG_CONFLICT',
      `the artifact ${later.path} of ${owner} was deleted and written anew, and does not lie beside the others`,
      { details: { owner, path: later.path } },
    );
  const directory = artifactRoot(session.layout, place);
  return {
    directory,
    path: path === '' ? directory : artifactPath(session.layout, place, path, 0),
    files: files.map(({ life, ...file }) => file),
  };
}

function noArtifact(owner: string, path: string): MregError {
  const what = path === '' ? 'no artifacts' : `no artifact '${path}'`;
  return new MregError('MREG_NOT_FOUND', `${owner} has ${what}`, {
    hint: owner.startsWith('m-') ? undefined : `mreg run artifacts ${owner}`,
    details: { owner, path },
  });
}
