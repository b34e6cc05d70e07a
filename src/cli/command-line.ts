/** From words to an invocation; beside usage.ts the only file that knows commander. */
import { Command as Commander, CommanderError, type Help, Option } from 'commander';
import { MregError } from '../errors.ts';
import {
  type Command,
  flagOf,
  GLOBAL_OPTIONS,
  type GlobalInput,
  GROUPS,
  type OptionSpec,
} from './command.ts';
import { unknownCommand, usageError } from './usage.ts';

const GLOBAL_GROUP = 'Global options:';

/** Columns of help where it goes to no terminal. */
export const HELP_WIDTH = 80;

type Options = Readonly<Record<string, OptionSpec>>;

/** A parsed command line: a command with its input, or a text to print. */
export type Invocation =
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly input: Record<string, unknown>;
      readonly global: GlobalInput;
    }
  | { readonly kind: 'print'; readonly text: string };

/** A document is wanted, which help is not. */
const FOR_SCRIPTS: readonly string[] = ['--json', '--ndjson'];

/** Reads a command line; of the commands, those that it names are enough. Help is as wide as a terminal of `columns`.
 * @throws MREG_USAGE */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  version: string,
  columns = HELP_WIDTH,
): Invocation {
  // `mreg help list`, as git and npm users ask.
  const argv = commandWord(words) === 'help' ? [...words.filter((word) => word !== 'help'), '--help'] : words;
  let chosen: Invocation | undefined;
  let printed = '';
  const program = new Commander('mreg')
    .description('A model registry that is just a folder.')
    .version(version, '-V, --version', 'print the version of mreg')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    // Global options are known to each command too, so that they stand anywhere; --version is not, since
    // register has an option of that name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      // The answer to a command line without a command.
      writeErr: (text) => {
        printed += text;
      },
      outputError: () => undefined,
      // Asking Node's own stream would make it.
      getOutHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHelpWidth: () => columns,
      getErrHasColors: () => false,
    });
  addGlobalOptions(program);
  const word = commandWord(argv);
  const named = commands.filter((command) =>
    [command.name.split(' ')[0], ...(command.aliases ?? [])].includes(word),
  );
  if (word !== undefined && named.length === 0) throw unknownCommand(word, commands);
  // The list of all commands shows no options, and adding them would take the most time.
  const wanted = word === undefined ? commands.map((command) => ({ ...command, options: {} })) : named;
  for (const command of wanted) {
    addCommand(program, command, columns, (input) => {
      chosen = { kind: 'run', command, ...input };
    });
  }
  // Once the commands are there, so that their own help is not concerned.
  program.configureHelp({ formatHelp: commandList });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Without a command people are shown which there are; a script is told.
    const isHelp = error.code === 'commander.help' && !argv.some((word) => FOR_SCRIPTS.includes(word));
    if (error.exitCode !== 0 && !isHelp) throw usageError(error, program, argv, named);
  }
  return chosen ?? { kind: 'print', text: printed };
}

/** The help of one command, or of all, as it is printed. */
export function helpText(commands: readonly Command[], words: readonly string[]): string {
  const invocation = parseCommandLine([...words, '--help'], commands, '');
  return invocation.kind === 'print' ? invocation.text : '';
}

function addCommand(
  program: Commander,
  command: Command,
  columns: number,
  take: (given: Pick<Invocation & { kind: 'run' }, 'input' | 'global'>) => void,
): void {
  const [word, member] = command.name.split(' ') as [string, string?];
  const parent = member === undefined ? program : familyOf(program, word, command);
  const sub = parent
    .command(member ?? word, { hidden: command.hidden === true })
    .summary(command.summary)
    .description(
      command.description === undefined
        ? sentence(command.summary)
        : `${sentence(command.summary)}\n\n${command.description}`,
    )
    .helpGroup(`${command.group}:`)
    .aliases([...(command.aliases ?? [])])
    .allowExcessArguments(false)
    .copyInheritedSettings(program);
  for (const { name, summary, optional, variadic } of command.arguments) {
    const dots = variadic ? '...' : '';
    sub.argument(optional ? `[${name}${dots}]` : `<${name}${dots}>`, summary);
  }
  for (const option of makeOptions(command.options)) sub.addOption(option);
  sub.addHelpText('after', `\nExamples:\n${exampleLines(command.examples, columns).join('\n')}`);
  addGlobalOptions(sub);
  sub.action((...values: unknown[]) => {
    const given = command.arguments.map(({ name }, index) => [name, values[index]] as const);
    const options = sub.optsWithGlobals();
    const input = { ...Object.fromEntries(given), ...inputOf(command.options, options) };
    checkPaths(command, input);
    take({
      input,
      global: inputOf(GLOBAL_OPTIONS, options) as GlobalInput,
    });
  });
}

