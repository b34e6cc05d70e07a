import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { isJsonObject, type JsonObject, parseJson } from '../../core/json/index.ts';
import { parseYaml } from '../../core/json/yaml.ts';
import { MregError } from '../../errors.ts';
import { ifPresent, io } from '../../system-error.ts';
import { readAgain } from '../place/folder/again.ts';

const MAX_BYTES = 1024 * 1024;

/** How large a metadata.json may be: its list of files has some 130 bytes for each. */
export const MAX_METADATA = 64 * MAX_BYTES;

/** A JSON file, or a YAML file by its extension, whose top is an object; every number stays as it was written.
 * @throws MREG_NOT_FOUND; MREG_INVALID with file:line:column, or for a file of over `maxBytes`, 1 MiB where left out; MREG_IO */
export async function readDocument(path: string, maxBytes = MAX_BYTES): Promise<JsonObject> {
  const bytes = await readAgain(path, () => readAtMost(path, maxBytes));
  const yaml = /^\.ya?ml$/i.test(extname(path));
  const value = yaml ? await parseYaml(bytes, path) : parseJson(bytes, { file: path, maxBytes });
  if (isJsonObject(value)) return value;
  throw new MregError('MREG_INVALID', `${path}: an object was expected at the top`, {
    details: { file: path },
  });
}

/** All bytes of a file, or of the standard input where it is `-`.
 * @throws MREG_NOT_FOUND; MREG_INVALID for more than `most` bytes; MREG_IO */
export async function readInput(path: string, most: number): Promise<Buffer> {
  if (path !== '-') return readAgain(path, () => readAtMost(path, most));
  return io('read', 'the standard input', () => collect(process.stdin, 'the standard input', most));
}

async function collect(stream: AsyncIterable<Buffer>, name: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw tooLarge(name, size, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readAtMost(path: string, most: number): Promise<Buffer> {
  const handle = await ifPresent(open(path, 'r'));
  if (!handle) throw new MregError('MREG_NOT_FOUND', `no file ${path}`, { details: { path } });
  try {
    const { size } = await handle.stat();
    if (size > most) throw tooLarge(path, size, most);
    // A FIFO and a device have no size, and may never end.
    return await collect(handle.createReadStream({ autoClose: false }), path, most);
  } finally {
    await handle.close();
  }
}

function tooLarge(file: string, size: number, most: number): MregError {
  return new MregError('MREG_INVALID', `${file}: ${size} bytes, expected at most ${most}`, {
    details: { file, size, max_bytes: most },
  });
}
