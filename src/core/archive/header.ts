/**
 * The headers of an archive, as the npm package tar writes them: `ustar` (POSIX.1-2001), with a `pax` header only if a path or a size
 * does not fit. What is written follows from path and size alone, so the same content gives the same bytes, and a reader
 * need not parse a header: it compares the bytes with those that must come.
 */
import { Header } from 'tar/header';
import { Pax } from 'tar/pax';

/** Headers and contents fill whole blocks of so many bytes. */
export const BLOCK = 512;

/** 2000-01-01; archives have no time of their own. */
const MTIME = new Date('2000-01-01T00:00:00Z');
const MODE = 0o444;

/** The zeros that fill the last block of so many bytes. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The block, or with a pax header the blocks, that come before a file's content. */
export function formatHeader(path: string, size: number): Buffer {
  const header = new Header({
    path,
    size,
    mode: MODE,
    uid: 0,
    gid: 0,
    mtime: MTIME,
    type: 'File',
    uname: '',
    gname: '',
    devmaj: 0,
    devmin: 0,
  });
  const block = Buffer.alloc(BLOCK);
  return header.encode(block) ? Buffer.concat([new Pax({ path, size }).encode(), block]) : block;
}

const NAME_FIELD = 100;
const SIZE_FIELD = [124, 136] as const;

/** The name and the size that stand in a header, as far as a field of it can hold them; nothing of it is checked. */
export function readHeader(block: Buffer): { readonly name: string; readonly size: number } {
  const [name = ''] = block.toString('utf8', 0, NAME_FIELD).split('\0', 1);
  return { name, size: Number.parseInt(block.toString('latin1', ...SIZE_FIELD), 8) };
}
