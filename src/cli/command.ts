/**
 * A command is one typed object; this file is the frame around them and the only one that knows
 * commander. Help, the README's table, shell completion and the contract tests are made from the objects.
 */
import { Command as Commander, CommanderError, Option } from 'commander';
import type { ResolvedSettings } from '../config/resolve.ts';
import { nearest } from '../core/nearest.ts';
import { MregError } from '../errors.ts';
import type { Results } from '../generated/output.ts';
import type { Registry } from '../registry.ts';
import type { Ui } from '../render/ui.ts';
import type { Work } from '../store/intake.ts';

/** What a shell can offer for a word. */
export type Completes =
  | 'model'
  | 'version'
  | 'ref'
  | 'deleted'
  | 'stage'
  | 'alias'
  | 'type'
  | 'metric'
  | 'path'
  | readonly string[];

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: true;
  readonly variadic?: true;
  readonly completes?: Completes;
}

export interface OptionSpec {
  readonly summary: string;
  /** What the option takes, as help shows it; a flag where left out. */
  readonly value?: string;
  readonly short?: string;
  /** There is a `--no-…` form too; undefined where neither is given. */
  readonly negatable?: true;
  /** May be given many times. */
  readonly repeat?: true;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

interface Example {
  readonly line: string;
  readonly does: string;
}

type Arguments = readonly ArgumentSpec[];
type Options = Readonly<Record<string, OptionSpec>>;

type ArgumentValue<A extends ArgumentSpec> = A extends { variadic: true }
  ? readonly string[]
  : A extends { optional: true }
    ? string | undefined
    : string;

type OptionValue<O extends OptionSpec> = O extends { repeat: true }
  ? readonly string[]
  : O extends { choices: readonly (infer Choice)[]; value: string }
    ? Choice | undefined
    : O extends { value: string }
      ? string | undefined
      : O extends { negatable: true }
        ? boolean | undefined
        : boolean;

/** What a command was given: its arguments and options by name. */
export type Input<A extends Arguments, O extends Options> = {
  readonly [Spec in A[number] as Spec['name']]: ArgumentValue<Spec>;
} & { readonly [Name in keyof O]: OptionValue<O[Name]> };

/** The outside, as far as a command may see it. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Every command there is. */
  readonly commands: readonly Command[];
  settings(): Promise<ResolvedSettings>;
  /** The registry in force, or the one at an absolute root. */
  registry(root?: string): Promise<Registry>;
  /** A progress bar and an end to be obeyed, for work that takes its time. */
  work(label: string): Work;
  /** The streams for an archive that comes through a pipe. */
  readonly pipes: {
    readonly stdin: NodeJS.ReadStream | undefined;
    readonly stdout: { readonly isTTY?: boolean | undefined };
  };
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** Shows on the terminal what is about to happen, and asks.
   * @throws MREG_NO where the answer is not yes, MREG_INTERRUPTED */
  confirm(plan: (ui: Ui) => string, question: string): Promise<void>;
  /** Something to know that is not the result; goes to stderr. */
  note(text: string): void;
}

/** What the frame needs of a command, whatever it takes and gives. */
export interface Command {
  /** One word, or two where it belongs to a family: `alias set`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group:
    | 'Registering'
    | 'Finding'
    | 'Stages'
    | 'Labels'
    | 'Retention'
    | 'Transport'
    | 'Integrity'
    | 'Setting up';
  /** One line, for lists. */
  readonly summary: string;
  /** More than the line says, for the command's own help. */
  readonly description?: string;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly examples: readonly Example[];
  /** The schemas in schemas/output that a result may have. */
  readonly results: readonly (keyof Results)[];
  /** Not in lists of commands. */
  readonly hidden?: true;
  run(input: never, context: Context): Promise<object>;
  text(result: never, ui: Ui, input: never): string;
  /** The one value that a script wants; with -q. */
  quiet(result: never, input: never): string;
  /** The items of a list, for --ndjson. */
  items?(result: never): readonly unknown[];
  /** The exit status where the answer may be no; 0 where left out. */
  status?(result: never): number;
  /** Whether stdout carries what `run` writes there, and no result. */
  ownsStdout?(input: never): boolean;
}

/** A command with the types of what it takes and gives, inferred from the literal. */
export function defineCommand<const A extends Arguments, const O extends Options, R extends object>(
  command: Omit<
    Command,
    'arguments' | 'options' | 'run' | 'text' | 'quiet' | 'items' | 'status' | 'ownsStdout'
  > & {
    readonly arguments: A;
    readonly options: O;
    run(input: Input<A, O>, context: Context): Promise<R>;
    text(result: R, ui: Ui, input: Input<A, O>): string;
    quiet(result: R, input: Input<A, O>): string;
    items?(result: R): readonly unknown[];
    status?(result: R): number;
    ownsStdout?(input: Input<A, O>): boolean;
  },
): Command {
  return command;
}

/** Options of every command. */
export const GLOBAL_OPTIONS = {
  root: {
    value: 'DIR',
    summary: 'the registry (else MREG_ROOT, the configuration, ./model_registry upward)',
    completes: 'path',
  },
  json: { summary: 'one JSON document on stdout; errors as JSON on stderr' },
  ndjson: { summary: 'one JSON document a line (list, search, history)' },
  quiet: { short: 'q', summary: 'only the one value that a script wants' },
  color: { summary: 'colour even where stdout is no terminal', negatable: true },
} as const satisfies Options;

const GLOBAL_GROUP = 'Global options:';

export type GlobalInput = Input<readonly [], typeof GLOBAL_OPTIONS>;

