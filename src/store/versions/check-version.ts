import { compareContent, compareList, type FoundFile } from '../../core/integrity/compare-files.ts';
import { type Fault, shortDigest } from '../../core/integrity/fault.ts';
import { comparePaths } from '../../core/names/portable-path.ts';
import { placesOf } from '../../core/state/directories.ts';
import type { VersionState } from '../../core/state/model.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { contentDigest, sha256 } from '../intake/digest.ts';
import { type Layout, METADATA_FILE } from '../layout.ts';
import { join } from '../place/paths.ts';
import { insist, type Place, type Reading, readOrExplain, reasonOf } from '../place.ts';

/** A version as the log has it. */
export interface TrackedVersion {
  readonly ref: string;
  readonly state: VersionState;
}

/** How a version is checked. */
export interface Check {
  readonly layout: Layout;
  /** Reads a file; undefined where sizes are enough. */
  readonly hash: ((path: string, size: number) => Promise<Reading>) | undefined;
  /** The version whose metadata.json has this digest. */
  readonly ownerOf: (metadataSha256: string) => string | undefined;
}

/** What came of it. */
export interface CheckedVersion {
  readonly faults: readonly Fault[];
  /** How many files there were to check. */
  readonly files: number;
}

/** Compares all that lies in a version's directory with what the log and metadata.json say of it. Whatever is wrong
 * is part of the answer.
 * @throws MREG_INTERRUPTED */
export async function checkVersion(check: Check, { ref, state }: TrackedVersion): Promise<CheckedVersion> {
  const place = await findPlace(check.layout, state);
  const fault = (kind: Fault['kind'], path: string, problem: string): Fault => ({
    kind,
    ref,
    file: path === '' ? place.directory : `${place.directory}/${path}`,
    problem,
  });
  if (place.fault) return { faults: [fault(place.fault.kind, '', place.fault.problem)], files: 0 };
  const directory = check.layout.absolute(place.directory);
  const found = new Map<string, FoundFile>();
  const faults: Fault[] = [];
  await listTree(check.layout.place, directory, '', found, (path, problem) =>
    faults.push(fault('file-unreadable', path, problem)),
  );
  // Of a directory that cannot be listed nothing more can be said, and nothing in it is missing.
  if (faults.some(({ file }) => file === place.directory)) return { faults, files: 0 };
  const metadata = await readMetadata(check, directory, state, found.get(METADATA_FILE));
  if (metadata.fault) faults.push(fault(metadata.fault.kind, METADATA_FILE, metadata.fault.problem));
  found.delete(METADATA_FILE);
  const { records } = metadata;
  if (records === undefined) {
    const problem = await describeUnlisted(check, directory, state, [...found.values()]);
    if (problem !== undefined) faults.push(fault('files-altered', '', problem));
    return { faults, files: found.size + 1 };
  }
  const hidden = faults.map(({ file }) => `${file.slice(place.directory.length + 1)}/`);
  const visible = records.filter(({ path }) => !hidden.some((prefix) => path.startsWith(prefix)));
  const wrong = compareList(visible, found);
  const { hash } = check;
  if (hash) {
    const intact = visible.filter(({ path }) => !wrong.has(path));
    await Promise.all(
      intact.map(async (record) => {
        const content = await hash(join(directory, record.path), record.size);
        const problem = compareContent(record, content, records);
        if (problem) wrong.set(record.path, problem);
      }),
    );
  }
  const ordered = [...wrong].sort(([a], [b]) => comparePaths(a, b));
  faults.push(...ordered.map(([path, { kind, problem }]) => fault(kind, path, problem)));
  return { faults, files: records.length + 1 };
}

type Found<T> = T & { readonly fault?: Pick<Fault, 'kind' | 'problem'> };

type Whereabouts = Found<{ directory: string }>;

/** Where a version's bytes are now. */
async function findPlace(layout: Layout, state: VersionState): Promise<Whereabouts> {
  const [lived = '', restored] = placesOf(state);
  // The trash first: where a version is there, what lies in its old place is not the version.
  // Where nothing is renamed, a copy may have put some of its files where it will be restored.
  const trash = `.mreg/trash/${lived}`;
  const inTrash = layout.place.renames ? [trash, restored, lived] : [trash, lived, restored];
  const places = restored === undefined ? [lived] : inTrash.filter((one) => one !== undefined);
  const absolute = places.map((directory) => layout.absolute(directory));
  const found = await insist(layout.place, absolute, () => firstOf(layout, places));
  if (found) return found;
  const problem = 'the directory of the version is missing';
  return { directory: lived, fault: { kind: 'version-missing', problem } };
}

