import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptLine } from './parse.ts';
import type { Exit, Outcome, Running } from './process.ts';

/** A script while it runs: what its commands read and change. */
export interface Story {
  /** The words that start mreg. */
  readonly mreg: readonly string[];
  readonly deadline: AbortSignal;
  readonly env: Record<string, string>;
  cwd: string;
  /** The last command that ended; undefined after one was sent to the background. */
  last: Outcome | undefined;
  background: readonly { readonly line: ScriptLine; readonly running: Running }[];
  /** The reason to stop here without failing. */
  skipped: string | undefined;
}

type Arguments = readonly string[];

/** A program ends with a status; an assertion can be negated; a step does neither. */
export type Command = {
  readonly usage: string;
  /** The fewest and the most arguments. */
  readonly takes: readonly [number, number];
  /** The first argument in which `*` and `?` match paths; none if absent. */
  readonly pathsFrom?: number;
} & (
  | {
      readonly kind: 'program';
      readonly terminal?: boolean;
      argv(story: Story, args: Arguments): readonly string[];
    }
  | { readonly kind: 'assertion'; check(story: Story, args: Arguments, negated: boolean): void }
  | { readonly kind: 'step'; run(story: Story, args: Arguments): void | Promise<void> }
);

/** For `takes`: no upper limit. */
export const ANY = Number.POSITIVE_INFINITY;

/** What the last command wrote. Throws when there is none, or when the stream went elsewhere. */
export const lastBytes = (story: Story, stream: 'stdout' | 'stderr'): Buffer => {
  if (story.last === undefined) throw new Error('no command has ended yet whose output could be read');
  const bytes = story.last[stream];
  if (bytes === undefined) {
    throw new Error(
      `the ${stream} of line ${story.last.line} was not captured: it went to a file or a terminal`,
    );
  }
  return bytes;
};

/** Throws unless the command ended as its line says. */
export const checkStatus = (story: Story, line: ScriptLine, { status }: Exit): void => {
  if (status === (line.status ?? 0)) return;
  const why = story.deadline.aborted ? ': the time for the script was over' : '';
  throw new Error(`line ${line.number}: expected status ${line.status ?? 0}, got ${status}${why}`);
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Whether the script's PATH has the program. */
export const hasProgram = (
  { env }: { readonly env: Readonly<Record<string, string | undefined>> },
  name: string,
): boolean => (env.PATH ?? '').split(':').some((directory) => isProgram(join(directory, name)));
