/** Requests to an MLflow server. What may be repeated is repeated while the server is busy; a feature that it does not have
 * is told from a mistake, since servers of all ages and makes answer to this protocol. */
import { setTimeout as wait } from 'node:timers/promises';
import { MregError } from '../../errors.ts';
import { authorize, type Environment } from './credentials.ts';

type Value = string | number | boolean | undefined;

interface Asking {
  readonly query?: Readonly<Record<string, Value | readonly string[]>> | undefined;
  readonly body?: object | undefined;
  /** It makes something that would be there twice if it were repeated. */
  readonly once?: boolean | undefined;
}

/** A document as the server sent it. */
// biome-ignore lint/suspicious/noExplicitAny: what another server answers is checked where it is read.
export type Answer = any;

export interface MlflowClient {
  /** Without a name or a password. */
  readonly address: string;
  /** The document that a request is answered with.
   * @throws MREG_NOT_FOUND for what is not there, MREG_EXISTS, MREG_INVALID, MREG_IO; `Unsupported` for a request that the server does not know */
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  /** The bytes of a file.
   * @throws MREG_NOT_FOUND, MREG_IO */
  read(path: string, query?: Asking['query']): Promise<AsyncIterable<Uint8Array>>;
  /** Sends a file, whose bytes may be asked for again.
   * @throws MREG_IO */
  write(path: string, open: () => Promise<AsyncIterable<Uint8Array>>, size: number): Promise<void>;
}

/** The server does not know a request: a feature that it does not have, or it is no MLflow server at all. */
export class Unsupported extends Error {}

/** Where MLflow's interface begins, and where its proxy of artifacts does. */
export const API = '/api/2.0/mlflow';
export const PROXY = '/api/2.0/mlflow-artifacts/artifacts';

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
const ANSWER_WITHIN_MS = 120_000;
const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Nothing was done. */
const TURNED_AWAY: ReadonlySet<number> = new Set([408, 429]);

export async function connect(uri: string, env: Environment): Promise<MlflowClient> {
  const url = new URL(uri);
  const authorization = await authorize(url, env);
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const headers = { ...(authorization !== undefined && { authorization }) };

  // Of a server that has answered before, a connection that broke is one that was idle for too long.
  let wasReached = false;
  const send = async (path: string, query: Asking['query'], init: RequestInit & { duplex?: 'half' }) => {
    const target = new URL(`${base}${path}`);
    for (const [key, value] of Object.entries(query ?? {}))
      for (const one of [value].flat()) if (one !== undefined) target.searchParams.append(key, String(one));
    const answer = await fetch(target, { ...init, headers: { ...headers, ...init.headers } });
    wasReached = true;
    return answer;
  };
  /** A request that may be repeated while the server says one of `busy`, or breaks off unless `once`. */
  const sendUntilDone = async (
    path: string,
    query: Asking['query'],
    init: () => Promise<RequestInit & { duplex?: 'half' }>,
    once = false,
  ): Promise<Response> => {
    const busy = once ? TURNED_AWAY : BUSY;
    for (let attempt = 1; ; attempt += 1) {
      const pause = FIRST_WAIT_MS * 2 ** (attempt - 1);
      try {
        const answer = await send(path, query, await init());
        if (!busy.has(answer.status) || attempt === ATTEMPTS) return answer;
        await answer.arrayBuffer().catch(() => undefined);
        const after = Number(answer.headers.get('retry-after'));
        await wait(after > 0 ? Math.min(after, 60) * 1000 : pause);
      } catch (error) {
        if (error instanceof MregError) throw error;
        if (once || !wasReached || attempt === ATTEMPTS) throw unreachable(base, error);
        await wait(pause);
      }
    }
  };
  return {
    address: base,
    async ask(method, path, { query, body, once } = {}) {
      const request = async () => ({
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const answer = await sendUntilDone(path, query, request, once);
      const text = await answer.text();
      const document = parse(text);
      if (answer.ok && document) return document;
      throw failureOf(answer.status, document, `${method} ${path}`, base);
    },
    async read(path, query) {
      const answer = await sendUntilDone(path, query, async () => ({}));
      if (answer.ok && answer.body) return answer.body as unknown as AsyncIterable<Uint8Array>;
      throw failureOf(answer.status, parse(await answer.text()), `GET ${path}`, base);
    },
    async write(path, open, size) {
      const answer = await sendUntilDone(path, undefined, async () => ({
        method: 'PUT',
        body: (await open()) as unknown as ReadableStream,
        duplex: 'half',
        headers: { 'content-length': String(size), 'content-type': 'application/octet-stream' },
      }));
      const text = await answer.text();
      if (!answer.ok) throw failureOf(answer.status, parse(text), `PUT ${path}`, base);
    },
  };
}

function unreachable(address: string, error: unknown): MregError {
  const { cause, message } = error as Error;
  const reason =
    cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : message;
  return new MregError('MREG_IO', `cannot reach ${address}: ${reason}`, {
    details: { address },
    cause: error,
  });
}

function parse(text: string): Answer | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(status: number, document: Answer, request: string, address: string): Error {
  const { error_code: code, message } = document ?? {};
  const details = { address, status, request, ...(code !== undefined && { error_code: code }) };
  const said = typeof message === 'string' ? message : `it answered ${request} with ${status}`;
  if (status === 401 || status === 403)
    return new MregError(
      'MREG_INVALID',
      status === 401 ? `${address} asks who you are` : `${address} does not allow it: ${request}`,
      {
        hint: 'set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or DAGSHUB_TOKEN for dagshub.com; and look whether the address is right',
        details,
      },
    );
  if (code === 'RESOURCE_DOES_NOT_EXIST' || code === 'NOT_FOUND')
    return new MregError('MREG_NOT_FOUND', `${address}: ${said}`, { details });
  if (code === 'RESOURCE_ALREADY_EXISTS')
    return new MregError('MREG_EXISTS', `${address}: ${said}`, { details });
  if ([404, 405, 501].includes(status) || (status < 400 && !document)) return new Unsupported(request);
  if (status >= 500 || status === 429 || status === 408)
    return new MregError('MREG_IO', `${address}: ${said}`, { details });
  return new MregError('MREG_INVALID', `${address}: ${said}`, { details });
}