async function firstOf(layout: Layout, places: readonly string[]): Promise<Whereabouts | undefined> {
  for (const directory of places) {
    const problem = (text: string, kind: Fault['kind'] = 'version-missing') => ({
      directory,
      fault: { kind, problem: text },
    });
    try {
      const path = layout.absolute(directory);
      const impostor = await layout.place.findImpostor(path);
      if (impostor && !impostor.linked) return problem('is not a directory');
      if (impostor?.path === directory)
        return problem('is a symbolic link, not the directory of a version', 'version-linked');
      if (impostor) return problem(`lies behind a symbolic link, '${impostor.path}'`, 'version-linked');
      if (await layout.place.exists(path)) return { directory };
    } catch (error) {
      return problem(`cannot be read: ${reasonOf(error)}`, 'file-unreadable');
    }
  }
  return undefined;
}

/** The list of files, once it is known to be the one that was registered: by the digest of metadata.json, or by its own. */
async function readMetadata(
  { layout: { place }, ownerOf }: Check,
  directory: string,
  state: VersionState,
  file: FoundFile | undefined,
): Promise<Found<{ records?: readonly FileRecord[] | undefined }>> {
  if (!file) return { fault: { kind: 'metadata-missing', problem: 'is missing' } };
  if (file.kind !== 'file') return { fault: { kind: 'file-linked', problem: 'is not a regular file' } };
  const path = join(directory, METADATA_FILE);
  const bytes = await insist(place, [path], () => readOrExplain(place, path));
  if (bytes === undefined) return { fault: { kind: 'metadata-missing', problem: 'is missing' } };
  if ('problem' in bytes) return { fault: { kind: 'file-unreadable', problem: bytes.problem } };
  const digest = sha256(bytes);
  const records = readList(bytes);
  if (digest === state.metadata_sha256) return { records: records ?? [] };
  const owner = ownerOf(digest);
  const fault =
    owner === undefined
      ? {
          kind: 'metadata-altered' as const,
          problem: `is not the one that was registered: sha256 ${shortDigest(digest)}, expected ${shortDigest(state.metadata_sha256)}`,
        }
      : { kind: 'metadata-swapped' as const, problem: `is that of ${owner}` };
  return { fault, records: records && isRegistered(records, state) ? records : undefined };
}

/** The digest covers paths and hashes; the sizes have to add up besides. */
function isRegistered(records: readonly FileRecord[], { digest, size }: VersionState): boolean {
  return contentDigest(records) === digest && records.reduce((sum, file) => sum + file.size, 0) === size;
}

function readList(bytes: Buffer): FileRecord[] | undefined {
  try {
    const { files } = JSON.parse(bytes.toString('utf8'));
    const isRecord = ({ path, size, sha256: digest }: FileRecord) =>
      typeof path === 'string' && typeof size === 'number' && typeof digest === 'string';
    return Array.isArray(files) && files.every(isRecord) ? files : undefined;
  } catch {
    return undefined;
  }
}

/** The list is lost with metadata.json; the log still has the digest of all files together. */
async function describeUnlisted(
  { hash }: Check,
  directory: string,
  state: VersionState,
  found: readonly FoundFile[],
): Promise<string | undefined> {
  const size = found.reduce((sum, file) => sum + file.size, 0);
  const odd = found.some(({ kind }) => kind !== 'file');
  if (odd || size !== state.size) return `its files have ${size} bytes, expected ${state.size}`;
  if (!hash) return undefined;
  const records: FileRecord[] = [];
  for (const { path, size } of [...found].sort((a, b) => comparePaths(a.path, b.path))) {
    const reading = await hash(join(directory, path), size);
    if ('fault' in reading) return `'${path}' in it cannot be read`;
    records.push({ path, ...reading });
  }
  return contentDigest(records) === state.digest
    ? undefined
    : 'its files are not those that were registered; metadata.json, which would tell which, is not either';
}

async function listTree(
  place: Place,
  root: string,
  prefix: string,
  found: Map<string, FoundFile>,
  unreadable: (path: string, problem: string) => void,
): Promise<void> {
  try {
    const listed = await place.list(join(root, prefix));
    // What disappears meanwhile is found missing by its name.
    if (!listed) return unreadable(prefix, 'cannot be listed: no such file or directory');
    for (const { name, kind, size: told } of listed) {
      const path = prefix === '' ? name : `${prefix}/${name}`;
      if (kind === 'directory') await listTree(place, root, path, found, unreadable);
      else {
        const size = kind === 'file' ? (told ?? (await place.stat(join(root, path)))?.size) : 0;
        if (size !== undefined) found.set(path, { path, kind, size });
      }
    }
  } catch (error) {
    unreadable(prefix, `cannot be listed: ${reasonOf(error)}`);
  }
}
