/** Stores that speak Amazon's protocol, started by the tests themselves. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A store that runs. */
export interface Store {
  readonly endpoint: string;
  /** What a client has to know of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The directory of a store that keeps its objects as files, with the buckets in it. */
  readonly directory: string;
  /** The address of a new registry in its bucket. */
  newRoot(): string;
  stop(): Promise<void>;
}

interface Program {
  readonly name: string;
  /** The variable that names the program. */
  readonly variable: string;
  readonly words: (port: number, directory: string) => readonly string[];
}

const BUCKET = 'registries';
const ACCESS = { AWS_ACCESS_KEY_ID: 'test-key', AWS_SECRET_ACCESS_KEY: 'test-secret' };

const PROGRAMS = {
  /** Has conditional writes in earnest, and checks signatures and checksums. */
  versitygw: {
    name: 'versitygw',
    variable: 'MREG_TEST_VERSITYGW',
    words: (port, directory) => ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', directory],
  },
  gofakes3: {
    name: 'gofakes3',
    variable: 'MREG_TEST_GOFAKES3',
    words: (port) => ['-quiet', '-backend', 'memory', '-autobucket', '-host', `127.0.0.1:${port}`],
  },
} as const satisfies Record<string, Program>;

export type StoreName = keyof typeof PROGRAMS;

export const STORES = Object.keys(PROGRAMS) as readonly StoreName[];

/** Why a store cannot be started here; undefined if it can. */
export function withoutStore(name: StoreName): string | undefined {
  const { variable } = PROGRAMS[name];
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', programOf(name)], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `no program ${name}: ${variable} names one (docs/bucket.md says how to get it)`;
  }
}

function programOf(name: StoreName): string {
  const { variable } = PROGRAMS[name];
  return process.env[variable] || name;
}

/** Starts a store with an empty bucket. `directory` is that of one that runs already. */
export async function startStore(name: StoreName, shared?: string): Promise<Store> {
  const own = mkdtempSync(join(tmpdir(), 'mreg-bucket-'));
  const directory = shared ?? join(own, 'objects');
  mkdirSync(join(directory, BUCKET), { recursive: true });
  const port = await freePort();
  const child = spawn(programOf(name), PROGRAMS[name].words(port, directory), {
    cwd: own,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      ROOT_ACCESS_KEY: ACCESS.AWS_ACCESS_KEY_ID,
      ROOT_SECRET_KEY: ACCESS.AWS_SECRET_ACCESS_KEY,
    },
  });
  await answers(port, child);
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    directory,
    env: { ...ACCESS, AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
    newRoot: () => `s3://${BUCKET}/${randomUUID()}`,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      await ended;
      rmSync(own, { recursive: true, force: true });
    },
  };
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the store ended with ${child.exitCode}`);
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => done(true));
      socket.on('error', () => done(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await wait(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