/** What a command line asks for. */
export type Invocation =
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly input: Record<string, unknown>;
      readonly global: GlobalInput;
    }
  | { readonly kind: 'print'; readonly text: string };

/** Reads a command line.
 * @throws MREG_USAGE */
export function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
  version: string,
): Invocation {
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
      writeErr: () => undefined,
      outputError: () => undefined,
    });
  addGlobalOptions(program);
  const word = findCommandWord(argv);
  const named = commands.filter((command) =>
    [command.name.split(' ')[0], ...(command.aliases ?? [])].includes(word),
  );
  if (word !== undefined && named.length === 0) throw unknownCommand(word, commands);
  // Making all the commands takes longer than printing the version.
  const rest = argv.some((flag) => flag === '-V' || flag === '--version') ? [] : commands;
  for (const command of named.length > 0 ? named : rest) {
    addCommand(program, command, (input) => {
      chosen = { kind: 'run', command, ...input };
    });
  }
  program.addHelpText('after', '\nmreg COMMAND --help shows the options and examples of a command.');
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, program, argv);
  }
  return chosen ?? { kind: 'print', text: printed };
}

/** The help of one command, or of all, as it is printed. */
export function helpText(commands: readonly Command[], words: readonly string[]): string {
  const invocation = parseCommandLine([...words, '--help'], commands, '');
  return invocation.kind === 'print' ? invocation.text : '';
}

/** The flag of an option, as it is typed. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function addCommand(
  program: Commander,
  command: Command,
  take: (given: Pick<Invocation & { kind: 'run' }, 'input' | 'global'>) => void,
): void {
  const [family, member] = command.name.split(' ') as [string, string?];
  const parent = member === undefined ? program : familyOf(program, family);
  const sub = parent
    .command(member ?? family, { hidden: command.hidden === true })
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
  const width = Math.max(...command.examples.map(({ line }) => line.length));
  const lines = command.examples.map(({ line, does }) => `  ${line.padEnd(width)}  # ${does}`);
  sub.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  addGlobalOptions(sub);
  sub.action((...values: unknown[]) => {
    const given = command.arguments.map(({ name }, index) => [name, values[index]] as const);
    const options = sub.optsWithGlobals();
    take({
      input: { ...Object.fromEntries(given), ...inputOf(command.options, options) },
      global: inputOf(GLOBAL_OPTIONS, options) as GlobalInput,
    });
  });
}

function addGlobalOptions(command: Commander): void {
  for (const option of makeOptions(GLOBAL_OPTIONS)) command.addOption(option.helpGroup(GLOBAL_GROUP));
  command.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(GLOBAL_GROUP));
}

function familyOf(program: Commander, family: string): Commander {
  const existing = program.commands.find((command) => command.name() === family);
  if (existing) return existing;
  const parent = program
    .command(family)
    .summary(`${family}es that move from version to version`)
    .description(sentence(`${family}es that move from version to version`))
    .helpGroup('Labels:')
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
    Object.entries(options).map(([name, { value, repeat, negatable }]) => {
      const missing = repeat ? [] : value === undefined && !negatable ? false : undefined;
      return [name, given[name] ?? missing];
    }),
  );
}

/** The first word that is neither an option nor the value of a global one. */
function findCommandWord(argv: readonly string[]): string | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] as string;
    if (word === '--root') index += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

function unknownCommand(word: string, commands: readonly Command[]): MregError {
  const words = commands
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, aliases }) => [name.split(' ')[0] as string, ...(aliases ?? [])]);
  const close = nearest(word, words);
  return new MregError('MREG_USAGE', `no command '${word}'`, {
    hint: close ? `did you mean mreg ${close}?` : 'mreg --help',
  });
}

/** What commander found wrong, in mreg's words, with the word that was probably meant. */
function usageError(error: CommanderError, program: Commander, argv: readonly string[]): MregError {
  const command = findCommand(program, argv);
  const help = `${pathOf(command)} --help`;
  const [, quoted = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const refuse = (message: string, close?: string) =>
    new MregError('MREG_USAGE', message, { hint: close ? `did you mean ${close}?` : help });
  switch (error.code) {
    case 'commander.help':
      return refuse('a command was expected');
    case 'commander.unknownCommand': {
      const close = nearest(
        quoted,
        command.commands.map((sub) => sub.name()),
      );
      return refuse(`no command '${quoted}' of ${pathOf(command)}`, close && `${pathOf(command)} ${close}`);
    }
    case 'commander.unknownOption': {
      const flags = command.options.map(({ long }) => long ?? '');
      return refuse(
        `no option '${quoted}' of ${pathOf(command)}`,
        nearest(quoted.replace(/=.*/s, ''), flags),
      );
    }
    case 'commander.missingArgument':
      return refuse(`${pathOf(command)} lacks its argument <${quoted}>`);
    case 'commander.excessArguments':
      return refuse(
        `${pathOf(command)} received more arguments than it takes: ${command.registeredArguments.length}`,
      );
    case 'commander.optionMissingArgument':
      return refuse(`${quoted} lacks its value`);
    default:
      return refuse(
        error.message
          .replace(/^error: /, '')
          .replace(/\. Allowed choices are (.*)\.$/, ', expected one of $1'),
      );
  }
}

function findCommand(program: Commander, argv: readonly string[]): Commander {
  return argv.reduce(
    (command, word) =>
      command.commands.find((sub) => word === sub.name() || sub.aliases().includes(word)) ?? command,
    program,
  );
}

/** The command as it is typed: `mreg alias set`. */
function pathOf(command: Commander): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
