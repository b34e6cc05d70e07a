/**
 * Files on their way into a bucket. Until they are published they are in this process: small ones in its memory, those of a source
 * where the source has them, those that come piece by piece in a directory for temporary files. So nothing goes over the network
 * twice, and a process that is killed leaves nothing in the bucket.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MregError } from '../../../errors.ts';
import type { FileRecord } from '../../../generated/metadata.ts';
import { io } from '../../../system-error.ts';
import type { Work } from '../../../work.ts';
import { readSource } from '../../intake/read-source.ts';
import { refuse, type SourceFile } from '../../intake/source.ts';
import type { Writer } from '../../place.ts';

/** A file that is not published yet. */
export interface DraftFile {
  readonly size: number;
  readonly changed: Date;
  /** Opens it for as long as `take` works. `read` gives the bytes at a position.
   * @throws MREG_INVALID if the file of a source has changed; MREG_IO */
  use<T>(take: (read: ReadAt) => Promise<T>): Promise<T>;
  /** The SHA-256 that it has to have, if that is known. */
  readonly sha256?: string | undefined;
  /** The failure for other bytes. */
  altered?(): MregError;
  remove?(): Promise<void>;
}

export type ReadAt = (buffer: Buffer, offset: number, length: number, position: number) => Promise<number>;

/** The files of drafts by their paths. */
export class Drafts {
  readonly #files = new Map<string, DraftFile>();
  /** The directories that `take` has made, which may be empty, with the work that they are part of. */
  readonly #directories = new Map<string, Work>();
  /** Drafts whose files may be in the bucket. */
  readonly #given = new Set<string>();
  #spool: string | undefined;

  get(path: string): DraftFile | undefined {
    return this.#files.get(path);
  }

  /** The files of a draft by their paths in it; undefined if there is no such draft, or if it was given away. */
  filesOf(path: string): ReadonlyMap<string, DraftFile> | undefined {
    if (this.#given.has(path)) return undefined;
    const files = this.#below(path);
    return files.size > 0 || this.#directories.has(path) ? files : undefined;
  }

  /** Whether a path lies in a draft: in a directory below the staging area that has a file already. */
  holds(path: string, staging: string): boolean {
    const parent = path.slice(0, path.lastIndexOf('/') + 1);
    if (parent.length <= staging.length + 1) return false;
    for (const name of this.#files.keys()) if (name.startsWith(parent)) return true;
    return false;
  }

  /** Its files are where they were published, or nobody knows where. */
  give(path: string): void {
    this.#given.add(path);
  }

  /** They are here alone again. */
  takeBack(path: string): void {
    this.#given.delete(path);
  }

  workOf(path: string): Work {
    return this.#directories.get(path) ?? {};
  }

  /** Makes a file hold these pieces. */
  put(path: string, pieces: readonly Uint8Array[]): void {
    const bytes = Buffer.concat(pieces);
    this.#files.set(path, {
      size: bytes.length,
      changed: new Date(),
      use: (take) =>
        take(async (buffer, offset, length, position) =>
          bytes.copy(buffer, offset, position, Math.min(bytes.length, position + length)),
        ),
    });
  }

  /** The files of a source, which was hashed. */
  take(draft: string, files: readonly SourceFile[], records: readonly FileRecord[], work: Work): void {
    this.#directories.set(draft, work);
    for (const [index, file] of files.entries()) {
      const { size, sha256 } = records[index] as FileRecord;
      const altered = () =>
        refuse(file.path, 'changed while it was read', 'register again once nothing writes to it');
      this.#files.set(`${draft}/${file.path}`, {
        size,
        sha256,
        changed: new Date(),
        altered,
        async use(take) {
          let made: { readonly value: Awaited<ReturnType<typeof take>> } | undefined;
          await readSource(file, async (handle, now) => {
            if (now !== size) throw altered();
            made = { value: await take(readerOf(handle, file.path)) };
          });
          return (made as NonNullable<typeof made>).value;
        },
      });
    }
  }

  /** A new file that comes piece by piece.
   * @throws MREG_IO if there is one */
  async write(path: string): Promise<Writer> {
    if (this.#files.has(path))
      throw new MregError('MREG_IO', `cannot create ${path}: it exists already`, {
        details: { operation: 'create', path, errno: 'EEXIST' },
      });
    const local = join(this.#spoolDirectory(), randomUUID());
    const handle = await io('create', local, () => open(local, 'wx+', 0o600));
    const hash = createHash('sha256');
    let size = 0;
    const remove = () => io('remove', local, () => unlink(local)).catch(() => undefined);
    return {
      write: (bytes) =>
        io('write', local, async () => {
          hash.update(bytes);
          await handle.writeFile(bytes);
          size += bytes.length;
        }),
      end: async () => {
        await io('write', local, () => handle.close());
        this.#files.set(path, {
          size,
          sha256: hash.digest('hex'),
          changed: new Date(),
          remove,
          async use(take) {
            const opened = await io('read', local, () => open(local));
            try {
              return await take(readerOf(opened, local));
            } finally {
              await opened.close();
            }
          },
        });
      },
      cancel: async () => {
        await handle.close();
        await remove();
      },
    };
  }

  /** Forgets a file, or a draft with all that is in it. */
  async discard(path: string): Promise<void> {
    for (const [inner, file] of this.#below(path)) {
      await file.remove?.();
      this.#files.delete(`${path}/${inner}`);
    }
    await this.#files.get(path)?.remove?.();
    this.#files.delete(path);
    this.#directories.delete(path);
    this.#given.delete(path);
  }

  #below(path: string): Map<string, DraftFile> {
    const inside = new Map<string, DraftFile>();
    for (const [name, file] of this.#files)
      if (name.startsWith(`${path}/`)) inside.set(name.slice(path.length + 1), file);
    return inside;
  }

  #spoolDirectory(): string {
    if (this.#spool === undefined) {
      const made = mkdtempSync(join(tmpdir(), 'mreg-'));
      process.once('exit', () => rmSync(made, { recursive: true, force: true }));
      this.#spool = made;
    }
    return this.#spool;
  }
}

function readerOf(handle: FileHandle, path: string): ReadAt {
  return (buffer, offset, length, position) =>
    io('read', path, async () => (await handle.read(buffer, offset, length, position)).bytesRead);
}
