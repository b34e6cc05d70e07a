import { ASSERTIONS } from './assertions.ts';
import { PROGRAMS } from './programs.ts';
import { STEPS } from './steps.ts';
import type { Command } from './story.ts';

/** Every command of the language by name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...PROGRAMS, ...ASSERTIONS, ...STEPS }),
);