/** An empty path would be read as the working directory. It is a variable that is not set.
 * @throws MREG_USAGE */
function checkPaths({ name, arguments: words, options }: Command, input: Record<string, unknown>): void {
  const paths = [
    ...words.filter(({ completes }) => completes === 'path').map((word) => [word.name, `<${word.name}>`]),
    ...Object.entries(options)
      .filter(([, { completes }]) => completes === 'path')
      .map(([option]) => [option, flagOf(option)]),
  ] as const;
  for (const [key, shown] of paths)
    if ([input[key as string]].flat().includes(''))
      throw new MregError('MREG_USAGE', `${shown} is empty`, { hint: `mreg ${name} --help` });
}

/** A line each where all fit; else what a line does stands above it. */
function exampleLines(examples: Command['examples'], columns: number): string[] {
  const width = Math.max(...examples.map(({ line }) => line.length));
  const lines = examples.map(({ line, does }) => `  ${line.padEnd(width)}  # ${does}`);
  if (lines.every((line) => line.length <= columns)) return lines;
  return examples.flatMap(({ line, does }) => [`  # ${does}`, `  ${line}`]);
}

/** The help of all commands: those first, by group, without their arguments, which their own help shows. */
function commandList(program: Commander, helper: Help): string {
  const term = (command: Commander) => [command.name(), ...command.aliases()].join(', ');
  const commands = helper.visibleCommands(program);
  const options = helper.visibleOptions(program);
  const width = Math.max(
    ...commands.map((command) => term(command).length),
    ...options.map((option) => helper.optionTerm(option).length),
  );
  const item = (left: string, right: string) => helper.formatItem(left, width, right, helper);
  const groups = GROUPS.map((group) => [
    `${group}:`,
    ...commands
      .filter((command) => command.helpGroup() === `${group}:`)
      .map((command) => item(term(command), helper.subcommandDescription(command))),
    '',
  ]).filter((lines) => lines.length > 2);
  return [
    'Usage: mreg COMMAND [options]',
    '',
    helper.boxWrap(helper.commandDescription(program), helper.helpWidth ?? HELP_WIDTH),
    '',
    ...groups.flat(),
    GLOBAL_GROUP,
    ...options.map((option) => item(helper.optionTerm(option), helper.optionDescription(option))),
    '',
    'mreg COMMAND --help shows the arguments, options and examples of a command.',
    '',
  ].join('\n');
}

function addGlobalOptions(command: Commander): void {
  for (const option of makeOptions(GLOBAL_OPTIONS)) command.addOption(option.helpGroup(GLOBAL_GROUP));
  command.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(GLOBAL_GROUP));
}

/** The command that holds those whose names begin with a word, such as `alias`. */
function familyOf(program: Commander, word: string, { family = word, group }: Command): Commander {
  const existing = program.commands.find((command) => command.name() === word);
  if (existing) return existing;
  const parent = program
    .command(word)
    .summary(family)
    .description(sentence(family))
    .helpGroup(`${group}:`)
    .copyInheritedSettings(program)
    .enablePositionalOptions()
    .helpCommand(false);
  addGlobalOptions(parent);
  return parent;
}

function makeOptions(options: Options): Option[] {
  return Object.entries(options).flatMap(([name, { short, value, summary, repeat, choices, negatable }]) => {
    const flags = [
      ...(short ? [`-${short}`] : []),
      value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`,
    ];
    const option = new Option(flags.join(', '), summary);
    if (choices) option.choices(choices);
    if (repeat) option.argParser((given: string, before: string[] | undefined) => [...(before ?? []), given]);
    return negatable ? [option, new Option(`--no-${name}`, `the opposite of ${flagOf(name)}`)] : [option];
  });
}

/** Flags that were not given are false, repeated options that were not given are empty. */
function inputOf(options: Options, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value, repeat, negatable, reads }]) => {
      const missing = repeat ? [] : value === undefined && !negatable ? false : undefined;
      const read = (text: unknown) => (reads ? reads(text as string, flagOf(name)) : text);
      const text = given[name];
      if (text === undefined) return [name, missing];
      return [name, Array.isArray(text) ? text.map(read) : read(text)];
    }),
  );
}

/** The first word that is neither an option nor the value of a global one. */
export function commandWord(argv: readonly string[]): string | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] as string;
    if (word === '--root') index += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
