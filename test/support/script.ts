/**
 * Stories told to the real executable, in the manner of Go's testscript. A script is a text of commands,
 * one a line, followed by files. Words are split as in a shell: '…' is literal, in "…" and outside quotes
 * $NAME and ${NAME} are replaced (an unknown name is an error), `#` begins a comment. An unquoted `*` or
 * `?` in a path matches what is there.
 *
 *   mreg ARG…               must exit with 0; `exit 4 mreg …` with 4. With --json the answer has to fit the
 *                           schema of the command's result. Likewise sh 'LINE' (/bin/sh, mreg on
 *                           PATH) and tty mreg ARG… (on a terminal of $COLUMNS, else 80, columns; all output is stdout)
 *   … < FILE   … > FILE     redirect; else stdin is empty, and on a tty nobody types
 *   … &   wait              runs it meanwhile; `wait` checks each status and joins the outputs in order
 *   stdout RE   stderr RE   the last output matches, `^` and `$` at each line; `! stderr .` is silence
 *   stdout-is TEXT          stdout is that one line and nothing else
 *   json PATH [VALUE]       stdout is JSON that holds it: json result.versions[0].tags["a.b"] yes;
 *                           json result.digest ~ RE matches; json-err looks at stderr
 *   exists PATH…   cmp A B   grep RE FILE…     a file of cmp may be `stdout` or `stderr`
 *   ! ASSERTION             the contrary of any of these
 *   cp mv rm mkdir chmod symlink mkfifo cd     as in a shell; cp, rm and mkdir are recursive
 *   env NAME=VALUE          capture NAME [PATH]: stdout, or a JSON value of it, becomes $NAME
 *   skip-unless PROGRAM 'REASON'
 *   -- path/to/file --      from here on the content of a file that is there before the first command
 *
 * A script begins in the empty directory $WORK, with $HOME and $TMPDIR beside it, $EXAMPLES, $CHECKOUT, a
 * plain PATH, LANG=C.UTF-8, TZ=UTC and nothing else of the environment. The directory goes away at the end,
 * unless the script fails. A script that asserts nothing fails.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { mregWords } from './executable.ts';
import { HANGS_AFTER_MS } from './limit.ts';
import { checkAnswer } from './script/answer.ts';
import { COMMANDS } from './script/commands.ts';
import { ScriptError } from './script/error.ts';
import { expandPaths, expandWord } from './script/expand.ts';
import { type ParsedScript, parseScript, type ScriptLine } from './script/parse.ts';
import { shellQuote, start } from './script/process.ts';
import { type Command, checkStatus, type Story } from './script/story.ts';

const CHECKOUT = resolve(import.meta.dirname, '../..');
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface ScriptOptions {
  /** The script's path; it is read unless `text` is given. */
  readonly file: string;
  readonly text?: string;
  /** The JavaScript file that `mreg` stands for; the real executable where left out. */
  readonly executable?: string;
  /** Where the script's directory is made. */
  readonly parent?: string;
  /** What still runs when this aborts is killed. */
  readonly deadline?: AbortSignal;
}

const commandOf = (line: ScriptLine): Command => {
  const command = COMMANDS.get(line.name);
  if (command === undefined) {
    throw new Error(`unknown command "${line.name}"; the commands are ${[...COMMANDS.keys()].join(', ')}`);
  }
  return command;
};

const checkLine = (line: ScriptLine): void => {
  const command = commandOf(line);
  const isProgram = command.kind === 'program';
  if (line.negated && isProgram) throw new Error(`a status is exact: write "exit N ${line.name} …"`);
  if (line.negated && command.kind !== 'assertion') throw new Error(`"${line.name}" cannot be negated`);
  if (line.status !== undefined && !isProgram) throw new Error(`"${line.name}" has no exit status to expect`);
  if ((line.stdin || line.stdout || line.background) && !isProgram) {
    throw new Error(`"${line.name}" takes no "<", ">" or "&": quote the sign if it is meant literally`);
  }
  if (line.stdout && line.name === 'tty') throw new Error('the output of a terminal cannot be redirected');
};

const checkScript = (script: ParsedScript, file: string): void => {
  for (const line of script.lines) {
    try {
      checkLine(line);
    } catch (error) {
      throw new ScriptError({
        file,
        line: line.number,
        source: line.source,
        reason: (error as Error).message,
      });
    }
  }
  const asserts = script.lines.some(
    (line) => line.status !== undefined || commandOf(line).kind === 'assertion',
  );
  if (!asserts) throw new ScriptError({ file, line: 1, source: '', reason: 'the script asserts nothing' });
};

