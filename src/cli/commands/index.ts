import { LOADERS } from '../../generated/commands.ts';
import type { Command } from '../command.ts';

/** The commands whose name or alias begins with a word; all commands if there is none, for a hint on a mistyped word. */
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
