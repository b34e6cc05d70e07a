import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JsonValue } from '../../core/json/index.ts';
import type { MetadataDocument } from '../../core/metadata/metadata.ts';
import { detectModel } from '../../detect/detect-model.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { RegisterResult } from '../../generated/output.ts';
import { type Environment, findProvenance } from '../../provenance.ts';
import { contentDigest } from '../../store/intake/digest.ts';
import { copySource, hashFiles, type Work } from '../../store/intake/intake.ts';
import type { Source } from '../../store/intake/source.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import type { Layout } from '../../store/layout.ts';
import { removeTree } from '../../store/place/folder/durable.ts';
import { openFiles } from '../../store/versions/version-files.ts';

/** A source's files, copied and synced where nobody sees them, and what they tell of themselves. */
export interface Staged {
  /** Absolute directory of the files. */
  readonly path: string;
  readonly files: readonly FileRecord[];
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
  options: { rehearse?: boolean | undefined; move?: boolean | undefined; env: Environment },
  work: Work,
): Promise<Staged> {
  const origin = findProvenance({ path: source.path, env: options.env });
  const copy = join(layout.staging, randomUUID());
  if (!options.rehearse) await prepareLayout(layout);
  const way = options.move ? await import('../../store/intake/move.ts') : undefined;
  if (options.rehearse) await way?.checkMovable(source, layout.root);
  const linked = options.rehearse ? undefined : await way?.linkSource(source, copy, work);
  const files =
    linked?.records ??
    (options.rehearse ? await hashFiles(source, work) : await copySource(source, copy, work));
  const directory = source.kind === 'directory' ? source.path : join(source.path, '..');
  const path = options.rehearse ? directory : copy;
  const discard = async () => {
    if (linked) await linked.undo();
    else if (!options.rehearse) await removeTree(copy);
  };
  // Under the name that it will have there is nothing in a source that is only read.
  const renamed = new Set(source.files.flatMap((file) => (file.original ? [file.path] : [])));
  const there = options.rehearse ? files.filter((file) => !renamed.has(file.path)) : files;
  const detected = await detectModel(openFiles(path, there)).catch(async (error) => {
    await discard();
    throw error;
  });
  const { git, run_url } = await origin;
  const { framework } = detected;
  return {
    path,
    files,
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
