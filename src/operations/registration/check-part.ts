import { type JsonObject, parseJson, stringifyJson, toPlain } from '../../core/json/index.ts';
import { type MetadataDocument, mergeMetadata } from '../../core/metadata/metadata.ts';
import { validate } from '../../validate.ts';

/** A name that is text is judged where it is used: an option may win over it. */
const STAND_INS = { model_name: 'unknown', model_version: 'v1.0.0', model_type: 'unknown' };

/** What one file or option says. */
export type Part = readonly [from: string, document: MetadataDocument];

/** Each for itself, so that a fault is blamed on who said it, and is not hidden by who says the same rightly.
 * @throws MREG_INVALID */
export async function checkPart([from, document]: Part): Promise<void> {
  const said = mergeMetadata(document);
  if (isEmpty(said)) return;
  // A program can hand over what no file may hold, such as half a surrogate pair, and nothing could read it again.
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
