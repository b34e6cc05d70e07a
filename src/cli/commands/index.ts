import { LOADERS } from '../../generated/commands.ts';
import type { Command } from '../command.ts';

/** The commands that a word begins, by name or alias; all where it begins none, since it may be a slip, or missing. */
export async function commandsNamed(word: string | undefined): Promise<readonly Command[]> {
  return word !== undefined && Object.hasOwn(LOADERS, word) ? load(word) : allCommands();
}

/** Every command, in the order in which help lists them. */
export async function allCommands(): Promise<readonly Command[]> {
  return [...new Set((await Promise.all(Object.keys(LOADERS).map(load))).flat())];
}

async function load(word: string): Promise<readonly Command[]> {
  const loaded = (await LOADERS[word]?.()) ?? {};
  return Object.values(loaded).filter(
    ({ name, aliases }) => name.split(' ')[0] === word || aliases?.includes(word),
  );
}
