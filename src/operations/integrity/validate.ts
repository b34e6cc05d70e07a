import { toPlain } from '../../core/json/index.ts';
import { METADATA_MEMBERS } from '../../core/metadata/metadata.ts';
import { normalizeMetadata } from '../../core/metadata/normalize.ts';
import { nearest } from '../../core/names/nearest.ts';
import { readVersion } from '../../core/names/version.ts';
import type { ValidateResult } from '../../generated/output.ts';
import { MAX_METADATA, readDocument } from '../../store/intake/document.ts';
import { findFaults } from '../../validate.ts';

/** Checks a metadata file: its faults, and members that look like misspelt ones.
 * @throws MREG_NOT_FOUND; MREG_INVALID where it is no JSON at all */
export async function validateFile(file: string): Promise<ValidateResult> {
  const document = normalizeMetadata(await readDocument(file, MAX_METADATA));
  const faults = await findFaults('metadata', toPlain(document));
  const { model_version: version } = document;
  if (typeof version === 'string' && readVersion(version) === undefined) {
    faults.push({ pointer: '/model_version', expected: 'must be a semantic version such as v1.2.0' });
  }
  const warnings = Object.keys(document).flatMap((member) => {
    const close = METADATA_MEMBERS.includes(member) ? undefined : nearest(member, METADATA_MEMBERS);
    return close === undefined ? [] : [`unknown member '${member}'; did you mean '${close}'?`];
  });
  return { file, valid: faults.length === 0, faults, warnings };
}
