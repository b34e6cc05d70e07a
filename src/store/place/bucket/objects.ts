/** Objects of a bucket by their keys. */
import { inLanes } from '../../../work.ts';
import type { Client } from './client.ts';
import { partsOf, textOf, textsOf } from './xml.ts';

/** An object by itself. */
export interface ObjectFacts {
  readonly size: number;
  readonly changed: Date;
  /** What the store calls these very bytes. */
  readonly etag: string;
  /** Who wrote it, if it says so. */
  readonly writer: string | undefined;
}

interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly changed: Date;
}

/** What begins with a prefix: objects, and, with a delimiter, what is common to others. */
export interface Listing {
  readonly objects: readonly ListedObject[];
  readonly prefixes: readonly string[];
}

const REMOVED_AT_ONCE = 16;

/** What an object says of who wrote it, so that a writer whose answer was lost knows its own. */
export const WRITER = 'x-amz-meta-mreg-writer';

/** All bytes of an object; undefined if there is none.
 * @throws MREG_IO */
export async function getObject(client: Client, key: string): Promise<Buffer | undefined> {
  const { status, body } = await client.send({ method: 'GET', key, accept: [404] });
  return status === 404 ? undefined : body;
}

/** A part of an object's bytes, as long as it is the one that `etag` names.
 * @throws MREG_IO if it is another by now */
export async function getRange(
  client: Client,
  key: string,
  etag: string,
  first: number,
  last: number,
): Promise<Buffer> {
  const { body } = await client.send({
    method: 'GET',
    key,
    headers: { range: `bytes=${first}-${last}`, 'if-match': etag },
  });
  return body;
}

/** What an object is; undefined if there is none.
 * @throws MREG_IO */
export async function headObject(client: Client, key: string): Promise<ObjectFacts | undefined> {
  const { status, headers } = await client.send({ method: 'HEAD', key, accept: [404] });
  if (status === 404) return undefined;
  return {
    size: Number(headers['content-length'] ?? 0),
    changed: new Date(headers['last-modified'] ?? 0),
    etag: headers.etag ?? '',
    writer: headers[WRITER]?.toString(),
  };
}

/** Makes an object, or replaces it.
 * @throws MREG_IO */
export async function putObject(client: Client, key: string, body: Uint8Array): Promise<void> {
  await client.send({ method: 'PUT', key, body });
}

/** Makes an object unless there is one.
 * @throws MREG_IO */
export async function createObject(
  client: Client,
  key: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<'created' | 'exists'> {
  const { status } = await client.send({
    method: 'PUT',
    key,
    body,
    headers: { ...headers, 'if-none-match': '*' },
    accept: [412],
  });
  return status === 412 ? 'exists' : 'created';
}

/** Removes objects as far as they are there.
 * @throws MREG_IO */
export async function removeObjects(client: Client, keys: readonly string[]): Promise<void> {
  await inLanes(keys, REMOVED_AT_ONCE, (key) => client.send({ method: 'DELETE', key, accept: [404] }));
}

/** What begins with a prefix, `most` objects and prefixes at most.
 * @throws MREG_IO */
export async function listObjects(
  client: Client,
  prefix: string,
  { delimiter, most = Number.POSITIVE_INFINITY }: { delimiter?: '/' | undefined; most?: number } = {},
): Promise<Listing> {
  const objects: ListedObject[] = [];
  const prefixes: string[] = [];
  for (let token: string | undefined; ; ) {
    const { body } = await client.send({
      method: 'GET',
      key: '',
      query: {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        ...(delimiter && { delimiter }),
        ...(most < 1000 && { 'max-keys': String(most) }),
        ...(token !== undefined && { 'continuation-token': token }),
      },
    });
    const xml = body.toString('utf8');
    const decode = textOf(xml, 'EncodingType') === 'url' ? decodeName : (name: string) => name;
    for (const part of partsOf(xml, 'Contents'))
      objects.push({
        key: decode(textOf(part, 'Key') ?? ''),
        size: Number(textOf(part, 'Size') ?? 0),
        changed: new Date(textOf(part, 'LastModified') ?? 0),
      });
    prefixes.push(
      ...partsOf(xml, 'CommonPrefixes')
        .flatMap((part) => textsOf(part, 'Prefix'))
        .map(decode),
    );
    token = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextContinuationToken') : undefined;
    if (token === undefined || objects.length + prefixes.length >= most) return { objects, prefixes };
  }
}

/** Some stores write a space as a plus. */
function decodeName(name: string): string {
  return decodeURIComponent(name.replaceAll('+', ' '));
}
