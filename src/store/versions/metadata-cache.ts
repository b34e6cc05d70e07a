/**
 * What was read of metadata.json files, kept in the user's cache directory so that a search need not open each of them
 * again. It cannot be out of date: what a digest stands for never changes, and only what had the digest was put in. It
 * lies outside the registry, which readers do not write to; it may be removed at any time, and whatever is wrong
 * with it makes it count for nothing.
 *
 * The file is a line with a digest and the header, then a section for each member of the documents, so that a question
 * about hyperparameters reads hyperparameters. `files`, which is most of a document, is left out.
 */
import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../../core/json/index.ts';
import { sha256 } from '../intake/digest.ts';

/** The member that is not kept. */
export const UNCACHED_MEMBER = 'files';

const FORMAT = 1;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_REGISTRIES = 16;
const DIGEST_LENGTH = 64;
const FIRST_READ = 64 * 1024;

/** Documents by the SHA-256 of their file, each with the members asked for. */
export type Documents = ReadonlyMap<string, JsonObject>;

interface Header {
  readonly format: number;
  /** Digests of the documents, 32 bytes each. */
  readonly documents: Section;
  readonly members: Readonly<Record<string, Section>>;
}

type Section = readonly [offset: number, length: number, sha256: string];

/** What is kept of a registry's documents; with `members` only these of them. */
export async function loadDocuments(
  directory: string,
  root: string,
  members?: readonly string[],
): Promise<Documents> {
  try {
    return await load(fileOf(directory, root), members);
  } catch {
    return new Map();
  }
}

/** Keeps documents beside those that are kept already, the new ones alone where all of them are too much. */
export async function keepDocuments(directory: string, root: string, fresh: Documents): Promise<void> {
  try {
    const bytes = [new Map([...(await loadDocuments(directory, root)), ...fresh]), fresh]
      .map(encode)
      .find(({ length }) => length <= MAX_BYTES);
    if (!bytes) return;
    const { makeDirectory } = await import('../place/folder/durable.ts');
    await makeDirectory(directory, 0o700);
    const temporary = join(directory, `.${randomUUID()}`);
    try {
      await writeFile(temporary, bytes, { mode: 0o600 });
      await rename(temporary, fileOf(directory, root));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await forgetOldest(directory);
  } catch {
    // Not to be able to write it only means that the next search takes its time.
  }
}

const FILE = /^metadata-[0-9a-f]{32}$/;

function fileOf(directory: string, root: string): string {
  return join(directory, `metadata-${sha256(Buffer.from(resolve(root))).slice(0, 32)}`);
}

async function forgetOldest(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => FILE.test(name));
  if (names.length <= MAX_REGISTRIES) return;
  const ages = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(directory, name))).mtimeMs })),
  );
  const old = ages.sort((a, b) => b.at - a.at).slice(MAX_REGISTRIES);
  for (const { name } of old) await rm(join(directory, name), { force: true });
}

async function load(path: string, wanted: readonly string[] | undefined): Promise<Documents> {
  const handle = await open(path, 'r');
  try {
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    let start = await read(0, FIRST_READ);
    let end = start.indexOf(10);
    if (end === -1) {
      start = await read(0, MAX_BYTES);
      end = start.indexOf(10);
    }
    const [digest = '', text = ''] = splitOnce(start.toString('utf8', 0, end), ' ');
    if (sha256(Buffer.from(text)) !== digest) throw new RangeError('the header is damaged');
    const header = JSON.parse(text) as Header;
    if (header.format !== FORMAT) throw new RangeError('the format is another');
    const section = async ([offset, length, expected]: Section): Promise<Buffer> => {
      const bytes = await read(end + 1 + offset, length);
      if (sha256(bytes) !== expected) throw new RangeError('a section is damaged');
      return bytes;
    };
    const digests = await section(header.documents);
    const documents: Record<string, JsonValue>[] = [];
    const byDigest = new Map<string, JsonObject>();
    const hex = digests.toString('hex');
    for (let at = 0; at < hex.length; at += DIGEST_LENGTH) {
      const document: Record<string, JsonValue> = {};
      documents.push(document);
      byDigest.set(hex.slice(at, at + DIGEST_LENGTH), document);
    }
    for (const member of wanted ?? Object.keys(header.members)) {
      const found = Object.hasOwn(header.members, member) ? header.members[member] : undefined;
      if (!found) continue;
      decodeMember((await section(found)).toString('utf8'), (at, value) => {
        const document = documents[at];
        if (document) document[member] = value;
      });
    }
    return byDigest;
  } finally {
    await handle.close();
  }
}

