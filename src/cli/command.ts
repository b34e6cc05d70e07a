/** A command is one typed object. Help, the README's table, shell completion and the contract tests are made from these. */
import type { ResolvedSettings } from '../config/resolve.ts';
import type { Results } from '../generated/output.ts';
import type { Registry, RegistryOptions } from '../registry.ts';
import type { Ui } from '../render/terminal/ui.ts';
import type { Work } from '../work.ts';
import type { ReadOption } from './option-values.ts';

/** What a shell can offer for a word. */
export type Completes =
  | 'model'
  | 'version'
  | 'ref'
  /** A reference to one version; the name of a model alone is not enough. */
  | 'version-ref'
  /** A version in full, or `none`. */
  | 'holder'
  /** The name of a model that exists, as `register` takes it. */
  | 'name'
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
  /** Its words may begin with a dash, and stand after `--`. */
  readonly afterDashes?: true;
  readonly completes?: Completes;
}

export interface OptionSpec {
  readonly summary: string;
  /** The placeholder of the option's value in help; an option without one is a flag. */
  readonly value?: string;
  readonly short?: string;
  /** There is a `--no-…` form too; the value is undefined if neither is given. */
  readonly negatable?: true;
  /** Parses the text of the value (default: the text itself). */
  readonly reads?: ReadOption<unknown>;
  /** May be given many times. */
  readonly repeat?: true;
  /** All valid values. */
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  /** Other words that people type for it; a hint then names the option. */
  readonly alsoKnownAs?: readonly string[];
  /** Its effect cannot be undone by another command, so it is never suggested for a mistyped word. */
  readonly destroys?: true;
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

type Read<O extends OptionSpec> = O extends { reads: ReadOption<infer T> } ? T : string;

type OptionValue<O extends OptionSpec> = O extends { repeat: true }
  ? readonly Read<O>[]
  : O extends { choices: readonly (infer Choice)[]; value: string }
    ? Choice | undefined
    : O extends { value: string }
      ? Read<O> | undefined
      : O extends { negatable: true }
        ? boolean | undefined
        : boolean;

/** The arguments and options of an invocation, by name. */
export type Input<A extends Arguments, O extends Options> = {
  readonly [Spec in A[number] as Spec['name']]: ArgumentValue<Spec>;
} & { readonly [Name in keyof O]: OptionValue<O[Name]> };

/** The surroundings that a command may use. */
export interface Context {
  /** @throws MREG_IO where it was removed */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Every command there is. */
  commands(): Promise<readonly Command[]>;
  settings(): Promise<ResolvedSettings>;
  /** The written place of a registry, with `~` as the user's home.
   * @throws MREG_INVALID for s3:// and the like */
  expandPlace(text: string): string;
  /** The registry in force, or the one at an absolute root. */
  registry(root?: string, options?: Pick<RegistryOptions, 'follow'>): Promise<Registry>;
  /** A progress callback and an abort signal for long work. */
  work(label: string): Work;
  /** The streams for an archive that comes through a pipe. */
  readonly pipes: {
    readonly stdin?: NodeJS.ReadStream | undefined;
    readonly stdout: { readonly isTTY?: boolean | undefined };
    readonly stderr: { write(text: string): unknown };
  };
  /** Writes a line to stdout now, for a command that goes on. */
  print(text: string): Promise<void>;
  /** Runs a program with the streams of this process and some variables more, or without those that are undefined; gives its exit
   * status.
   * @throws MREG_USAGE if there is no such program */
  runProgram(words: readonly string[], variables: Context['env']): Promise<number>;
  /** Whether a user can answer a question. */
  readonly interactive: boolean;
  /** Shows a plan on the terminal and asks for consent.
   * @throws MREG_NO where the answer is not yes, MREG_INTERRUPTED */
  confirm(plan: (ui: Ui) => string, question: string): Promise<void>;
  /** Prints a note on stderr. */
  note(text: string): void;
}

/** The headings of help, in their order. */
export const GROUPS = [
  'Start',
  'Everyday',
  'Look closer',
  'Experiments and runs',
  'Stages and labels',
  'Keep tidy',
  'Move',
  'Check',
  'Set up',
] as const;

/** A command without the types of its input and result. */
export interface Command {
  /** One word, or two where it belongs to a family: `alias set`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: (typeof GROUPS)[number];
  /** For a name of two words: one line about the commands that share its first. */
  readonly family?: string;
  /** One line, for lists. */
  readonly summary: string;
  /** A paragraph for the command's own help. */
  readonly description?: string;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly examples: readonly Example[];
  /** The schemas in schemas/output that a result may have. */
  readonly results: readonly (keyof Results)[];
  /** Not in lists of commands. */
  readonly hidden?: true;
  /** Other words that people type for it; a hint then names the command. */
  readonly alsoKnownAs?: readonly string[];
  /** It removes something, so it is never suggested for a mistyped word. */
  readonly destroys?: true;
  run(input: never, context: Context): Promise<object>;
  text(result: never, ui: Ui, input: never): string;
  /** Describes the output of `quiet` in the documentation. */
  readonly prints: string;
  /** The one value that a script wants; with -q. */
  quiet(result: never, input: never): string;
  /** The items of a list, for --ndjson. */
  items?(result: never): readonly unknown[];
  /** The exit status of a result that may mean no (default: 0). */
  status?(result: never): number;
  /** Whether stdout carries what `run` writes there, and no result. */
  ownsStdout?(input: never): boolean;
}

/** A command whose types of input and result are inferred from the literal. */
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

/** The flag of an option, as it is typed. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Options of every command. */
export const GLOBAL_OPTIONS = {
  root: {
    value: 'DIR',
    summary: 'the registry (else MREG_ROOT, the configuration, ./model_registry upward)',
    completes: 'path',
  },
  json: { summary: 'one JSON document on stdout; errors as JSON on stderr' },
  ndjson: { summary: 'one JSON document a line, for lists' },
  quiet: { short: 'q', summary: 'only the one value that a script wants' },
  color: { summary: 'colour even where stdout is no terminal', negatable: true },
} as const satisfies Options;

export type GlobalInput = Input<readonly [], typeof GLOBAL_OPTIONS>;
