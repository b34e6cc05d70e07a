import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Running, type RunOptions, startMreg } from './executable.ts';

/** What a server answered. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The body as JSON; undefined if it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test compares.
  readonly json: any;
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: object | Buffer | string;
}

/** The real executable, serving a registry of its own. */
export interface TestServer {
  readonly address: string;
  readonly root: string;
  readonly running: Running;
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** Ends it, and removes its registry. */
  stop(): Promise<void>;
}

/** Starts `mreg server` at a port that is free. */
export async function startTestServer(
  words: readonly string[] = [],
  {
    fill,
    ...options
  }: RunOptions & {
    /** Makes the registry before it is served. */ readonly fill?: (root: string) => void;
  } = {},
): Promise<TestServer> {
  const work = mkdtempSync(join(tmpdir(), 'mreg-server-'));
  const root = join(work, 'registry');
  fill?.(root);
  const running = startMreg(['server', '--port', '0', '--root', root, ...words], options);
  while (!running.stdout().includes('\n')) {
    if (running.child.exitCode !== null) throw new Error((await running.ended).stderr);
    await wait(10);
  }
  const address = running.stdout().trim();
  return {
    address,
    root,
    running,
    ask: (method, path, asked) => ask(address, method, path, asked),
    async stop() {
      running.child.kill('SIGTERM');
      await running.ended;
      rmSync(work, { recursive: true, force: true });
    },
  };
}

/** One request, with the path as it is written: `..` is not resolved. */
function ask(address: string, method: string, path: string, { headers, body }: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const isPlain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isPlain ? body : JSON.stringify(body);
  const length = bytes === undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes)) };
  const type = isPlain ? length : { 'content-type': 'application/json', ...length };
  return new Promise((resolve, reject) => {
    const sent = send(
      { hostname, port, path, method, headers: { ...type, ...headers }, agent: false },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const all = Buffer.concat(pieces);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: all, json: parse(all) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
