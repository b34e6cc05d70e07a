import { cacheDirectory, homeOf } from '../config/cache.ts';
import { workingDirectoryGone } from '../config/kind.ts';
import type { ResolvedSettings } from '../config/resolve.ts';
import { parsePlace } from '../core/names/place.ts';
import { MregError } from '../errors.ts';
import type { Registry, RegistryOptions } from '../registry.ts';
import { createUi, type Ui } from '../render/terminal/ui.ts';
import { VERSION } from '../version.ts';
import type { Command, Context, GlobalInput } from './command.ts';
import { commandWord, parseCommandLine } from './command-line.ts';
import { chooseFormat, renderError, renderNote, renderResult, type Stream, writeLine } from './output.ts';
import { preparedHelp } from './prepared-help.ts';
import { createProgress, type Progress } from './progress.ts';

/** The streams of a process. */
export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly stdin?: NodeJS.ReadStream | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs one command line and gives its exit status; the one place that catches. */
export async function main(
  argv: readonly string[],
  streams: Streams,
  env: Environment,
  cwd: string | undefined,
): Promise<number> {
  const json = argv.includes('--json') || argv.includes('--ndjson');
  try {
    const { columns } = streams.stdout;
    const invocation =
      preparedHelp(argv, columns) ?? parseCommandLine(argv, await commandsOf(argv), VERSION, columns);
    if (invocation.kind === 'run')
      return await run(invocation.command, invocation.input, invocation.global, streams, env, cwd);
    await writeLine(streams.stdout, invocation.text.replace(/\n+$/, ''));
    return 0;
  } catch (error) {
    const failure = toMregError(error);
    await writeLine(
      streams.stderr,
      renderError(
        failure,
        json,
        await uiOf(streams.stderr, env, argv.includes('--no-color') ? false : undefined),
      ),
    ).catch(() => undefined);
    return failure.exit;
  }
}

/** Those that a command line needs; printing the version needs none. */
async function commandsOf(argv: readonly string[]): Promise<readonly Command[]> {
  const word = commandWord(argv);
  if (word === undefined && argv.some((flag) => flag === '-V' || flag === '--version')) return [];
  const { commandsNamed } = await import('./commands/index.ts');
  return commandsNamed(word);
}

async function run(
  command: Command,
  input: object,
  global: GlobalInput,
  streams: Streams,
  env: Environment,
  cwd: string | undefined,
): Promise<number> {
  const format = chooseFormat(global, command, input as never);
  const errorUi = () => uiOf(streams.stderr, env, global.color);
  let progress: Progress | undefined;
  const startProgress = () => {
    progress ??= createProgress({
      stream: streams.stderr,
      enabled: streams.stderr.isTTY === true && format === 'text',
    });
    return progress;
  };
  const notes: string[] = [];
  const place = {
    get cwd() {
      if (cwd === undefined) throw workingDirectoryGone();
      return cwd;
    },
  };
  const context: Context = {
    ...createContext(global, env, cwd, place, startProgress, (text) => {
      if (format !== 'quiet') notes.push(text);
    }),
    pipes: streams,
    get cwd() {
      return place.cwd;
    },
    print: (text) => writeLine(streams.stdout, text),
    async runProgram(words, variables) {
      const { runProgram } = await import('./run-program.ts');
      return runProgram(words, { ...env, ...variables }, place.cwd, async (error) =>
        writeLine(streams.stderr, renderError(error, false, await errorUi())),
      );
    },
    get interactive() {
      return streams.stderr.isTTY === true && streams.stdin?.isTTY === true;
    },
    async confirm(plan, question) {
      const { confirm } = await import('./confirm.ts');
      await writeLine(streams.stderr, plan(await errorUi()));
      await confirm(streams.stdin as NodeJS.ReadStream, streams.stderr as NodeJS.WriteStream, question);
    },
  };
  try {
    const result = (await command.run(input as never, context)) as never;
    progress?.clear();
    for (const note of notes) await writeLine(streams.stderr, renderNote(note, await errorUi()));
    const ui = await uiOf(streams.stdout, env, global.color);
    await writeLine(streams.stdout, renderResult(format, command, result, input as never, ui)).catch(
      async (error) => {
        throw await ofResult(result, error);
      },
    );
    return command.status?.(result) ?? 0;
  } finally {
    progress?.clear();
  }
}

/** The error of a result that cannot be told: if it is that of a change, the change was made all the same. */
async function ofResult(result: object, error: unknown): Promise<unknown> {
  const { applied, revision } = result as { readonly applied?: unknown; readonly revision?: unknown };
  if (applied !== true || typeof revision !== 'number') return error;
  const { committed } = await import('../store/journal/committed.ts');
  return committed(revision, error);
}

function createContext(
  global: GlobalInput,
  env: Environment,
  cwd: string | undefined,
  place: { readonly cwd: string },
  startProgress: () => Progress,
  note: Context['note'],
): Omit<Context, 'cwd' | 'interactive' | 'confirm' | 'pipes' | 'print' | 'runProgram'> {
  let resolved: Promise<ResolvedSettings> | undefined;
  const settings = () => {
    resolved ??= import('../config/load.ts').then(async ({ loadSettings }) => {
      const loaded = await loadSettings({ cwd, env, home: homeOf(env), flags: { root: global.root } });
      loaded.notes.forEach(note);
      return loaded;
    });
    return resolved;
  };
  return {
    env,
    now: () => new Date(),
    commands: async () => (await import('./commands/index.ts')).allCommands(),
    settings,
    note,
    expandPlace: (text) => parsePlace(text, () => homeOf(env)),
    async registry(at, options?: Pick<RegistryOptions, 'follow'>): Promise<Registry> {
      const [{ Registry }, { registryRoot }, found] = await Promise.all([
        import('../registry.ts'),
        import('../config/load.ts'),
        settings(),
      ]);
      return new Registry(at ?? registryRoot(place, found), {
        ...found.settings,
        cache: cacheDirectory(env, homeOf(env)),
        ...options,
      });
    },
    work(label) {
      // As an AbortSignal, which takes Node long to load.
      const signal = { aborted: false };
      // The second signal is obeyed by the system: it ends the process at once, which loses nothing either.
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.once(name, () => {
          signal.aborted = true;
        });
      const progress = startProgress();
      return { signal, onProgress: (done, total) => progress.update({ label, done, total }) };
    },
  };
}

/** Colour if it is requested, else on a terminal unless NO_COLOR is set (no-color.org). */
function uiOf(stream: Stream, env: Environment, color: boolean | undefined): Promise<Ui> {
  const tty = stream.isTTY === true;
  return createUi({
    tty,
    color: color ?? (tty && !env.NO_COLOR && env.TERM !== 'dumb'),
    columns: stream.columns,
  });
}

function toMregError(error: unknown): MregError {
  if (error instanceof MregError) return error;
  const stack = error instanceof Error ? error.stack : undefined;
  return new MregError(
    'MREG_BUG',
    `this is a bug in mreg: ${error instanceof Error ? error.message : String(error)}`,
    {
      hint: 'please report it with the command line and the output of mreg --version',
      details: { version: VERSION, ...(stack !== undefined && { stack }) },
      cause: error,
    },
  );
}
