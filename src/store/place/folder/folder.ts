/**
 * A registry in a folder. What a lookup asks for is answered at once, on this thread; everything else loads what it needs when it
 * is asked for.
 */
import { dirname } from 'node:path';
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
    async note(path, bytes) {
      const { writeNote } = await import('./durable.ts');
      return writeNote(path, bytes);
    },
    async remove(path) {
      const { removeInside } = await import('./remove.ts');
      await removeInside(own, path);
    },
    async put(path, pieces) {
      const [{ putFile }, { checkInside }] = await Promise.all([
        import('./durable.ts'),
        import('./inside.ts'),
      ]);
      checkInside(own, dirname(path));
      await putFile(path, pieces, 0o444);
    },
    async publish(from, to) {
      const { publishDirectory } = await import('./moves.ts');
      return publishDirectory(own, from, to);
    },
    async withdraw(path, to) {
      const { withdrawDirectory } = await import('./moves.ts');
      await withdrawDirectory(own, path, to);
    },
    async discard(path) {
      const { removeTree } = await import('./remove.ts');
      await removeTree(path);
    },
    async removeFiles(directory, names) {
      const { removeFiles } = await import('./remove.ts');
      await removeFiles(own, directory, names);
    },
  };
}
