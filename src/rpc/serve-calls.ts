/** The library's methods over a pair of streams, for programs in other languages: JSON-RPC 2.0 (jsonrpc.org/specification), one
 * message a line. A method takes the object that the library's takes, or a list of its texts. */
import { createInterface } from 'node:readline';
import { stringifyJson } from '../core/json/index.ts';
import { MregError } from '../errors.ts';
import { Registry } from '../registry.ts';
import type { Work } from '../work.ts';

/** The codes of the specification; what the registry refuses has one of its own, and mreg's code in its data. */
const NOT_JSON = -32_700;
const NOT_A_CALL = -32_600;
const NO_METHOD = -32_601;
const REFUSED = -32_000;

/** Those that give or take streams: who shares the folder reads its files there. */
const WITH_STREAMS = ['readVersionFile', 'readArtifact', 'writeArtifact'];

const METHODS = methodsOf(Registry.prototype);

/** The names of a class's own methods and of those that it inherits. */
function methodsOf(prototype: object): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === 'function' && name !== 'constructor' && !WITH_STREAMS.includes(name))
        names.add(name);
  return names;
}

/** What a request is given that leaves it open, by method. */
type Defaults = Readonly<Record<string, object>>;

interface Streams {
  readonly defaults: Defaults;
  readonly input: NodeJS.ReadableStream;
  /** Writes a line. */
  readonly print: (text: string) => Promise<void>;
}

type Method = (this: Registry, ...given: unknown[]) => Promise<unknown>;

/** Answers each call of `input` as it ends, several at once; comes back when the input has ended and all are answered. Gives how
 * many there were. */
export async function serveCalls(registry: Registry, { defaults, input, print }: Streams): Promise<number> {
  const running = new Set<Promise<void>>();
  let calls = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    calls += 1;
    const answered = answer(registry, defaults, line, print).finally(() => running.delete(answered));
    running.add(answered);
  }
  await Promise.all(running);
  return calls;
}

async function answer(
  registry: Registry,
  defaults: Defaults,
  line: string,
  print: Streams['print'],
): Promise<void> {
  let id: unknown = null;
  const tell = (message: object) => print(stringifyJson({ jsonrpc: '2.0', ...message }));
  try {
    const message = parseMessage(line);
    id = message?.id ?? null;
    const call = checkCall(message);
    const onProgress = (done: number, total: number) =>
      void tell({ method: 'progress', params: { id, done, total } }).catch(() => undefined);
    await tell({
      id,
      result:
        (await run(registry, withDefaults(call, defaults), { onProgress: atMostEach(100, onProgress) })) ??
        null,
    });
  } catch (error) {
    await tell({ id, error: describe(error) });
  }
}

interface Call {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: unknown;
}

class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function parseMessage(line: string): Partial<Call> | null {
  try {
    return JSON.parse(line);
  } catch {
    throw new Refusal(NOT_JSON, 'the line is not JSON');
  }
}

function checkCall(message: Partial<Call> | null): Call {
  if (typeof message?.method !== 'string') throw new Refusal(NOT_A_CALL, 'the line is no call with a method');
  return message as Call;
}

function withDefaults({ method, params = {} }: Call, defaults: Defaults): Call {
  const isRequest = typeof params === 'object' && !Array.isArray(params);
  return { method, params: isRequest ? { ...defaults[method], ...params } : params };
}

function run(registry: Registry, { method, params }: Call, work: Work): Promise<unknown> {
  if (!METHODS.has(method)) throw new Refusal(NO_METHOD, `mreg has no method '${method.slice(0, 100)}'`);
  const given = Array.isArray(params) ? params : [params];
  const called = registry[method as keyof Registry] as unknown as Method;
  return called.call(registry, ...given, ...(Array.isArray(params) ? [] : [work]));
}

/** Calls a function with what came last, not more often than each so many milliseconds. */
function atMostEach(milliseconds: number, tell: (done: number, total: number) => void): Work['onProgress'] {
  let last = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - last < milliseconds && done < total) return;
    last = now;
    tell(done, total);
  };
}

function describe(error: unknown) {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  const failure =
    error instanceof MregError
      ? error
      : new MregError('MREG_BUG', `this is a bug in mreg: ${error instanceof Error ? error.message : error}`);
  const { code, message, hint, details } = failure;
  return { code: REFUSED, message, data: { code, hint, details } };
}
