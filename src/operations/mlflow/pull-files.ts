import type { RemoteFiles } from '../../mlflow/place.ts';
import { inLanes, stopIfInterrupted } from '../../work.ts';
import { listArtifactFiles, writeArtifact } from '../tracking/artifacts.ts';
import { type Pulling, RESUMABLE } from './pulling.ts';

const AT_ONCE = 4;

/** Brings the files of a run, or of a logged model, that are not here yet. A file of the same size counts as the same. */
export async function pullFiles(
  { session, work, bytes }: Pulling,
  owner: string,
  there: RemoteFiles,
): Promise<number> {
  const { files } = await listArtifactFiles(session, { owner });
  const here = new Map(files.map(({ path, size }) => [path, size]));
  const missing = there.files.filter(
    ({ path, size }) => !here.has(path) || (size !== undefined && here.get(path) !== size),
  );
  for (const { size = 0 } of missing) bytes.expect(size);
  await inLanes(missing, AT_ONCE, async ({ path, size }) => {
    stopIfInterrupted(work, RESUMABLE);
    await writeArtifact(session, { owner, path, size, from: bytes.count(await there.open(path)) });
  });
  return missing.length;
}
