import { type JsonObject, parseJson, stringifyJson, toPlain } from '../../core/json/index.ts';
import { type MetadataDocument, mergeMetadata } from '../../core/metadata/metadata.ts';
import { validate } from '../../validate.ts';

/** Valid names for the check: a name in the metadata is checked when it is used, since an option may replace it. */
const STAND_INS = { model_name: 'unknown', model_version: 'v1.0.0', model_type: 'unknown' };

/** The metadata of one file or option, and the name of its origin in errors. */
export type Part = readonly [from: string, document: MetadataDocument];

/** Checks one part alone, so that the error names the file or option with the fault, even if another part overrides it.
 * @throws MREG_INVALID */
export async function checkPart([from, document]: Part): Promise<void> {
  const said = mergeMetadata(document);
  if (isEmpty(said)) return;
  // A program may pass text that no file can hold, such as half a surrogate pair.
  parseJson(Buffer.from(stringifyJson(said)), { file: from, maxBytes: Number.POSITIVE_INFINITY });
  const names = Object.entries(STAND_INS).filter(([member]) => typeof (said[member] ?? '') === 'string');
  await validate(
    'metadata',
    toPlain(mergeMetadata({ model_artifact_files: [] }, said, Object.fromEntries(names))),
    from,
  );
}

export function isEmpty(object: JsonObject = {}): boolean {
  return Object.keys(object).length === 0;
}
