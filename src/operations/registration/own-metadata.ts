import { type JsonObject, toPlain } from '../../core/json/index.ts';
import { mergeMetadata } from '../../core/metadata/metadata.ts';
import { comparePaths, foldPath } from '../../core/names/portable-path.ts';
import { MregError } from '../../errors.ts';
import { MAX_METADATA, readDocument } from '../../store/intake/document.ts';
import type { SourceFile } from '../../store/intake/source.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { validate } from '../../validate.ts';
import type { RegisterRequest } from './register.ts';

/** A name that is text is judged where it is used: an option may win over it. */
const STAND_INS = { model_name: 'unknown', model_version: 'v1.0.0', model_type: 'unknown' };

/** The source's metadata.json, as it is shown to people. */
export function metadataPath({ source }: RegisterRequest): string {
  return `${source}/${METADATA_FILE}`.replace('//', '/');
}

/** The source's own metadata.json; undefined for one that is not mreg's and is to be kept as a file.
 * @throws MREG_INVALID */
export async function readOwn(request: RegisterRequest): Promise<JsonObject | undefined> {
  try {
    const own = await readDocument(metadataPath(request), MAX_METADATA);
    if (request.foreignMetadata === 'keep') await validateSaid(own, request);
    return own;
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_INVALID')) throw error;
    if (request.foreignMetadata === 'keep') return undefined;
    throw withForeignHint(error, request);
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

/** Whether what was said makes a metadata.json, once the files are known and the names that are left out. */
export async function validateSaid(metadata: JsonObject, request: RegisterRequest): Promise<void> {
  const names = Object.entries(STAND_INS).filter(([member]) => typeof (metadata[member] ?? '') === 'string');
  await validate(
    'metadata',
    toPlain(mergeMetadata({ model_artifact_files: [] }, metadata, Object.fromEntries(names))),
    metadataPath(request),
  );
}

/** The error for a metadata.json that the source has, with what to do where another tool made it. */
export function withForeignHint(error: unknown, request: RegisterRequest): unknown {
  if (!(error instanceof MregError && error.code === 'MREG_INVALID')) return error;
  return new MregError(error.code, error.message, {
    hint: `mreg validate ${metadataPath(request)}; if another tool made it: --foreign-metadata keep`,
    details: error.details,
    cause: error.cause,
  });
}
