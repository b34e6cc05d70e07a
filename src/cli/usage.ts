/** Errors of command lines, in mreg's words. */
import type { Command as Commander, CommanderError } from 'commander';
import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import { type Command, flagOf, GLOBAL_OPTIONS, type OptionSpec } from './command.ts';

interface Suggestion {
  readonly words: readonly string[];
  /** Words that mean it but are none of its own. */
  readonly alsoKnownAs?: readonly string[] | undefined;
  readonly destroys?: true | undefined;
}

/** The word that was probably meant; undefined if it would remove something, since people type what a hint says. */
function suggest(word: string, among: readonly Suggestion[]): string | undefined {
  const known = among.find(({ alsoKnownAs }) => alsoKnownAs?.includes(word));
  if (known) return known.words[0];
  const close = nearest(
    word,
    among.flatMap(({ words }) => words),
  );
  const meant = among.find(({ words }) => close !== undefined && words.includes(close));
  return meant?.destroys ? undefined : close;
}

/** The error for an unknown command, with the one that was probably meant. */
export function unknownCommand(word: string, commands: readonly Command[]): MregError {
  const visible = commands.filter(({ hidden }) => !hidden);
  const close = suggest(
    word,
    visible.map(({ name, aliases = [], alsoKnownAs, destroys }) => {
      const [first = '', second] = name.split(' ');
      return {
        words: [first, ...aliases],
        alsoKnownAs,
        destroys: second === undefined ? destroys : undefined,
      };
    }),
  );
  return new MregError('MREG_USAGE', `no command '${word}'`, {
    hint: close ? `did you mean mreg ${close}?` : 'mreg --help',
  });
}

/** An error of commander in mreg's words, with the word that was probably meant. */
export function usageError(
  error: CommanderError,
  program: Commander,
  argv: readonly string[],
  commands: readonly Command[],
): MregError {
  const command = findCommand(program, argv);
  const path = pathOf(command);
  const help = `${path} --help`;
  const [, quoted = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const refuse = (message: string, close?: string) =>
    new MregError('MREG_USAGE', message, { hint: close ? `did you mean ${close}?` : help });
  switch (error.code) {
    case 'commander.help':
      return refuse(`${path} lacks its command`);
    case 'commander.unknownCommand': {
      const members = commands.filter(({ name }) => `mreg ${name}`.startsWith(`${path} `));
      const close = suggest(
        quoted,
        members.map(({ name, destroys }) => ({ words: [name.split(' ')[1] as string], destroys })),
      );
      return refuse(`no command '${quoted}' of ${path}`, close && `${path} ${close}`);
    }
    case 'commander.unknownOption': {
      const spec = commands.find(({ name }) => `mreg ${name}` === path);
      if (spec?.arguments.some(({ afterDashes }) => afterDashes))
        return new MregError('MREG_USAGE', `no option '${quoted}' of ${path}`, {
          hint: `put -- before the command: ${path} -- COMMAND …`,
        });
      return refuse(
        `no option '${quoted}' of ${path}`,
        suggest(quoted.replace(/=.*/s, ''), optionsOf({ ...spec?.options, ...GLOBAL_OPTIONS })),
      );
    }
    case 'commander.missingArgument':
      return refuse(`${path} lacks its argument <${quoted}>`);
    case 'commander.excessArguments':
      return refuse(`${path} received more arguments than it takes: ${command.registeredArguments.length}`);
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

function optionsOf(options: Readonly<Record<string, OptionSpec>>): Suggestion[] {
  return Object.entries(options).map(([name, { alsoKnownAs, destroys }]) => ({
    words: [flagOf(name)],
    alsoKnownAs: alsoKnownAs?.map((word) => `--${word}`),
    destroys,
  }));
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
