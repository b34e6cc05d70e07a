/**
 * Requests to a store that speaks Amazon's protocol. A request that got no answer, or the answer that the store is busy, is made
 * again: nobody can tell whether the first one was carried out, so whoever makes a request that must not be carried out twice
 * asks for what is there afterwards.
 */
import { createHash } from 'node:crypto';
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { MregError } from '../../../errors.ts';
import { errno, meaningOf } from '../../../system-error.ts';
import { type Access, findAccess } from './credentials.ts';
import { textOf } from './xml.ts';

interface Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** The key of an object; the bucket itself if empty. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
  /** Statuses, besides those of success, that are an answer and no failure. */
  readonly accept?: readonly number[] | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Client {
  /** @throws MREG_NOT_FOUND if there is no such bucket; MREG_INVALID without credentials; MREG_IO. `details.unanswered` of an error
   * is true if the request may have been carried out. */
  send(request: Request): Promise<Answer>;
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;
const SILENCE_MS = 30_000;
const SOCKETS = 32;

/** The store is busy, or something between it and us is. 409 says that another request for the same key is under way. */
const PASSING = new Set([408, 409, 429, 500, 502, 503, 504]);

/** Nothing was sent: nobody was there. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A client of a bucket. It looks for credentials with its first request. */
export function createClient(bucket: string): Client {
  let access: Promise<Access> | undefined;
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS }),
  };
  const attempt = async (asked: Request): Promise<Answer> => {
    access ??= findAccess();
    const { credentials, region, endpoint } = await access;
    const url = addressOf(bucket, asked, region, endpoint);
    const body = asked.body ?? new Uint8Array();
    const signer = new AwsV4Signer({
      method: asked.method,
      url: url.href,
      headers: { ...asked.headers, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
      ...credentials,
      service: 's3',
      region,
    });
    const { headers } = await signer.sign();
    const isHttps = url.protocol === 'https:';
    return exchange(
      url,
      {
        method: asked.method,
        headers: { ...Object.fromEntries(headers), 'content-length': String(body.length) },
        agent: isHttps ? agents.https : agents.http,
      },
      body,
    );
  };
  return {
    async send(asked) {
      let unanswered = false;
      for (let pause = FIRST_PAUSE_MS, left = ATTEMPTS - 1; ; left -= 1, pause *= 2) {
        let failure: MregError;
        try {
          const answer = await attempt(asked);
          const { status } = answer;
          if (status >= 200 && status < 300) return answer;
          failure = refusal(bucket, asked, answer);
          // Else an absent bucket would pass for an empty registry.
          if (asked.accept?.includes(status) && failure.code !== 'MREG_NOT_FOUND') return answer;
          if (!PASSING.has(status)) throw withDoubt(failure, unanswered);
          unanswered ||= status >= 500;
        } catch (error) {
          if (error instanceof MregError) throw error;
          const code = errno(error);
          if (code === undefined) throw error;
          unanswered ||= !NOT_SENT.has(code);
          failure = new MregError('MREG_IO', `cannot ${operationOf(asked)}: ${meaningOf(error)}`, {
            details: { operation: operationOf(asked), path: nameOf(bucket, asked), errno: code },
            cause: error,
          });
        }
        if (left === 0) throw withDoubt(failure, unanswered);
        await wait(Math.random() * pause);
      }
    },
  };

  function operationOf(asked: Request): string {
    return `${asked.method === 'GET' || asked.method === 'HEAD' ? 'read' : 'write'} ${nameOf(bucket, asked)}`;
  }
}

function nameOf(bucket: string, { key, query }: Request): string {
  return `s3://${bucket}/${key || (query?.prefix ?? '')}`;
}

/** A bucket at Amazon's has a host of its own, unless its name has a dot, for which no certificate holds. At any other endpoint it
 * is the first part of the path. */
function addressOf(bucket: string, { key, query }: Request, region: string, endpoint: URL | undefined): URL {
  const own = endpoint === undefined && !bucket.includes('.');
  const base = endpoint?.href ?? `https://${own ? `${bucket}.` : ''}s3.${region}.amazonaws.com/`;
  const path = [...(own ? [] : [bucket]), ...(key === '' && own ? [] : key.split('/'))].map(encode).join('/');
  const search = Object.entries(query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  return new URL(`${base.replace(/\/$/, '')}/${path}${search === '' ? '' : `?${search}`}`);
}

/** As RFC 3986 has it, which is what is signed. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function exchange(url: URL, options: RequestOptions, body: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        if (!response.complete) return reject(reset());
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces),
        });
      });
    });
    request.setTimeout(SILENCE_MS, () => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    request.on('error', (error) => reject(errno(error)?.startsWith('E') ? error : reset(error)));
    request.end(body);
  });
}

/** What Node has no system's name for, such as an answer that is no HTTP. */
function reset(cause?: unknown): Error {
  return Object.assign(new Error('the connection broke', { cause }), { code: 'ECONNRESET' });
}

const MEANINGS: Readonly<Record<string, string>> = {
  AccessDenied: 'permission denied',
  InvalidAccessKeyId: 'the store does not know this access key',
  SignatureDoesNotMatch: 'the secret key is not that of the access key',
  ExpiredToken: 'the session token has expired',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
  SlowDown: 'the store is too busy',
  QuotaExceeded: 'the quota is used up',
};

function refusal(bucket: string, asked: Request, { status, headers, body }: Answer): MregError {
  const xml = body.toString('utf8');
  const code = textOf(xml, 'Code');
  const region = headers['x-amz-bucket-region'];
  if (code === 'NoSuchBucket')
    return new MregError('MREG_NOT_FOUND', `there is no bucket '${bucket}'`, {
      hint: 'make the bucket with the tools of the store; AWS_ENDPOINT_URL says which store it is',
      details: { bucket },
    });
  const meaning =
    (code && MEANINGS[code]) ?? textOf(xml, 'Message') ?? (status === 403 ? 'permission denied' : undefined);
  const operation = asked.method === 'GET' || asked.method === 'HEAD' ? 'read' : 'write';
  const path = nameOf(bucket, asked);
  return new MregError(
    'MREG_IO',
    `cannot ${operation} ${path}: ${meaning ?? code ?? 'the store refused it'}`,
    {
      hint: status === 301 || (status === 400 && region) ? `AWS_REGION=${region ?? 'REGION'}` : undefined,
      details: {
        operation,
        path,
        status,
        ...(code && { answer: code }),
        ...(status === 403 && { errno: 'EACCES' }),
      },
    },
  );
}

/** Says of a failure that the request may have been carried out. */
function withDoubt(failure: MregError, unanswered: boolean): MregError {
  if (!unanswered) return failure;
  return new MregError(failure.code, failure.message, {
    hint: failure.hint,
    details: { ...failure.details, unanswered },
    cause: failure.cause,
  });
}
