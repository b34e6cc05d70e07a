import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { detectModel } from '../core/framework.ts';
import type { JsonValue } from '../core/json.ts';
import type { MetadataDocument } from '../core/metadata.ts';
import type { FileRecord } from '../generated/metadata.ts';
import { type Environment, findProvenance } from '../provenance.ts';
import { prepareLayout } from '../store/commit.ts';
import { contentDigest } from '../store/digest.ts';
import { removeTree } from '../store/durable.ts';
import { copySource, hashFiles, type Work } from '../store/intake.ts';
import type { Layout } from '../store/layout.ts';
import type { Source } from '../store/source.ts';
import { openFiles } from '../store/version-files.ts';

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
  /** Removes what was staged; harmless once it has been published. */
  discard(): Promise<void>;
}

/** Copies a source into the staging area; for a rehearsal it is only read.
 * @throws MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function stageSource(
  layout: Layout,
  source: Source,
  options: { rehearse?: boolean | undefined; env: Environment },
  work: Work,
): Promise<Staged> {
  const origin = findProvenance({ path: source.path, env: options.env });
  const copy = join(layout.staging, randomUUID());
  if (!options.rehearse) await prepareLayout(layout);
  const files = options.rehearse ? await hashFiles(source, work) : await copySource(source, copy, work);
  const directory = source.kind === 'directory' ? source.path : join(source.path, '..');
  const path = options.rehearse ? directory : copy;
  const discard = async () => {
    if (!options.rehearse) await removeTree(copy);
  };
  const detected = await detectModel(openFiles(path, files)).catch(async (error) => {
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
    discard,
  };
}
