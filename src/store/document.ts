import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { parseYaml } from '../core/yaml.ts';
import { MregError } from '../errors.ts';
import { ifPresent, io } from './io.ts';

const MAX_BYTES = 1024 * 1024;

/** A JSON file, or a YAML file by its extension, whose top is an object; every number stays as it was written.
 * @throws MREG_NOT_FOUND; MREG_INVALID with file:line:column, or for a file of over 1 MiB; MREG_IO */
export async function readDocument(path: string): Promise<JsonObject> {
  const bytes = await io('read', path, () => readAtMost(path, MAX_BYTES));
  const yaml = /^\.ya?ml$/i.test(extname(path));
  const value = yaml ? await parseYaml(bytes, path) : parseJson(bytes, { file: path });
  if (isJsonObject(value)) return value;
  throw new MregError('MREG_INVALID', `${path}: an object was expected at the top`, {
    details: { file: path },
  });
}

/** All bytes of a file, or of the standard input where it is `-`.
 * @throws MREG_NOT_FOUND, MREG_IO */
export async function readInput(path: string): Promise<Buffer> {
  if (path === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  const bytes = await io('read', path, () => ifPresent(readFile(path)));
  if (bytes) return bytes;
  throw new MregError('MREG_NOT_FOUND', `no file ${path}`, { details: { path } });
}

async function readAtMost(path: string, most: number): Promise<Buffer> {
  const handle = await ifPresent(open(path, 'r'));
  if (!handle) throw new MregError('MREG_NOT_FOUND', `no file ${path}`, { details: { path } });
  try {
    const { size } = await handle.stat();
    if (size > most) {
      throw new MregError('MREG_INVALID', `${path}: ${size} bytes, expected at most ${most}`, {
        details: { file: path, size, max_bytes: most },
      });
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
