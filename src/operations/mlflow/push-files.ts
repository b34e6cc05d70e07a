import { MregError } from '../../errors.ts';
import { PROXY } from '../../mlflow/client/http.ts';
import { proxiedPath } from '../../mlflow/location.ts';
import { inLanes, stopIfInterrupted } from '../../work.ts';
import { RESUMABLE } from './pulling.ts';
import type { Pushing } from './pushing.ts';

const AT_ONCE = 4;

/** A file here. */
export interface OwnFile {
  readonly path: string;
  readonly size: number;
}

/** Brings files to a location there; one that lies there with the same size is left.
 * @throws MREG_INVALID if the server keeps its files where only it can write; MREG_IO, MREG_INTERRUPTED */
export async function pushFiles(
  { client, place, work, bytes }: Pushing,
  location: string,
  files: readonly OwnFile[],
  open: (path: string) => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  if (files.length === 0) return;
  const root = proxiedPath(location);
  if (root === undefined)
    throw new MregError(
      'MREG_INVALID',
      `${client.address} keeps its files at ${location}, and takes none itself`,
      {
        hint: 'mlflow server --serve-artifacts, with --artifacts-destination for where they lie',
        details: { location },
      },
    );
  const there = await place.files(location);
  const sizes = new Map(there?.files.map(({ path, size }) => [path, size]));
  const missing = files.filter(({ path, size }) => !sizes.has(path) || sizes.get(path) !== size);
  for (const { size } of missing) bytes.expect(size);
  await inLanes(missing, AT_ONCE, async ({ path, size }) => {
    stopIfInterrupted(work, RESUMABLE);
    const target = `${root}/${path}`.split('/').map(encodeURIComponent).join('/');
    await client.write(`${PROXY}/${target}`, async () => bytes.count(await open(path)), size);
  });
}
