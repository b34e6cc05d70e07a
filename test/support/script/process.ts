import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';

export interface Launch {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string | undefined;
  readonly stdout?: string | undefined;
  /** Run under a pseudo terminal of 80 columns; both outputs arrive as stdout. */
  readonly terminal?: boolean;
}

/** How a process ended. A stream that went elsewhere is undefined. */
export interface Exit {
  readonly status: number | NodeJS.Signals;
  readonly stdout: Buffer | undefined;
  readonly stderr: Buffer | undefined;
}

/** How the command of a line ended. */
export interface Outcome extends Exit {
  readonly line: number;
  readonly source: string;
}

/** A process with all its children. */
export interface Running {
  readonly exit: Promise<Exit>;
  readonly kill: () => void;
}

/** The word as a shell reads it back. */
export const shellQuote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const underTerminal = (argv: readonly string[]): readonly string[] => [
  'script',
  '-qec',
  `stty cols "\${COLUMNS:-80}" rows 24; unset COLUMNS; exec ${argv.map(shellQuote).join(' ')}`,
  '/dev/null',
];

const collect = (stream: NodeJS.ReadableStream | null): (() => Buffer | undefined) => {
  if (stream === null) return () => undefined;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
};

const withoutCarriageReturns = (bytes: Buffer | undefined): Buffer =>
  Buffer.from((bytes ?? Buffer.alloc(0)).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');

/**
 * Starts a process in a group of its own, without standard input unless a file is given. The promise
 * rejects when the program cannot be started; when `deadline` aborts, the whole group is killed.
 */
export const start = (launch: Launch, deadline: AbortSignal): Running => {
  const { cwd, stdin, stdout, terminal = false } = launch;
  const [program = '', ...args] = terminal ? underTerminal(launch.argv) : launch.argv;
  const files: number[] = [];
  const open = (path: string, flags: string): number => {
    // To open one blocks until somebody opens its other end, and here that would be all tests.
    if (statSync(path, { throwIfNoEntry: false })?.isFIFO()) throw new Error(`${path} is a FIFO: use sh`);
    const fd = openSync(path, flags);
    files.push(fd);
    return fd;
  };
  try {
    const output = stdout === undefined ? 'pipe' : open(stdout, 'w');
    const input = terminal ? 'pipe' : stdin === undefined ? 'ignore' : open(stdin, 'r');
    const env = terminal ? { TERM: 'xterm-256color', ...launch.env } : launch.env;
    const child = spawn(program, args, { cwd, env, detached: true, stdio: [input, output, 'pipe'] });
    const outputBytes = collect(child.stdout);
    const errorBytes = collect(child.stderr);
    // The pipe stays open: at its end, `script` would type ^D into the terminal.
    child.stdin?.on('error', () => {});
    if (terminal && stdin !== undefined) child.stdin?.write(readFileSync(stdin));
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // the group is gone already
      }
    };
    if (deadline.aborted) kill();
    deadline.addEventListener('abort', kill);
    const exit = new Promise<Exit>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) =>
        resolve({
          status: code ?? signal ?? 'SIGKILL',
          stdout: terminal ? withoutCarriageReturns(outputBytes()) : outputBytes(),
          stderr: terminal ? undefined : errorBytes(),
        }),
      );
    }).finally(() => deadline.removeEventListener('abort', kill));
    // A process in the background may fail to start before anyone waits for it.
    exit.catch(() => {});
    return { exit, kill };
  } finally {
    for (const fd of files) closeSync(fd);
  }
};
