import type { PackedVersion } from '../../core/archive/contents.ts';
import { formatSeries, seriesPath } from '../../core/archive/series.ts';
import { comparePaths } from '../../core/names/portable-path.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { readSeries, seriesOf } from '../../store/journal/series.ts';
import type { Layout } from '../../store/layout.ts';

/** The series of some versions, as members of an archive. */
export interface SeriesFiles {
  readonly files: readonly FileRecord[];
  /** The versions that have one. */
  readonly versions: readonly Tracked[];
  /** The bytes of one of the files, without points that were logged since.
   * @throws MREG_DAMAGED, MREG_IO */
  read(file: FileRecord): Promise<Buffer | undefined>;
}

type Tracked = Omit<PackedVersion, 'directory'>;

/** @throws MREG_DAMAGED, MREG_IO */
export async function listSeries(layout: Layout, versions: readonly Tracked[]): Promise<SeriesFiles> {
  const owners = new Map<string, Tracked>();
  const files: FileRecord[] = [];
  for (const tracked of versions) {
    const bytes = await bytesOf(layout, tracked);
    if (bytes.length === 0) continue;
    const path = seriesPath(keyOf(tracked));
    owners.set(path, tracked);
    files.push({ path, size: bytes.length, sha256: sha256(bytes) });
  }
  return {
    files: files.sort((a, b) => comparePaths(a.path, b.path)),
    versions: [...owners.values()],
    async read({ path, size }) {
      const owner = owners.get(path);
      // Batches only come, and stay as they are.
      return owner && (await bytesOf(layout, owner)).subarray(0, size);
    },
  };
}

function keyOf({ type, name, state }: Tracked): string {
  return seriesDirectory(type, name, state);
}

async function bytesOf(layout: Layout, tracked: Tracked): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const batches of readSeries(seriesOf(layout, keyOf(tracked)))) parts.push(formatSeries(batches));
  return Buffer.concat(parts);
}
