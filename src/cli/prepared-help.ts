/** The help of all commands, which takes longer to make than Node to start, is made when mreg is built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP_WIDTH, type Invocation } from './command-line.ts';

const WORDS: readonly (string | undefined)[] = ['--help', '-h', 'help'];

/** What a command line that asks for nothing but the help of all commands prints at the width that the build had; undefined for
 * any other, and where nothing was made. */
export function preparedHelp(argv: readonly string[], columns = HELP_WIDTH): Invocation | undefined {
  if (argv.length !== 1 || !WORDS.includes(argv[0]) || columns !== HELP_WIDTH) return undefined;
  try {
    return { kind: 'print', text: readFileSync(join(import.meta.dirname, '..', 'help.txt'), 'utf8') };
  } catch {
    return undefined;
  }
}
