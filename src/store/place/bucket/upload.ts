/**
 * A file on its way to its key. What is small goes in one request, what is large in parts, several at once. Each request has the
 * SHA-256 of its bytes in its signature, so that the store refuses what was altered on the way.
 */
import { createHash, randomUUID } from 'node:crypto';
import { MregError } from '../../../errors.ts';
import type { Client } from './client.ts';
import type { DraftFile, ReadAt } from './drafts.ts';
import { createObject, headObject, WRITER } from './objects.ts';
import { textOf, toXml } from './xml.ts';

/** Bytes of a part, unless that would make too many parts. */
export const PART = 8 << 20;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 4;

export interface UploadOptions {
  /** Fails to take a key that is taken. */
  readonly exclusive?: boolean | undefined;
  /** Is told of bytes that have arrived. What it throws ends the work. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/** Makes a file the object of a key.
 * @throws MREG_INVALID if it is a file of a source that has changed; MREG_IO, what `progress` throws */
export function upload(
  client: Client,
  key: string,
  file: DraftFile,
  { exclusive = false, progress = () => {} }: UploadOptions = {},
): Promise<'created' | 'exists'> {
  const writer = randomUUID();
  const put = async (): Promise<'created' | 'exists'> => {
    if (file.size > PART) return uploadParts(client, key, file, writer, { exclusive, progress });
    const body = await readWhole(file);
    if (exclusive) {
      if ((await createObject(client, key, body, { [WRITER]: writer })) === 'exists') return 'exists';
    } else await client.send({ method: 'PUT', key, body, headers: { [WRITER]: writer } });
    progress(body.length);
    return 'created';
  };
  return settle(client, key, writer, put);
}

/** If an answer was lost, the object says who wrote it. */
async function settle(
  client: Client,
  key: string,
  writer: string,
  put: () => Promise<'created' | 'exists'>,
): Promise<'created' | 'exists'> {
  const isMine = async () => (await headObject(client, key))?.writer === writer;
  try {
    const made = await put();
    return made === 'exists' && (await isMine()) ? 'created' : made;
  } catch (error) {
    if (error instanceof MregError && error.details?.unanswered && (await isMine().catch(() => false)))
      return 'created';
    throw error;
  }
}

function readWhole(file: DraftFile): Promise<Buffer> {
  return file.use(async (read) => {
    const body = await readPart(read, 0, file.size);
    const digest = file.sha256 === undefined ? undefined : createHash('sha256').update(body).digest('hex');
    if (body.length !== file.size || digest !== file.sha256) throw alteredError(file);
    return body;
  });
}

async function readPart(read: ReadAt, position: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length);
  let done = 0;
  for (let more = 1; more > 0 && done < length; done += more)
    more = await read(part, done, length - done, position + done);
  return part.subarray(0, done);
}

async function uploadParts(
  client: Client,
  key: string,
  file: DraftFile,
  writer: string,
  { exclusive, progress }: { exclusive: boolean; progress: (bytes: number) => void },
): Promise<'created' | 'exists'> {
  const begun = await client.send({
    method: 'POST',
    key,
    query: { uploads: '' },
    headers: { [WRITER]: writer },
  });
  const uploadId = textOf(begun.body.toString('utf8'), 'UploadId') ?? '';
  try {
    const etags = await file.use((read) => sendParts(client, key, uploadId, file, read, progress));
    const parts = etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${toXml(etag)}</ETag></Part>`,
    );
    const { status, body } = await client.send({
      method: 'POST',
      key,
      query: { uploadId },
      headers: exclusive ? { 'if-none-match': '*' } : {},
      body: Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`),
      accept: [404, 412],
    });
    if (status === 412) {
      await abandon(client, key, uploadId);
      return 'exists';
    }
    // A store may find out after it has begun its answer that it cannot carry the request out. An upload that is gone may
    // have been completed by a request whose answer was lost.
    const fault = textOf(body.toString('utf8'), 'Code') ?? (status === 404 ? 'NoSuchUpload' : undefined);
    if (fault === undefined) return 'created';
    throw new MregError('MREG_IO', `cannot write ${key}: ${fault}`, { details: { unanswered: true } });
  } catch (error) {
    await abandon(client, key, uploadId);
    throw error;
  }
}

async function abandon(client: Client, key: string, uploadId: string): Promise<void> {
  await client.send({ method: 'DELETE', key, query: { uploadId }, accept: [404] }).catch(() => undefined);
}

async function sendParts(
  client: Client,
  key: string,
  uploadId: string,
  file: DraftFile,
  read: ReadAt,
  progress: (bytes: number) => void,
): Promise<string[]> {
  const length = Math.max(PART, Math.ceil(file.size / MOST_PARTS));
  const etags: string[] = [];
  const hash = createHash('sha256');
  const sending = new Set<Promise<void>>();
  let failure: unknown;
  for (let at = 0, number = 1; at < file.size && failure === undefined; at += length, number += 1) {
    const body = await readPart(read, at, Math.min(length, file.size - at));
    hash.update(body);
    const query = { partNumber: String(number), uploadId };
    const sent = client
      .send({ method: 'PUT', key, query, body })
      .then(({ headers }) => {
        etags[number - 1] = headers.etag ?? '';
        progress(body.length);
      })
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => sending.delete(sent));
    sending.add(sent);
    if (sending.size >= PARTS_AT_ONCE) await Promise.race(sending);
  }
  await Promise.all(sending);
  if (failure !== undefined) throw failure;
  if (file.sha256 !== undefined && hash.digest('hex') !== file.sha256) throw alteredError(file);
  return etags;
}

function alteredError(file: DraftFile): MregError {
  return file.altered?.() ?? new MregError('MREG_IO', 'a temporary file is not what was written to it');
}
