import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { HELP_WIDTH, parseCommandLine } from '../../src/cli/command-line.ts';
import { allCommands } from '../../src/cli/commands/index.ts';
import { HELP } from '../../src/generated/help.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { HANGS_AFTER_MS } from '../support/limit.ts';
import { type Exit, start } from '../support/script/process.ts';
import { hasProgram } from '../support/script/story.ts';

/** src/generated/help.ts is what mreg prints where it would have made the same text, and nowhere else. */
const COLORED = { FORCE_COLOR: '3', COLORTERM: 'truecolor', CLICOLOR_FORCE: '1', TERM: 'xterm-256color' };

const scratch = mkdtempSync(join(tmpdir(), 'mreg-help-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const noTerminal = hasProgram(process, 'script') ? undefined : 'no program "script"';

interface Where {
  readonly env?: Readonly<Record<string, string>>;
  /** Of a terminal; a pipe where left out. */
  readonly columns?: number;
}

/** How the executable ends. */
async function run(argv: readonly string[], { env, columns }: Where = {}) {
  const line = [process.execPath, EXECUTABLE, ...argv];
  const { exit } = start(
    {
      argv: columns === undefined ? line : ['sh', '-c', `stty cols ${columns}; exec "$@"`, 'sh', ...line],
      cwd: scratch,
      env: { PATH: process.env.PATH ?? '', HOME: scratch, ...env },
      terminal: columns !== undefined,
    },
    AbortSignal.timeout(HANGS_AFTER_MS),
  );
  return shown(await exit);
}

const shown = ({ status, stdout, stderr }: Exit) => ({
  status,
  stdout: stdout?.toString(),
  stderr: stderr?.toString(),
});

/** The text that commander makes of a command line. */
async function made(argv: readonly string[], columns: number): Promise<string> {
  const invocation = parseCommandLine(argv, await allCommands(), '', columns);
  return invocation.kind === 'print' ? `${invocation.text.replace(/\n+$/, '')}\n` : '';
}

it.each(['--help', '-h', 'help'])('mreg %s is the text that is there, which is the same', async (word) => {
  expect(await run([word])).toEqual({ status: 0, stdout: HELP, stderr: '' });
  expect(await made([word], HELP_WIDTH)).toBe(HELP);
});

it('help has no colour, whatever the environment asks for', async () => {
  for (const argv of [['--help'], ['--color', '--help'], ['list', '--help']])
    expect(await run(argv, { env: COLORED })).toEqual(await run(argv));
});

it('on a terminal it is the same at 80 columns, and made for any other width', async ({ skip }) => {
  skip(noTerminal !== undefined, noTerminal);
  const text = await run(['--help'], { columns: 80, env: COLORED });
  expect(text.stdout).toBe(HELP);
  for (const columns of [40, 79, 81, 100])
    expect((await run(['--help'], { columns })).stdout).toBe(await made(['--help'], columns));
  expect((await run(['--help'], { columns: 100 })).stdout).not.toBe(HELP);
});
