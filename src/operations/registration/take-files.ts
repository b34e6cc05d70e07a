import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../../core/json/index.ts';
import type { MetadataDocument } from '../../core/metadata/metadata.ts';
import { detectModel } from '../../detect/detect-model.ts';
import { findPointers } from '../../detect/lfs-pointer.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { RegisterResult } from '../../generated/output.ts';
import { findProvenance } from '../../provenance/provenance.ts';
import type { Environment } from '../../provenance/upward.ts';
import { contentDigest } from '../../store/intake/digest.ts';
import { hashFiles } from '../../store/intake/hash-source.ts';
import { openSource } from '../../store/intake/read-source.ts';
import { holds, type Source, type SourceFile } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import type { Layout } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import { openFiles } from '../../store/versions/version-files.ts';
import type { Work } from '../../work.ts';

/** The files of a source in the staging area, copied or linked and synced, and what was detected in them. */
export interface TakenFiles {
  /** Absolute directory of the files; a rehearsal does not make it. */
  readonly path: string;
  readonly files: readonly FileRecord[];
  /** Paths of files that only point to those in Git LFS. */
  readonly pointers: readonly string[];
  /** SHA-256 over the list of files: the same for the same files. */
  readonly digest: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly framework: { name: string; version?: string } | null;
  readonly artifacts: string[];
  /** Metadata from the files and from their origin. */
  readonly facts: MetadataDocument;
  /** Only for a source that is moved: checks it right before the version is put on record. */
  readonly check?: () => Promise<void>;
  /** Only for a source that is moved: removes it once the version is on record. */
  readonly finish?: () => Promise<Moved>;
  /** Removes the files from the staging area; harmless once they are published. */
  discard(): Promise<void>;
}

/** Which files of a moved source are left. */
type Moved = NonNullable<RegisterResult['moved']>;

/** Copies a source into the staging area, or links its files there; for a rehearsal it is only read.
 * @throws MREG_INVALID, MREG_CONFLICT, MREG_IO, MREG_INTERRUPTED */
export async function takeFiles(
  layout: Layout,
  source: Source,
  options: {
    rehearse?: boolean | undefined;
    move?: boolean | undefined;
    /** The environment in which the address of a CI run is looked for. If undefined, neither that nor the git commit is recorded:
     * the files come from the registry itself. */
    env: Environment | undefined;
  },
  work: Work,
): Promise<TakenFiles> {
  // The place of a registry says nothing of the origin of its runs' files.
  const path = holds(layout.runs, source.path) ? undefined : source.path;
  const origin = options.env ? findProvenance({ path, env: options.env }) : undefined;
  const copy = join(layout.staging, randomUUID());
  if (!options.rehearse) await prepareLayout(layout);
  if (options.move && options.rehearse) await layout.place.checkMovable(source);
  const linked = options.move && !options.rehearse ? await layout.place.link(source, copy, work) : undefined;
  const files =
    linked?.records ??
    (options.rehearse ? await hashFiles(source, work) : await layout.place.take(source, copy, work));
  const given = new Map(source.files.map((file) => [file.path, file]));
  const discard = async () => {
    if (linked) await linked.undo();
    else if (!options.rehearse) await layout.place.discard(copy);
  };
  const open = (path: string) =>
    options.rehearse ? openSource(given.get(path) as SourceFile) : layout.place.open(join(copy, path));
  const recognized = await recognizeFiles(open, files).catch(async (error) => {
    await discard();
    throw error;
  });
  const { git, run_url } = (await origin) ?? {};
  return {
    path: copy,
    ...recognized,
    facts: {
      ...recognized.facts,
      ...((git ?? run_url) && {
        source: { ...(git && { git: { ...git } as JsonValue }), ...(run_url && { run_url }) },
      }),
    },
    ...(linked && {
      check: linked.check,
      finish: async () => ({ left: await linked.finish(), unseen_processes: linked.unseen ?? null }),
    }),
    discard,
  };
}

const NOTHING: Source = { path: '', paths: [], kind: 'directory', files: [], directories: [], leftOut: [] };

/** The files of a version that lie elsewhere: an empty directory in the staging area. */
export async function takeNothing(layout: Layout): Promise<TakenFiles> {
  const path = join(layout.staging, randomUUID());
  await prepareLayout(layout);
  await layout.place.take(NOTHING, path, {});
  return {
    path,
    files: [],
    pointers: [],
    digest: contentDigest([]),
    size: 0,
    framework: null,
    artifacts: [],
    facts: { model_artifact_files: [] },
    discard: () => layout.place.discard(path),
  };
}

/** What files tell of themselves, wherever they lie.
 * @throws MREG_IO */
export async function recognizeFiles(
  open: Parameters<typeof openFiles>[0],
  files: readonly FileRecord[],
): Promise<Omit<TakenFiles, 'path' | 'discard'>> {
  const model = openFiles(open, files);
  const [{ framework, artifacts }, pointers] = await Promise.all([detectModel(model), findPointers(model)]);
  return {
    files,
    pointers,
    digest: contentDigest(files),
    size: files.reduce((sum, file) => sum + file.size, 0),
    framework: framework ?? null,
    artifacts,
    facts: {
      model_artifact_files: artifacts,
      ...(framework && { framework: { ...framework } as JsonValue }),
    },
  };
}
