/** Records of a pax header (POSIX.1-2001, pax, "Extended Header"): `<length> <key>=<value>\n`. */
import { invalid } from '../../errors.ts';

/** What a pax header may change about the member that follows. */
export interface PaxRecords {
  readonly path?: string;
  readonly size?: number;
}

/** A pax header with a path and a size is far smaller. */
export const MAX_RECORDS = 64 * 1024;

/** What other programs write of a member's times and owner: ignored, but only if it can be read in one way. */
const IGNORED: ReadonlyMap<string, RegExp> = new Map([
  ['mtime', /^-?\d+(\.\d+)?$/],
  ['atime', /^-?\d+(\.\d+)?$/],
  ['ctime', /^-?\d+(\.\d+)?$/],
  ['uid', /^\d+$/],
  ['gid', /^\d+$/],
]);

/** The records as they are written, in the order given. */
export function formatRecords(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      const bytes = Buffer.byteLength(rest);
      let length = bytes + String(bytes).length;
      // The length counts its own digits.
      if (bytes + String(length).length !== length) length = bytes + String(length).length;
      return `${length}${rest}`;
    })
    .join('');
}

/** What a pax header says.
 * @throws MREG_INVALID for any key but path and size and those of times and owner, a key twice, and whatever is not a record */
export function parseRecords(bytes: Buffer): PaxRecords {
  const found = new Map<string, string>();
  for (let offset = 0; offset < bytes.length; ) {
    const [start, digits = ''] = /^([1-9]\d{0,5}) /.exec(bytes.toString('latin1', offset, offset + 8)) ?? [];
    const end = offset + Number(digits);
    if (start === undefined || end > bytes.length || bytes[end - 1] !== 0x0a)
      throw invalid('a pax header has a record that is not one');
    const record = bytes.subarray(offset + start.length, end - 1);
    const text = record.toString('utf8');
    if (!Buffer.from(text).equals(record) || text.includes('\0'))
      throw invalid('a pax header is not plain UTF-8');
    const [, key = '', value = ''] = /^([^=]+)=([\s\S]+)$/.exec(text) ?? [];
    if (found.has(key)) throw invalid(`a pax header has '${key}' twice`);
    const ignored = IGNORED.get(key);
    if (key !== 'path' && key !== 'size' && !ignored)
      throw invalid(`a pax header has '${key}', expected path or size`);
    if (ignored && !ignored.test(value)) throw invalid(`a pax header has a '${key}' that is not a number`);
    found.set(key, value);
    offset = end;
  }
  const [path, size] = [found.get('path'), found.get('size')];
  if (size !== undefined && !/^(0|[1-9]\d{0,14})$/.test(size))
    throw invalid('a pax header has a size that is not a number');
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) };
}
