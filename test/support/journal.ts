/** The files of a journal, read and written from docs/format.md with nothing of src. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';

// biome-ignore lint/suspicious/noExplicitAny: whatever a file holds
type Json = Record<string, any>;

const SPANS = [10_000, 100, 1];

/** The file of a journal that holds so many batches from the first on. */
export function journalFile(first: number, span = 1): string {
  const digits = (number: number) => String(number).padStart(10, '0');
  return `${digits(first)}${span === 1 ? '' : `-${digits(first + span - 1)}`}.jsonl`;
}

/** The file of an entry, or of a hundred of them, relative to the root. */
export const entryName = (revision: number) => `.mreg/log/${journalFile(revision)}`;
export const blockName = (first: number, span = 100) => `.mreg/log/${journalFile(first, span)}`;

/** The bytes of a file of a journal. */
export function encodeJournal(of: string, first: number, lines: readonly string[], more: Json = {}): string {
  const header = { journal: 1, of, first, last: first + lines.length - 1, ...more };
  const body = [JSON.stringify(header), ...lines].map((line) => `${line}\n`).join('');
  return `${JSON.stringify({ sha256: sha256(body) })}\n${body}`;
}

/** Writes a file of a journal that lies at `root`, whatever was there. */
export function writeJournal(
  root: string,
  of: string,
  first: number,
  lines: readonly string[],
  more: Json = {},
): void {
  const path = join(root, '.mreg', of, journalFile(first, lines.length));
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, encodeJournal(of, first, lines, more));
}

/** The lines of the batches in a file. */
export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(2, -1);
}

/** The entry of a file of its own. */
export function readEntryFile(root: string, revision: number): Json {
  return JSON.parse(linesOf(join(root, entryName(revision)))[0] as string);
}

/** The `previous` of whatever follows a line. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A batch, and where it was found. */
export interface Found {
  readonly place: string;
  readonly line: Buffer;
}

/** The batches of a journal in order, each from the largest file that holds it; the smaller files beside that; and all others.
 * `complain` is told what is wrong with a file. */
export function readJournal(
  root: string,
  of: string,
  complain: (text: string) => void = () => undefined,
): { found: Found[]; beside: string[]; others: string[] } {
  const directory = join(root, '.mreg', of);
  const names = new Set(existsSync(directory) ? readdirSync(directory) : []);
  const found: Found[] = [];
  const beside: string[] = [];
  for (;;) {
    const first = found.length + 1;
    const span = SPANS.find((one) => (first - 1) % one === 0 && names.has(journalFile(first, one)));
    if (span === undefined) return { found, beside, others: [...names] };
    const name = journalFile(first, span);
    names.delete(name);
    const lines = decode(readFileSync(join(directory, name)), { of, first, last: first + span - 1 }, (text) =>
      complain(`${name} ${text}`),
    );
    const place = (at: number) => (span === 1 ? name : `${name}, batch ${first + at}`);
    for (let at = 0; at < span; at += 1) found.push({ place: place(at), line: lines[at] ?? Buffer.alloc(0) });
    for (const lower of SPANS.filter((one) => one < span))
      for (let at = first; at < first + span; at += lower)
        if (names.delete(journalFile(at, lower))) beside.push(journalFile(at, lower));
  }
}

function decode(bytes: Buffer, expected: Json, complain: (text: string) => void): Buffer[] {
  const digestEnd = bytes.indexOf('\n') + 1;
  const headerEnd = bytes.indexOf('\n', digestEnd) + 1;
  if (bytes.toString('utf8', 0, digestEnd) !== `{"sha256":"${sha256(bytes.subarray(digestEnd))}"}\n`)
    complain('has another digest');
  const header = parse(bytes.toString('utf8', digestEnd, headerEnd));
  if (!isDeepStrictEqual({ ...header, journal: 1, ...expected }, header)) complain('says that it is another');
  const body = bytes.subarray(headerEnd);
  // latin1: a character is a byte.
  const text = (header.encoding === 'gzip' ? gunzipSync(body) : body).toString('latin1');
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length !== expected.last - expected.first + 1)
    complain(`holds ${lines.length} lines`);
  return lines.map((line) => Buffer.from(line, 'latin1'));
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
