/** Random access to the files of one model; the files may be hostile, `read` need not be tolerant. */
export interface ModelFiles {
  /** Every file: relative path with `/`, size in bytes, sorted. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Up to `length` bytes of a file from `offset`, fewer at its end. */
  read(path: string, offset: number, length: number): Promise<Uint8Array>;
}

/** A framework as it is written in `metadata.json`. */
export interface Framework {
  readonly name: string;
  readonly version?: string;
}

/** One file of a model, read within the model's byte budget. */
export interface OpenFile {
  readonly path: string;
  readonly size: number;
  /** The bytes there are: fewer, or none, at the file's end, outside of it, or when the budget is spent. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Looks into a file whose name and first bytes fit; `undefined`, or any throw, means: not this format. */
export type Detector = (
  file: OpenFile,
  head: Buffer,
) => Promise<Framework | undefined> | Framework | undefined;

/** Opens files that may together read `budget` bytes; the claims of a hostile header end here. */
export function openWithin(
  model: ModelFiles,
  budget: number,
): (file: { path: string; size: number }) => OpenFile {
  let left = budget;
  return ({ path, size }) => ({
    path,
    size,
    async read(offset, length) {
      const wanted = Math.min(length, size - offset, left);
      if (!(offset >= 0 && wanted > 0)) return Buffer.alloc(0);
      left -= wanted;
      const bytes = (await model.read(path, offset, wanted)).subarray(0, wanted);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  });
}

const EDGE = 64 * 1024;

/** The first and the last 64 KiB, one character a byte: where libraries leave their names and versions. */
export async function readEdges(file: OpenFile): Promise<string> {
  const head = await file.read(0, EDGE);
  const tail = await file.read(Math.max(EDGE, file.size - EDGE), EDGE);
  return Buffer.concat([head, tail]).toString('latin1');
}

/** A framework with its version, left out unless it reads as one: files are hostile and terminals obey bytes. */
export function framework(name: string, version?: unknown): Framework {
  return typeof version === 'string' && /^[\w.+! -]{1,64}$/.test(version) ? { name, version } : { name };
}
