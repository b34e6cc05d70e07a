/** What is wrong with a command line, in mreg's words. */
import type { Command as Commander, CommanderError } from 'commander';
import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import type { Command } from './command.ts';

/** A command that there is not, with the one that was probably meant. */
export function unknownCommand(word: string, commands: readonly Command[]): MregError {
  const words = commands
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, aliases }) => [name.split(' ')[0] as string, ...(aliases ?? [])]);
  const close = nearest(word, words);
  return new MregError('MREG_USAGE', `no command '${word}'`, {
    hint: close ? `did you mean mreg ${close}?` : 'mreg --help',
  });
}

/** What commander found wrong, in mreg's words, with the word that was probably meant. */
export function usageError(error: CommanderError, program: Commander, argv: readonly string[]): MregError {
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
