/** Objects of a bucket by their keys. */
import type { IncomingHttpHeaders } from 'node:http';
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

interface ListingOptions {
  readonly delimiter?: '/' | undefined;
  /** Keys that come after this one. */
  readonly after?: string | undefined;
  readonly most?: number | undefined;
}

const REMOVED_AT_ONCE = 16;
const NOT_IMPLEMENTED = 501;

/** What an object says of who wrote it, so that a writer whose answer was lost knows its own. */
export const WRITER = 'x-amz-meta-mreg-writer';

/** All bytes of an object, and what the store calls them; undefined if there is none.
 * @throws MREG_IO */
export async function getTagged(
  client: Client,
  key: string,
): Promise<{ readonly body: Buffer; readonly etag: string } | undefined> {
  const { status, headers, body } = await client.send({ method: 'GET', key, accept: [404] });
  return status === 404 ? undefined : { body, etag: headers.etag ?? '' };
}

/** All bytes of an object; undefined if there is none.
 * @throws MREG_IO */
export async function getObject(client: Client, key: string): Promise<Buffer | undefined> {
  return (await getTagged(client, key))?.body;
}

/** What an object is, with its first bytes, `most` at most; undefined if there is none.
 * @throws MREG_IO */
export async function getBeginning(
  client: Client,
  key: string,
  most: number,
): Promise<(ObjectFacts & { readonly beginning: Buffer }) | undefined> {
  const range = `bytes=0-${most - 1}`;
  const { status, headers, body } = await client.send({
    method: 'GET',
    key,
    headers: { range },
    accept: [404, 416],
  });
  if (status === 404) return undefined;
  if (status === 416) {
    // An empty object has no first byte.
    const found = await headObject(client, key);
    return found && { ...found, beginning: Buffer.alloc(0) };
  }
  const all = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  return { ...factsOf(headers, all ?? body.length), beginning: body };
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
  return factsOf(headers, headers['content-length'] ?? 0);
}

function factsOf(headers: IncomingHttpHeaders, size: string | number): ObjectFacts {
  return {
    size: Number(size),
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

/** Replaces an object as long as it is the one that `etag` names, and tells whether it did; undefined if the store cannot compare, and
 * the object is replaced in any case.
 * @throws MREG_IO */
export async function replaceObject(
  client: Client,
  key: string,
  body: Uint8Array,
  etag: string,
): Promise<boolean | undefined> {
  const { status } = await client.send({
    method: 'PUT',
    key,
    body,
    headers: { 'if-match': etag },
    accept: [404, 412, NOT_IMPLEMENTED],
  });
  if (status !== NOT_IMPLEMENTED) return status < 300;
  await putObject(client, key, body);
  return undefined;
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
  { delimiter, after, most = Number.POSITIVE_INFINITY }: ListingOptions = {},
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
        ...(after && { 'start-after': after }),
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
