import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { HANGS_AFTER_MS } from '../support/limit.ts';
import { type Exit, start } from '../support/script/process.ts';
import { hasProgram } from '../support/script/story.ts';

/** dist/help.txt is what mreg prints where it would have made the same text, and nowhere else. */
const MARK = 'the text that was made by the build';
const COLORED = { FORCE_COLOR: '3', COLORTERM: 'truecolor', CLICOLOR_FORCE: '1', TERM: 'xterm-256color' };

const scratch = mkdtempSync(join(tmpdir(), 'mreg-help-'));
const whole = resolve('.');
afterAll(() => rmSync(scratch, { recursive: true }));

const live = copyOf('live', (text) => rmSync(text));
const marked = copyOf('marked', (text) => writeFileSync(text, `${MARK}\n`));
const noTerminal = hasProgram(process, 'script') ? undefined : 'no program "script"';

function copyOf(name: string, change: (text: string) => void): string {
  const copy = join(scratch, name);
  for (const folder of ['bin', 'dist']) cpSync(folder, join(copy, folder), { recursive: true });
  change(join(copy, 'dist', 'help.txt'));
  return copy;
}

interface Where {
  readonly env?: Readonly<Record<string, string>>;
  /** Of a terminal; a pipe where left out. */
  readonly columns?: number;
}

/** How a copy of the program, or this one, ends. */
async function run(copy: string, argv: readonly string[], { env, columns }: Where = {}) {
  const line = [process.execPath, join(copy, 'bin', 'mreg.js'), ...argv];
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

const SERVED = [['--help'], ['-h'], ['help']];
const MADE = [[], ['help', 'list'], ['list', '--help'], ['--help', '--json'], ['--color', '--help'], ['-hq']];

it.each(SERVED.map((argv) => [argv] as const))(
  'mreg %s is the text of the build, which is the same',
  async (argv) => {
    const text = await run(whole, argv);
    expect(text).toEqual({ status: 0, stdout: readFileSync('dist/help.txt', 'utf8'), stderr: '' });
    expect(text).toEqual(await run(live, argv));
    expect(await run(marked, argv)).toEqual({ status: 0, stdout: `${MARK}\n`, stderr: '' });
  },
);

it.each(MADE.map((argv) => [argv] as const))('mreg %s is made when it is asked for', async (argv) => {
  expect(await run(marked, argv)).toEqual(await run(live, argv));
});

it('help has no colour, whatever the environment asks for', async () => {
  for (const argv of [['--help'], ['--color', '--help']]) {
    expect(await run(whole, argv, { env: COLORED })).toEqual(await run(whole, ['--help']));
    expect(await run(live, argv, { env: COLORED })).toEqual(await run(whole, ['--help']));
  }
});

it('on a terminal it is the same at 80 columns, and made for any other width', async ({ skip }) => {
  skip(noTerminal !== undefined, noTerminal);
  const text = await run(whole, ['--help'], { columns: 80 });
  expect(text.stdout).toBe(readFileSync('dist/help.txt', 'utf8'));
  expect(text).toEqual(await run(live, ['--help'], { columns: 80, env: COLORED }));
  for (const columns of [40, 79, 81, 100, 0]) {
    const made = await run(live, ['--help'], { columns });
    expect(await run(whole, ['--help'], { columns })).toEqual(made);
    expect(await run(marked, ['--help'], { columns })).toEqual(made);
  }
  expect(await run(live, ['--help'], { columns: 100 })).not.toEqual(text);
});
