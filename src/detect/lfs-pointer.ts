import type { ModelFiles } from './open.ts';

const BEGIN = 'version https://git-lfs.github.com/spec/v1\n';
/** A pointer is shorter than 1024 bytes (Git LFS, "Specification"), and longer than a digest. */
const SHORTEST = 100;
const LONGEST = 1023;

/** The paths of files that hold a pointer of Git LFS in place of their content. */
export async function findPointers({ files, read }: ModelFiles): Promise<string[]> {
  const found: string[] = [];
  for (const { path, size } of files) {
    if (size < SHORTEST || size > LONGEST) continue;
    const begin = await read(path, 0, BEGIN.length);
    if (Buffer.from(begin).toString('latin1') === BEGIN) found.push(path);
  }
  return found;
}
