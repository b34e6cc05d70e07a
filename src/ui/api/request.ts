/** The one way in which the page asks the server. */
import { BASE } from '../address.ts';

const API = `${BASE}api/v1`;

/** Why the server did not do it: its code, its words, what to do, and details such as the gates. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, hint?: string, details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object | undefined;
  /** The state of the model for which a change is meant. */
  readonly etag?: string | undefined;
}

export interface Answer<T> {
  readonly data: T;
  readonly etag: string | undefined;
}

/** Who is told that the server asks for a token. */
let askForToken = (): void => {};
export function onTokenAsked(listener: () => void): void {
  askForToken = listener;
}

/** Asks a path below /api/v1, and reads the answer as JSON. @throws Failure */
export async function request<T>(
  path: string,
  { method = 'GET', body, etag }: Asking = {},
): Promise<Answer<T>> {
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...(etag !== undefined && { 'if-match': etag }),
  };
  const answer = await send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { data: (await answer.json()) as T, etag: answer.headers.get('etag') ?? undefined };
}

/** The first bytes of a file. @throws Failure */
export async function requestBytes(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await send(path, { headers: { range: `bytes=0-${most - 1}` } });
  return new Uint8Array(await answer.arrayBuffer());
}

/** The address of something below /api/v1, for links. */
export function apiLink(path: string): string {
  return API + path;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(API + path, init);
  } catch {
    throw new Failure(0, 'OFFLINE', 'the server does not answer');
  }
  if (answer.ok) return answer;
  if (answer.status === 401) askForToken();
  throw await failureOf(answer);
}

async function failureOf(answer: Response): Promise<Failure> {
  const said = await answer.json().catch(() => undefined);
  const { code, message, hint, details } = said?.error ?? {};
  const text = message ?? said?.message ?? `the server answered ${answer.status}`;
  return new Failure(answer.status, code ?? 'HTTP', text, hint, details);
}
