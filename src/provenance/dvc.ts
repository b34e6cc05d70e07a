import { basename, dirname, resolve } from 'node:path';
import { parseYaml } from '../core/json/yaml.ts';
import { MregError } from '../errors.ts';
import { readRegular, UnfitFile } from '../regular-file.ts';
import { upward } from './upward.ts';

/** Bytes of a .dvc file, which names one output, and of a dvc.lock with thousands of stages. */
const MOST_BYTES = { record: 64 * 1024, lock: 1024 * 1024 };

/**
 * The digest that DVC has on record for a data file or directory, as `md5:<hex>` (`md5:<hex>.dir`): from
 * `<path>.dvc` beside it, else from the nearest dvc.lock upward that names it (DVC user guide, ".dvc files"
 * and "dvc.lock"). In a lock, what a stage put out goes before what one read, and where several stages read
 * different states of the data there is no answer. What is in a file is DVC's concern: one that cannot be understood says nothing.
 * @throws MREG_INVALID for a file that would have to be waited for, or that is too large
 */
export async function findDvcDigest({ path }: { path: string }): Promise<string | undefined> {
  const target = resolve(path);
  const beside = (await readYaml(`${target}.dvc`, '', MOST_BYTES.record)) as { outs?: unknown } | undefined;
  const [digest] = digestsOf(beside?.outs, dirname(target), target);
  if (digest !== undefined) return digest;
  for await (const lock of upward(dirname(target), 'dvc.lock')) {
    const { stages } = ((await readYaml(lock, basename(target), MOST_BYTES.lock)) ?? {}) as {
      stages?: object;
    };
    for (const member of ['outs', 'deps']) {
      const found = new Set(
        Object.values(stages ?? {}).flatMap((stage) => digestsOf(stage?.[member], dirname(lock), target)),
      );
      if (found.size > 0) return found.size === 1 ? [...found][0] : undefined;
    }
  }
  return undefined;
}

/** The digests of those items of `outs` or `deps` whose path, from `directory`, is `target`. */
function digestsOf(items: unknown, directory: string, target: string): readonly string[] {
  if (!Array.isArray(items)) return [];
  return items
    .filter((item) => typeof item?.md5 === 'string' && resolve(directory, String(item.path)) === target)
    .map(({ md5 }) => `md5:${md5}`);
}

/** A file's content, or undefined where there is no such file or `word` is not in it: the parser is slow. */
async function readYaml(path: string, word: string, most: number): Promise<unknown> {
  try {
    const bytes = readRegular(path, { most });
    return bytes.includes(word) ? await parseYaml(bytes, path) : undefined;
  } catch (error) {
    if (error instanceof UnfitFile) throw unfit(path, error);
    return undefined;
  }
}

function unfit(path: string, cause: UnfitFile): MregError {
  return new MregError('MREG_INVALID', `${path} ${cause.problem}`, {
    hint: 'name the data by a digest or a tag instead of its path',
    details: { path },
    cause,
  });
}
