import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import type { SchemaResult } from '../generated/output.ts';

const ENDING = '.schema.json';

/** A schema of this package by its name, or all names.
 * @throws MREG_NOT_FOUND */
export async function readSchema(name?: string): Promise<SchemaResult> {
  const folder = join(import.meta.dirname, '..', '..', 'schemas', '/');
  const files = await readdir(folder, { recursive: true });
  const names = files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length).replaceAll('\\', '/'))
    .sort();
  if (name === undefined) return { names };
  if (!names.includes(name)) {
    const close = nearest(name, names);
    throw new MregError('MREG_NOT_FOUND', `no schema '${name}'; there are ${names.join(', ')}`, {
      hint: close && `mreg schema ${close}`,
    });
  }
  return { names, name, schema: JSON.parse(await readFile(`${folder}${name}${ENDING}`, 'utf8')) };
}
