/**
 * A registry in a folder. What a lookup asks for is answered at once, on this thread; everything else loads what it needs when it
 * is asked for.
 */
import { dirname } from 'node:path';
import type { Place } from '../../place.ts';
import { revalidate } from './again.ts';
import type { OwnDirectories } from './own.ts';
import { exists, list, readIfPresent, statIfPresent } from './read-sync.ts';

/** A folder as the place of a registry. It reads nothing yet. */
export function openFolder(own: OwnDirectories): Place {
  return {
    remote: false,
    renames: true,
    found: async () => {},
    read: async (path) => readIfPresent(path),
    exists: async (path) => exists(path),
    stat: async (path) => statIfPresent(path),
    list: async (directory, { beginning = '', after = '' } = {}) =>
      list(directory)?.filter(
        ({ name }) => name.startsWith(beginning) && (after === '' || isAfter(name, after)),
      ),
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
    async findRefusals(path) {
      const { findRefusals } = await import('./group.ts');
      return findRefusals(path);
    },
    async canCreate(directory) {
      const { canLink } = await import('./durable.ts');
      return canLink(directory);
    },
    async findClosed() {
      const { findClosed } = await import('./group.ts');
      return findClosed(own);
    },
    async share(path) {
      const { share } = await import('./group.ts');
      await share(own, path);
    },
    refresh: revalidate,
    async prepare(...directories) {
      const { makeInside } = await import('./inside.ts');
      for (const directory of [own.staging, ...directories]) await makeInside(own, directory);
    },
    async create(path, bytes, options) {
      const { createIfAbsent } = await import('./durable.ts');
      return createIfAbsent(path, bytes, own.staging, options);
    },
    async replace(files) {
      const [{ replaceAll }, { makeInside }] = await Promise.all([
        import('./durable.ts'),
        import('./inside.ts'),
      ]);
      await replaceAll(files, own.staging, (directory) => makeInside(own, directory));
      return undefined;
    },
    async settle(path) {
      const { syncPath } = await import('./durable.ts');
      await syncPath(path);
    },
    async note(path, bytes) {
      const { writeNote } = await import('./durable.ts');
      return writeNote(path, bytes);
    },
    async remove(path) {
      const { removeInside } = await import('./remove.ts');
      await removeInside(own, path);
    },
    async take(source, draft, work) {
      const { takeSource } = await import('./drafts/take.ts');
      return takeSource(source, draft, work);
    },
    async checkMovable(source) {
      const { checkMovable } = await import('./drafts/move.ts');
      await checkMovable(source, own.root);
    },
    async link(source, draft, work) {
      const { linkSource } = await import('./drafts/move.ts');
      return linkSource(source, draft, work);
    },
    async write(path) {
      const { openWriter } = await import('./drafts/write-file.ts');
      return openWriter(path);
    },
    async put(path, pieces) {
      const [{ putFile }, { checkInside }] = await Promise.all([
        import('./durable.ts'),
        import('./inside.ts'),
      ]);
      checkInside(own, dirname(path));
      await putFile(path, pieces, 0o444);
    },
    async publish(from, to, pending) {
      const { publish } = await import('./moves.ts');
      return publish(own, from, to, pending);
    },
    async move(from, to) {
      const { move } = await import('./moves.ts');
      return move(own, from, to);
    },
    async withdraw(path, to) {
      const { withdraw } = await import('./moves.ts');
      await withdraw(own, path, to);
    },
    async discard(path) {
      const { removeTree } = await import('./remove.ts');
      await removeTree(path);
    },
    async removeEmpty(directories) {
      const { removeEmpty } = await import('./durable.ts');
      await removeEmpty(directories);
    },
    async removeFiles(directory, names) {
      const { removeFiles } = await import('./remove.ts');
      await removeFiles(own, directory, names);
    },
  };
}

function isAfter(name: string, other: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(other)) > 0;
}
