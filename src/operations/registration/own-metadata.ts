import type { JsonObject } from '../../core/json/index.ts';
import { normalizeMetadata } from '../../core/metadata/normalize.ts';
import { comparePaths, foldPath } from '../../core/names/portable-path.ts';
import { MregError } from '../../errors.ts';
import { MAX_METADATA, readDocument } from '../../store/intake/document.ts';
import type { SourceFile } from '../../store/intake/source.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { checkPart } from './check-part.ts';

/** The metadata.json of a source, as it is shown to people. */
export function metadataPath(source: string): string {
  return `${source}/${METADATA_FILE}`.replace('//', '/');
}

/** The source's own metadata.json without the members that registration writes; undefined if another tool made it and it is to
 * be kept as a file.
 * @throws MREG_INVALID */
export async function readOwn(
  path: string,
  foreign: 'refuse' | 'keep' | undefined,
): Promise<JsonObject | undefined> {
  try {
    const {
      files: _,
      schema_version: __,
      registered_at: ___,
      registered_by: ____,
      ...brought
    } = await readDocument(path, MAX_METADATA);
    const own = normalizeMetadata(brought);
    await checkPart([path, own]);
    return own;
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_INVALID')) throw error;
    if (foreign === 'keep') return undefined;
    throw new MregError(error.code, error.message, {
      hint: `mreg validate ${path}; if another tool made it: --foreign-metadata keep`,
      details: error.details,
      cause: error.cause,
    });
  }
}

/** The name that another tool's metadata.json has in a version. */
const KEPT_METADATA = 'metadata-original.json';

/** The files without metadata.json, or with it under another name.
 * @throws MREG_INVALID where the name that it would be kept under is taken */
export function filesWithout(
  files: readonly SourceFile[],
  own: SourceFile,
  isKept: boolean,
): readonly SourceFile[] {
  const others = files.filter((file) => file !== own);
  if (!isKept) return others;
  if (others.some(({ path }) => foldPath(path) === foldPath(KEPT_METADATA)))
    throw new MregError('MREG_INVALID', `the source has a ${METADATA_FILE} and a ${KEPT_METADATA}`, {
      hint: `rename ${KEPT_METADATA}: the other is kept under that name`,
    });
  return [...others, { ...own, path: KEPT_METADATA, original: own.path }].sort((a, b) =>
    comparePaths(a.path, b.path),
  );
}
