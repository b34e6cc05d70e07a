import { toPlain } from '../../core/json/index.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { type OpenedFile, openFile } from '../../store/versions/open-file.ts';
import type { Session } from '../session.ts';
import { getVersion } from './read.ts';
import { readMetadata } from './read-metadata.ts';

/** A file of a version, and how its bytes are read. */
export interface VersionFile extends OpenedFile {
  readonly path: string;
  readonly sha256: string;
}

/** File lists of the last versions, by the digest of their metadata: a client that loads a version asks once for each file. */
const lists = new Map<string, readonly FileRecord[]>();
const MOST_LISTS = 64;

/** The files of a version, metadata.json not among them.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_DAMAGED, MREG_IO */
export async function listVersionFiles(
  session: Session,
  ref: string,
): Promise<{ files: readonly FileRecord[] }> {
  return { files: (await filesOf(session, ref)).files };
}

async function filesOf(session: Session, ref: string) {
  const version = await getVersion(session, ref);
  const known = lists.get(version.metadata_digest);
  if (known) return { version, files: known };
  const metadata = await readMetadata(session, version);
  const files = toPlain(metadata.files ?? []) as unknown as readonly FileRecord[];
  const [oldest] = lists.keys();
  if (lists.size >= MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  lists.set(version.metadata_digest, files);
  return { version, files };
}

/** One file of a version.
 * @throws MREG_NOT_FOUND; MREG_INVALID for a directory; MREG_DAMAGED if it does not have the size on record; MREG_IO */
export async function readVersionFile(session: Session, ref: string, path: string): Promise<VersionFile> {
  const { version, files } = await filesOf(session, ref);
  const file = files.find((each) => each.path === path);
  const directory = session.layout.absolute(version.directory);
  if (file) {
    const opened = await openFile(session.layout.place, `${directory}/${path}`);
    if (opened?.size === file.size) return { ...opened, path, sha256: file.sha256 };
    throw new MregError(
      'MREG_DAMAGED',
      `${version.ref} is damaged: its file '${path}' is not as it was registered`,
      {
        hint: `mreg verify ${version.ref}`,
        details: { ref: version.ref, path },
      },
    );
  }
  if (path === METADATA_FILE) {
    const opened = await openFile(session.layout.place, `${directory}/${path}`);
    if (opened) return { ...opened, path, sha256: version.metadata_digest.replace('sha256:', '') };
  }
  if (files.some((each) => each.path.startsWith(`${path}/`)))
    throw new MregError('MREG_INVALID', `'${path}' is a directory of ${version.ref}`, { details: { path } });
  throw new MregError('MREG_NOT_FOUND', `${version.ref} has no file '${path}'`, {
    details: { ref: version.ref, path },
  });
}
