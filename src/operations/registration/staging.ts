import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JsonValue } from '../../core/json/index.ts';
import type { MetadataDocument } from '../../core/metadata/metadata.ts';
import { detectModel } from '../../detect/detect-model.ts';
import { findPointers } from '../../detect/lfs-pointer.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { RegisterResult } from '../../generated/output.ts';
import { findProvenance } from '../../provenance/provenance.ts';
import type { Environment } from '../../provenance/upward.ts';
import { contentDigest } from '../../store/intake/digest.ts';
import { copySource, hashFiles } from '../../store/intake/intake.ts';
import { holds, placeOf, type Source } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import type { Layout } from '../../store/layout.ts';
import { openFiles } from '../../store/versions/version-files.ts';
import type { Work } from '../../work.ts';

/** A source's files, copied and synced where nobody sees them, and what they tell of themselves. */
export interface Staged {
  /** Absolute directory of the files; not there for a rehearsal. */
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
  /** Metadata that follows from the files and from where they come from. */
  readonly facts: MetadataDocument;
  /** Where the source is moved: to be called right before the version is put on record. */
  readonly check?: () => Promise<void>;
  /** Where the source is moved: removes it once the version is on record. */
  readonly finish?: () => Promise<Moved>;
  /** Removes what was staged; harmless once it has been published. */
  discard(): Promise<void>;
}

/** What became of a source that was moved. */
type Moved = NonNullable<RegisterResult['moved']>;

/** Copies a source into the staging area, or links its files there; for a rehearsal it is only read.
 * @throws MREG_INVALID, MREG_CONFLICT, MREG_IO, MREG_INTERRUPTED */
export async function stageSource(
  layout: Layout,
  source: Source,
  options: {
    rehearse?: boolean | undefined;
    move?: boolean | undefined;
    /** Where the CI run's address is looked for; undefined if the place of the files says nothing of where they come from. */
    env: Environment | undefined;
  },
  work: Work,
): Promise<Staged> {
  // Where a registry lies says nothing of where the files of its runs come from.
  const path = holds(layout.runs, source.path) ? undefined : source.path;
  const origin = options.env ? findProvenance({ path, env: options.env }) : undefined;
  const copy = join(layout.staging, randomUUID());
  if (!options.rehearse) await prepareLayout(layout);
  const way = options.move ? await import('../../store/intake/move.ts') : undefined;
  if (options.rehearse) await way?.checkMovable(source, layout.root);
  const linked = options.rehearse ? undefined : await way?.linkSource(source, copy, work);
  const files =
    linked?.records ??
    (options.rehearse ? await hashFiles(source, work) : await copySource(source, copy, work));
  const places = new Map(source.files.map((file) => [file.path, placeOf(file)]));
  const model = openFiles(options.rehearse ? (path) => places.get(path) as string : copy, files);
  const discard = async () => {
    if (linked) await linked.undo();
    else if (!options.rehearse) await layout.place.discard(copy);
  };
  const [detected, pointers] = await Promise.all([detectModel(model), findPointers(model)]).catch(
    async (error) => {
      await discard();
      throw error;
    },
  );
  const { git, run_url } = (await origin) ?? {};
  const { framework } = detected;
  return {
    path: copy,
    files,
    pointers,
    digest: contentDigest(files),
    size: files.reduce((sum, file) => sum + file.size, 0),
    framework: framework ?? null,
    artifacts: detected.artifacts,
    facts: {
      model_artifact_files: detected.artifacts,
      ...(framework && { framework: { ...framework } as JsonValue }),
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
