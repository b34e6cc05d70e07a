/**
 * A registry in a folder. What a lookup asks for is answered at once, on this thread; everything else loads what it needs when it
 * is asked for.
 */
import type { Place } from '../../place.ts';
import { revalidate } from './again.ts';
import { exists, list, lookAt, readIfPresent } from './look.ts';
import type { OwnDirectories } from './own.ts';

/** A folder as the place of a registry. It reads nothing yet. */
export function openFolder(own: OwnDirectories): Place {
  return {
    read: async (path) => readIfPresent(path),
    exists: async (path) => exists(path),
    look: async (path) => lookAt(path),
    list: async (directory) => list(directory),
    async open(path) {
      const { openFile } = await import('./open-file.ts');
      return openFile(path);
    },
    async openHasher(work, total) {
      const { createHasher } = await import('./hash/hasher.ts');
      return createHasher(work, total);
    },
    async findImpostor(path) {
      const { findImpostor } = await import('./inside.ts');
      return findImpostor(own, path);
    },
    refresh: revalidate,
    async prepare(...directories) {
      const { makeInside } = await import('./inside.ts');
      for (const directory of [own.staging, ...directories]) await makeInside(own, directory);
    },
    async create(path, bytes, arrived) {
      const { createIfAbsent } = await import('./durable.ts');
      return createIfAbsent(path, bytes, own.staging, arrived);
    },
    async replace(files) {
      const [{ replaceAll }, { makeInside }] = await Promise.all([
        import('./durable.ts'),
        import('./inside.ts'),
      ]);
      await replaceAll(files, own.staging, (directory) => makeInside(own, directory));
    },
    async settle(directory) {
      const { syncDirectory } = await import('./durable.ts');
      await syncDirectory(directory);
    },
    async removeFiles(directory, names) {
      const { removeFiles } = await import('./remove.ts');
      await removeFiles(own, directory, names);
    },
  };
}
