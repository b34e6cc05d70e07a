import { isJsonObject, type JsonObject, parseJson } from '../../core/json/index.ts';
import { MregError } from '../../errors.ts';
import type { VersionView } from '../../generated/output.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { readNamed } from '../../store/place.ts';
import type { Session } from '../session.ts';

/** metadata.json of a version, checked to be the registered one.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readMetadata(
  { layout }: Session,
  { ref, directory, metadata_digest }: Pick<VersionView, 'ref' | 'directory' | 'metadata_digest'>,
): Promise<JsonObject> {
  const path = layout.absolute(`${directory}/${METADATA_FILE}`);
  const bytes = await readNamed(layout.place, path);
  const { sha256 } = await import('../../store/intake/digest.ts');
  const problem =
    bytes === undefined
      ? 'is missing'
      : `sha256:${sha256(bytes)}` !== metadata_digest
        ? 'is not the one that was registered'
        : undefined;
  if (bytes === undefined || problem !== undefined) {
    throw new MregError('MREG_DAMAGED', `${ref} is damaged: ${path} ${problem}`, {
      hint: `mreg verify ${ref}`,
      details: { ref, path, problem },
    });
  }
  const metadata = parseJson(bytes, { file: path, maxBytes: Number.POSITIVE_INFINITY });
  if (isJsonObject(metadata) && Array.isArray(metadata.files) && metadata.files.every(isJsonObject))
    return metadata;
  throw new MregError('MREG_DAMAGED', `${ref} is damaged: ${path} has no list of files`, {
    hint: `mreg verify ${ref}`,
    details: { ref, path, problem: 'has no list of files' },
  });
}
