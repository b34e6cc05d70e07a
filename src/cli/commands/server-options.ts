import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { MregError } from '../../errors.ts';
import type { Context } from '../command.ts';
import type { ReadOption } from '../option-values.ts';

const MAX_SECRET = 64 * 1024;

/** The text of a file that holds a token or a key.
 * @throws MREG_NOT_FOUND, MREG_IO, MREG_INVALID for an empty one */
export async function readSecret(context: Context, path: string, option: string): Promise<string> {
  const text = (await readSmall(context, path)).toString('utf8').trim();
  if (text !== '') return text;
  throw new MregError('MREG_INVALID', `${option} ${path} is empty`);
}

/** All bytes of a small file.
 * @throws MREG_NOT_FOUND, MREG_IO, MREG_INVALID for a large one */
export async function readSmall({ expandPlace, cwd }: Context, path: string): Promise<Buffer> {
  const { readInput } = await import('../../store/intake/document.ts');
  return readInput(resolve(cwd, expandPlace(path)), MAX_SECRET);
}

/** @throws MREG_USAGE */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new MregError('MREG_USAGE', `--port '${text}' is no port`, {
    hint: 'a port is a number from 0 to 65535',
  });
}

/** @throws MREG_USAGE */
export const readHost: ReadOption<string> = (text, flag) => {
  if (/^[^\s/]+$/.test(text)) return text;
  throw new MregError('MREG_USAGE', `${flag} '${text}' is no name of a host`, {
    hint: `${flag} ml.example.org`,
  });
};

/** The beginning of a page's address, as browsers send it.
 * @throws MREG_USAGE */
export const readOrigin: ReadOption<string> = (text, flag) => {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new MregError('MREG_USAGE', `${flag} '${text}' is no origin`, {
    hint: `${flag} https://ml.example.org, without a path or a slash at its end`,
  });
};

/** A token that nobody guesses. */
export function makeToken(): string {
  return randomBytes(24).toString('base64url');
}
