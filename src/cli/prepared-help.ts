/** The help of all commands takes longer to make than Node to start, so it is there as a text. */
import { HELP } from '../generated/help.ts';
import { HELP_WIDTH, type Invocation } from './command-line.ts';

const WORDS: readonly (string | undefined)[] = ['--help', '-h', 'help'];

/** What a command line prints that asks for nothing but the help of all commands, at the width that the text has; undefined for
 * any other. */
export function preparedHelp(argv: readonly string[], columns = HELP_WIDTH): Invocation | undefined {
  const isServed = argv.length === 1 && WORDS.includes(argv[0]) && columns === HELP_WIDTH;
  return isServed ? { kind: 'print', text: HELP } : undefined;
}
