/** Files as answers: with a type that no browser takes for a page, ranges, and an ETag that is the digest. */
import type { Readable } from 'node:stream';

/** A file that can be read from any place on. */
export interface ServedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly modifiedAt: string;
  /** The bytes from `start` to `end`, both counted in. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>;
}

/** What of a reply a file needs. */
export interface Answer {
  code(status: number): unknown;
  header(name: string, value: string | number): unknown;
}

/** The stream of an answer with a file; undefined if nothing but the head is to be sent. */
export async function answerWithFile(
  file: ServedFile,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  answer: Answer,
): Promise<Readable | undefined> {
  const etag = `"${file.sha256}"`;
  answer.header('content-type', 'application/octet-stream');
  answer.header('content-disposition', disposition(file.path.slice(file.path.lastIndexOf('/') + 1)));
  answer.header('x-content-type-options', 'nosniff');
  answer.header('accept-ranges', 'bytes');
  answer.header('etag', etag);
  answer.header('last-modified', new Date(file.modifiedAt).toUTCString());
  if (headers['if-none-match'] === etag) {
    answer.code(304);
    return undefined;
  }
  const wanted =
    headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;
  const range = readRange(wanted, file.size);
  if (range === 'unsatisfiable') {
    answer.code(416);
    answer.header('content-range', `bytes */${file.size}`);
    return undefined;
  }
  answer.header('content-length', range ? range.end - range.start + 1 : file.size);
  if (!range) return file.open();
  answer.code(206);
  answer.header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  return file.open(range);
}

function readRange(
  header: string | string[] | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(header ?? '')) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}

/** A header that names a file: as it is if it is plain, else with a plain name beside it (RFC 6266, RFC 5987). */
function disposition(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'download';
  const quoted = /^[!#$%&'*+.^_`|~\w-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
  if (/^[\x20-\x7e]*$/.test(name)) return `attachment; filename=${quoted}`;
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename=${quoted}; filename*=UTF-8''${encoded}`;
}