/** A member of the documents: those at `at` have the values. In `numbers` some number is written as a text. */
interface Column {
  readonly at: number[];
  readonly values: string[];
}

function decodeMember(text: string, take: (at: number, value: JsonValue) => void): void {
  type Parsed = Record<'plain' | 'numbers', { at: number[]; values: JsonValue[] }>;
  const { plain, numbers } = JSON.parse(text) as Parsed;
  for (const [index, place] of plain.at.entries()) take(place, plain.values[index] as JsonValue);
  for (const [index, place] of numbers.at.entries()) take(place, unpack(numbers.values[index] as JsonValue));
}

/** The only key of an object that stands for a number which JavaScript would print differently: its own parser is several times
 * as fast as one that keeps them. */
const NUMBER_KEY = '\u0000number';
const PACKED_KEY = JSON.stringify(NUMBER_KEY);

/** @throws RangeError for a document that has the key itself */
function pack(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return { [NUMBER_KEY]: value.text };
  if (!isJsonObject(value)) return Array.isArray(value) ? value.map(pack) : value;
  if (Object.hasOwn(value, NUMBER_KEY)) throw new RangeError('the key stands for something else here');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pack(member)]));
}

/** Puts the numbers back, in place: a copy of each object would take longer than all the rest. */
function unpack(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  const members = value as Record<string, JsonValue>;
  for (const key in members) {
    const member = members[key] as JsonValue;
    if (key === NUMBER_KEY) return new JsonNumber(member as string);
    if (member !== null && typeof member === 'object') members[key] = unpack(member);
  }
  return value;
}

/** Undefined for one that cannot be kept. */
function packDocument(document: JsonObject): [member: string, text: string][] | undefined {
  try {
    return Object.entries(document)
      .filter(([member]) => member !== UNCACHED_MEMBER)
      .map(([member, value]) => [member, JSON.stringify(pack(value))]);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function encode(documents: Documents): Buffer {
  const parts: Buffer[] = [];
  let offset = 0;
  const add = (bytes: Buffer): Section => {
    parts.push(bytes);
    offset += bytes.length;
    return [offset - bytes.length, bytes.length, sha256(bytes)];
  };
  const members = new Map<string, Record<'plain' | 'numbers', Column>>();
  const digests: string[] = [];
  for (const [digest, document] of documents) {
    const packed = packDocument(document);
    if (!packed) continue;
    for (const [member, text] of packed) {
      const columns = members.get(member) ?? {
        plain: { at: [], values: [] },
        numbers: { at: [], values: [] },
      };
      members.set(member, columns);
      const column = text.includes(PACKED_KEY) ? columns.numbers : columns.plain;
      column.at.push(digests.length);
      column.values.push(text);
    }
    digests.push(digest);
  }
  const written = ({ at, values }: Column) => `{"at":[${at.join()}],"values":[${values.join()}]}`;
  const header: Header = {
    format: FORMAT,
    documents: add(Buffer.from(digests.join(''), 'hex')),
    members: Object.fromEntries(
      [...members].map(([member, { plain, numbers }]) => [
        member,
        add(Buffer.from(`{"plain":${written(plain)},"numbers":${written(numbers)}}`)),
      ]),
    ),
  };
  const text = JSON.stringify(header);
  return Buffer.concat([Buffer.from(`${sha256(Buffer.from(text))} ${text}\n`), ...parts]);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
