/** Makes archives byte by byte, right and wrong ones; shares no code with src. */
import { createHash } from 'node:crypto';

export const digestOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The fields of a header as text, each written as it is; the checksum follows unless it is given. */
export interface Fields {
  readonly name?: string | Buffer;
  readonly mode?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly size?: string | Buffer;
  readonly mtime?: string | Buffer;
  readonly checksum?: string;
  readonly type?: string;
  readonly linkname?: string;
  readonly magic?: string;
  readonly uname?: string;
  readonly gname?: string;
  readonly devmajor?: string;
  readonly devminor?: string;
  readonly prefix?: string;
  readonly pad?: string;
}

const FIELDS: readonly (readonly [keyof Fields, offset: number, length: number])[] = [
  ['name', 0, 100],
  ['mode', 100, 8],
  ['uid', 108, 8],
  ['gid', 116, 8],
  ['size', 124, 12],
  ['mtime', 136, 12],
  ['type', 156, 1],
  ['linkname', 157, 100],
  ['magic', 257, 8],
  ['uname', 265, 32],
  ['gname', 297, 32],
  ['devmajor', 329, 8],
  ['devminor', 337, 8],
  ['prefix', 345, 155],
  ['pad', 500, 12],
];

/** Digits of base 8, a space and a NUL; the largest numbers have no room for the space. */
export const octal = (value: number, width: number): string => {
  const digits = value.toString(8);
  return digits.length === width - 1 ? `${digits}\0` : `${digits.padStart(width - 2, '0')} \0`;
};

export function header(fields: Fields): Buffer {
  const all: Fields = {
    mode: octal(0o444, 8),
    uid: octal(0, 8),
    gid: octal(0, 8),
    size: octal(0, 12),
    mtime: octal(946_684_800, 12),
    type: '0',
    magic: 'ustar\x0000',
    devmajor: octal(0, 8),
    devminor: octal(0, 8),
    ...fields,
  };
  const block = Buffer.alloc(512);
  for (const [field, offset, length] of FIELDS) {
    const value = all[field];
    if (value !== undefined) Buffer.from(value as string).copy(block, offset, 0, length);
  }
  return sealed(block, all.checksum);
}

/** The block with the checksum that it should have. */
export function sealed(block: Buffer, checksum?: string): Buffer {
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(checksum ?? octal(sum, 8), 148, 'latin1');
  return block;
}

/** Zeros up to the next block. */
export function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export interface Member {
  readonly path: string;
  readonly content: Buffer;
  /** Instead of the header and what comes before it. */
  readonly header?: Buffer;
}

const isPlain = (path: string) => /^[ -~]{1,100}$/.test(path);

/** A member's header as a program would write it, with a pax header where the path needs one. */
export function headerOf({ path, content }: Member): Buffer {
  const size = octal(content.length, 12);
  if (isPlain(path)) return header({ name: path, size });
  return Buffer.concat([pax([['path', path]]), header({ name: 'long', size })]);
}

/** A pax header with these records. */
export function pax(
  records: readonly (readonly [string, string | Buffer])[],
  type = 'x',
  name = 'x',
): Buffer {
  const content = Buffer.concat(
    records.map(([key, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value as string), Buffer.from('\n')]);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
  return paxOf(content, type, name);
}

/** A pax header with this content, whatever it is. */
export function paxOf(content: Buffer, type = 'x', name = 'x'): Buffer {
  const unset = { uid: '', gid: '', mtime: '' };
  const size = octal(content.length, 12);
  return Buffer.concat([
    header({ name: `PaxHeader/${name}`, mode: octal(0o644, 8), ...unset, size, type }),
    padded(content),
  ]);
}

export const END = Buffer.alloc(1024);

/** Members and an end. */
export function tarOf(members: readonly Member[], end: Buffer = END): Buffer {
  return Buffer.concat([
    ...members.flatMap((member) => [member.header ?? headerOf(member), padded(member.content)]),
    end,
  ]);
}

type Json = Record<string, unknown>;

/** What a list says; `files` are made from the members unless given. */
export function listOf(facts: Json, members: readonly Member[], raw?: string | Buffer): Member {
  const files = members.map(({ path, content }) => ({
    path,
    size: content.length,
    sha256: digestOf(content),
  }));
  const content = Buffer.from((raw as string) ?? JSON.stringify({ archive: 1, format: 1, files, ...facts }));
  return { path: `.mreg/archive-${digestOf(content)}.json`, content };
}

export interface Recipe {
  readonly type?: string;
  readonly name?: string;
  readonly version?: string;
  readonly directory?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Members of metadata.json that are other than they should be. */
  readonly metadata?: Json;
  /** What the list says of the version. */
  readonly state?: Json;
  readonly model?: Json;
  readonly models?: (models: Json) => Json;
  /** What the list says beside. */
  readonly list?: Json;
}

const byBytes = (a: Member, b: Member) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

/** An archive of one version in which every digest is right, whatever else is not. */
export function recipeMembers(recipe: Recipe = {}): Member[] {
  const { type = 'rl', name = 'new', version = 'v1.0.0', files = { 'model.bin': 'weights' } } = recipe;
  const directory = recipe.directory ?? `${type}/${name}_${version}_20260101000000`;
  const artifacts = Object.entries(files)
    .map(([path, text]) => ({ path, content: Buffer.from(text) }))
    .sort(byBytes);
  const records = artifacts.map(({ path, content }) => ({
    path,
    size: content.length,
    sha256: digestOf(content),
  }));
  const metadata = Buffer.from(
    JSON.stringify({
      model_name: name,
      model_version: version,
      model_artifact_files: Object.keys(files),
      model_type: type,
      files: records,
      ...recipe.metadata,
    }),
  );
  const state = {
    number: 1,
    directory,
    registered_at: '2026-01-01T00:00:00.000Z',
    metadata_sha256: digestOf(metadata),
    digest: digestOf(records.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')),
    size: records.reduce((sum, { size }) => sum + size, 0),
    ...recipe.state,
  };
  const model = { next_number: 2, stages: {}, aliases: {}, versions: { [version]: state }, ...recipe.model };
  const models = { [`${type}/${name}`]: model };
  const members = [
    ...artifacts.map(({ path, content }) => ({ path: `${directory}/${path}`, content })),
    { path: `${directory}/metadata.json`, content: metadata },
  ].sort(byBytes);
  return [listOf({ models: recipe.models?.(models) ?? models, ...recipe.list }, members), ...members];
}