const prepare = (
  root: string,
  script: ParsedScript,
  mreg: readonly string[],
  deadline: AbortSignal,
): Story => {
  const at = (name: string): string => join(root, name);
  for (const name of ['work', 'home', 'tmp', 'bin']) mkdirSync(at(name));
  const shim = `#!/bin/sh\nexec ${mreg.map(shellQuote).join(' ')} "$@"\n`;
  writeFileSync(at('bin/mreg'), shim, { mode: 0o755 });
  for (const [path, content] of script.files) {
    mkdirSync(dirname(join(at('work'), path)), { recursive: true });
    writeFileSync(join(at('work'), path), content);
  }
  const env = {
    PATH: `${at('bin')}:${dirname(process.execPath)}:${SYSTEM_PATH}`,
    HOME: at('home'),
    TMPDIR: at('tmp'),
    WORK: at('work'),
    EXAMPLES: join(CHECKOUT, 'examples'),
    CHECKOUT,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
  return { mreg, deadline, env, cwd: at('work'), last: undefined, background: [], skipped: undefined };
};

const runProgram = async (
  story: Story,
  line: ScriptLine,
  command: Command & { readonly kind: 'program' },
  words: readonly string[],
): Promise<void> => {
  const { terminal = false } = command;
  const argv = command.argv(story, words);
  const redirect = (word: ScriptLine['stdin']): string | undefined =>
    word && resolve(story.cwd, expandWord(word, story.env));
  const [stdin, stdout] = [redirect(line.stdin), redirect(line.stdout)];
  const running = start(
    { argv, cwd: story.cwd, env: { ...story.env }, stdin, stdout, terminal },
    story.deadline,
  );
  story.last = undefined;
  if (line.background) {
    story.background = [...story.background, { line, running }];
    return;
  }
  const exit = await running.exit;
  story.last = { ...exit, line: line.number, source: line.source };
  checkStatus(story, line, exit);
  if (line.name === 'mreg' && words.includes('--json')) await checkAnswer(words, exit);
};

const runLine = async (story: Story, line: ScriptLine): Promise<void> => {
  const command = commandOf(line);
  const { pathsFrom = Number.POSITIVE_INFINITY, takes, usage } = command;
  const args = line.words.flatMap((word, index) =>
    index < pathsFrom ? [expandWord(word, story.env)] : expandPaths(word, story.env, story.cwd),
  );
  if (args.length < takes[0] || args.length > takes[1]) {
    throw new Error(`usage: ${usage}; received ${args.length} arguments: ${JSON.stringify(args)}`);
  }
  if (command.kind === 'program') {
    await runProgram(story, line, command, args);
  } else if (command.kind === 'assertion') {
    command.check(story, args, line.negated);
  } else {
    await command.run(story, args);
  }
};

const removeAll = (root: string): void => {
  // A story may have taken its own permission to remove its directories.
  execFileSync('chmod', ['-R', 'u+rwX', root]);
  rmSync(root, { recursive: true });
};

/**
 * Runs one script in a directory of its own. Resolves when all of it held, with the reason if its rest was
 * skipped. Throws ScriptError otherwise, and leaves the directory behind.
 */
export const runScript = async (
  options: ScriptOptions,
): Promise<{ readonly skipped: string | undefined }> => {
  const {
    executable,
    parent = realpathSync(tmpdir()),
    deadline = AbortSignal.timeout(HANGS_AFTER_MS),
  } = options;
  const file = relative(CHECKOUT, resolve(CHECKOUT, options.file));
  const script = parseScript(options.text ?? readFileSync(options.file, 'utf8'), file);
  checkScript(script, file);

  const root = mkdtempSync(join(parent, 'mreg-script-'));
  const mreg = executable === undefined ? mregWords() : [process.execPath, executable];
  const story = prepare(root, script, mreg, deadline);
  let line: ScriptLine | undefined;
  try {
    for (line of script.lines) {
      await runLine(story, line);
      if (story.skipped !== undefined) break;
    }
    line = story.skipped === undefined ? story.background[0]?.line : undefined;
    if (line !== undefined) throw new Error('still in the background at the end: "wait" for it');
  } catch (error) {
    const { number = 1, source = '' } = line ?? {};
    const reason = (error as Error).message;
    throw new ScriptError({ file, line: number, source, reason, last: story.last, kept: root });
  } finally {
    for (const { running } of story.background) running.kill();
    await Promise.allSettled(story.background.map(({ running }) => running.exit));
  }
  removeAll(root);
  return { skipped: story.skipped };
};
