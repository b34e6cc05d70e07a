import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every path of this name in `directory` and above that is there, the nearest first. */
export async function* upward(directory: string, name: string): AsyncGenerator<string, undefined> {
  const candidate = join(directory, name);
  if (await stat(candidate).catch(() => undefined)) yield candidate;
  const parent = dirname(directory);
  if (parent !== directory) yield* upward(parent, name);
  return undefined;
}
