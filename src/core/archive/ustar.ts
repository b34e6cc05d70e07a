/**
 * The headers of an archive: POSIX.1-2001 `ustar`, with a `pax` header only where a path or a size does not fit.
 * What is written follows from path and size alone, so the same content gives the same bytes. What is read is
 * held to the same form: any field that two programs could read differently is refused, since a check of one
 * reading says nothing about the other.
 */
import { invalid } from '../../errors.ts';
import { formatRecords, type PaxRecords } from './pax.ts';

/** Headers and contents fill whole blocks of so many bytes. */
export const BLOCK = 512;

/** 2000-01-01; archives have no time of their own. */
const MTIME = 946_684_800;
/** The most that eleven octal digits hold. */
const MAX_OCTAL = 0o77777777777;
const MODE = 0o444;

/** What a header says of the bytes that follow it. */
export interface Header {
  readonly kind: 'file' | 'directory' | 'extended';
  /** As it stands in the header; a directory's without its last slash. */
  readonly path: string;
  readonly size: number;
}

/** The zeros that fill the last block of so many bytes. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The block, or with a pax header the blocks, that come before a file's content. */
export function formatHeader(path: string, size: number): Buffer {
  const split = splitPath(path);
  if (split && size <= MAX_OCTAL) return block({ ...split, size, type: '0' });
  const records = Buffer.from(
    formatRecords({ ...(split ? {} : { path }), ...(size > MAX_OCTAL && { size: String(size) }) }),
  );
  const plain = path.replace(/[^ -~]/g, '_').slice(-100);
  return Buffer.concat([
    block({ name: 'PaxHeader', prefix: '', size: records.length, type: 'x' }),
    records,
    Buffer.alloc(paddingOf(records.length)),
    block({ ...(split ?? { name: plain, prefix: '' }), size: size > MAX_OCTAL ? 0 : size, type: '0' }),
  ]);
}

/** A path in the two fields of a header, or undefined where it does not fit. Only ASCII means the same everywhere. */
function splitPath(path: string): { name: string; prefix: string } | undefined {
  if (!/^[ -~]*$/.test(path)) return undefined;
  if (path.length <= 100) return { name: path, prefix: '' };
  for (let slash = path.indexOf('/', path.length - 101); slash !== -1; slash = path.indexOf('/', slash + 1))
    if (slash > 0 && slash <= 155 && slash < path.length - 1)
      return { name: path.slice(slash + 1), prefix: path.slice(0, slash) };
  return undefined;
}

function block(header: { name: string; prefix: string; size: number; type: '0' | 'x' }): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  bytes.write(header.name, 0, 'latin1');
  writeOctal(bytes, 100, 8, MODE);
  writeOctal(bytes, 108, 8, 0);
  writeOctal(bytes, 116, 8, 0);
  writeOctal(bytes, 124, 12, header.size);
  writeOctal(bytes, 136, 12, MTIME);
  bytes.write(header.type, 156, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  writeOctal(bytes, 329, 8, 0);
  writeOctal(bytes, 337, 8, 0);
  bytes.write(header.prefix, 345, 'latin1');
  bytes.write(`${checksumOf(bytes).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

function writeOctal(bytes: Buffer, offset: number, length: number, value: number): void {
  bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
}

/** The sum of the bytes, those of the checksum itself counted as spaces. */
function checksumOf(bytes: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index += 1)
    if (index < 148 || index >= 156) sum += bytes[index] as number;
  return sum;
}

/** What keeps a kind of member out. */
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a FIFO',
  '7': 'a contiguous file',
  g: 'a global pax header',
  K: "GNU tar's long link name",
  L: "GNU tar's long file name",
  S: 'a sparse file',
  V: 'a volume label',
  M: 'a part of another volume',
};

/** The header in a block of 512 bytes, or 'end' for a block of zeros.
 * @throws MREG_INVALID for whatever is not exactly a `ustar` header of a file, a directory or a pax header */
export function parseHeader(bytes: Buffer): Header | 'end' {
  if (bytes.every((byte) => byte === 0)) return 'end';
  if (octal(bytes, 148, 8, 'checksum') !== checksumOf(bytes))
    throw invalid('a header has a wrong checksum, or there is none where one was expected');
  if (bytes.toString('latin1', 257, 265) !== 'ustar\x0000')
    throw invalid('a header is not of the ustar format', 'to make an archive by hand: tar --format=pax');
  const type = bytes.toString('latin1', 156, 157);
  const name = text(bytes, 0, 100, 'name');
  const prefix = text(bytes, 345, 155, 'prefix');
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const kind = ({ '0': 'file', '5': 'directory', x: 'extended' } as const)[type];
  if (!kind) throw invalid(`${path} is ${REFUSED[type] ?? `of the type ${JSON.stringify(type)}`}`);
  for (const [offset, length, field] of [
    [100, 8, 'mode'],
    [108, 8, 'owner'],
    [116, 8, 'group'],
    [136, 12, 'time'],
  ] as const)
    octal(bytes, offset, length, field);
  if (!isBlank(bytes, 157, 257)) throw invalid(`${path} has the name of a link's target`);
  for (const offset of [329, 337])
    if (!isBlank(bytes, offset, offset + 8) && octal(bytes, offset, 8, 'device') !== 0)
      throw invalid(`${path} has the number of a device`);
  text(bytes, 265, 32, "owner's name");
  text(bytes, 297, 32, "group's name");
  if (!isBlank(bytes, 500, 512)) throw invalid(`${path} has bytes after its header's fields`);
  const size = octal(bytes, 124, 12, 'size');
  if (kind === 'directory' && size !== 0) throw invalid(`${path} is a directory with a content`);
  return { kind, path: kind === 'directory' ? path.replace(/\/$/, '') : path, size };
}

/** A member as its own header and the pax header before it say. */
export function applyRecords(header: Header, { path, size }: PaxRecords): Header {
  const directory = header.kind === 'directory';
  if (size !== undefined && directory) throw invalid(`${header.path} is a directory with a size`);
  const own = path === undefined ? header.path : directory ? path.replace(/\/$/, '') : path;
  return { kind: header.kind, path: own, size: size ?? header.size };
}

/** Digits of base 8 that fill the field but for its end: spaces in front, signs, and GNU's base 256 are out. */
function octal(bytes: Buffer, offset: number, length: number, field: string): number {
  const written = bytes.toString('latin1', offset, offset + length);
  const [, digits] = /^([0-7]+)[\0 ]{1,2}$/.exec(written) ?? [];
  if (digits === undefined) throw invalid(`a header's ${field} is not a number of base 8`);
  return Number.parseInt(digits, 8);
}

/** Text up to the first NUL, with nothing but NULs after it. */
function text(bytes: Buffer, offset: number, length: number, field: string): string {
  const whole = bytes.subarray(offset, offset + length);
  const end = whole.indexOf(0);
  const written = end === -1 ? whole : whole.subarray(0, end);
  if (end !== -1 && !isBlank(whole, end, length)) throw invalid(`a header has bytes after its ${field}`);
  const decoded = written.toString('utf8');
  if (!Buffer.from(decoded).equals(written)) throw invalid(`a header's ${field} is not UTF-8`);
  return decoded;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return bytes.subarray(start, end).every((byte) => byte === 0);
}
