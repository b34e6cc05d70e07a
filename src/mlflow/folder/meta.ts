/** The small files of a folder that MLflow wrote. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, toPlain } from '../../core/json/index.ts';
import { parseYaml } from '../../core/json/yaml.ts';
import { MregError } from '../../errors.ts';
import type { Texts } from '../place.ts';
import { filesBelow } from './list-folder.ts';
import { ifMissing } from './missing.ts';

/** A `meta.yaml`. */
export interface Meta {
  text(member: string): string | undefined;
  number(member: string): number | undefined;
  texts(member: string): Texts;
}

/** The `meta.yaml` of a directory; undefined if there is none.
 * @throws MREG_INVALID for one that is no YAML object, MREG_IO */
export async function readMeta(directory: string): Promise<Meta | undefined> {
  const path = join(directory, 'meta.yaml');
  const bytes = await ifMissing(undefined, () => readFile(path));
  if (!bytes) return undefined;
  const value = await parseYaml(bytes, path);
  if (!isJsonObject(value)) throw new MregError('MREG_INVALID', `${path}: an object was expected at the top`);
  const members = toPlain(value) as Readonly<Record<string, unknown>>;
  const text = (member: string) => {
    const found = members[member];
    return found === undefined || found === null || found === '' ? undefined : String(found);
  };
  return {
    text,
    number: (member) => (text(member) === undefined ? undefined : Number(text(member))),
    texts(member) {
      const entries = Object.entries((members[member] as object | undefined) ?? {});
      return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
    },
  };
}

/** A directory with a file for each key, as an object. */
export async function readTexts(directory: string): Promise<Texts> {
  const files = await filesBelow(directory);
  const entries = files.map(
    async ({ path }) => [path, await readFile(join(directory, path), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
