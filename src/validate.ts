import type { ErrorObject, ValidateFunction } from 'ajv';
import { MregError } from './errors.ts';
import type { LogEntry } from './generated/log-entry.ts';
import type { ManifestFile } from './generated/manifest.ts';
import type { Metadata } from './generated/metadata.ts';
import type { ModelFile } from './generated/model.ts';

interface Documents {
  metadata: Metadata;
  manifest: ManifestFile;
  model: ModelFile;
  logEntry: LogEntry;
}

/** A place where a document breaks its schema. */
export interface Fault {
  /** JSON pointer (RFC 6901) of the value; empty for the whole document. */
  readonly pointer: string;
  readonly expected: string;
}

/** Every place where `value` is not what the schema of that name asks for. */
export async function findFaults(schema: keyof Documents, value: unknown): Promise<Fault[]> {
  const validators: Record<keyof Documents, ValidateFunction> = await import('./generated/validators.js');
  const check = validators[schema];
  if (check(value)) return [];
  const faults = (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(describe);
  return faults.filter((fault, index) => faults.findIndex((other) => same(other, fault)) === index);
}

/** `value`, once it has passed the schema of that name: the one place where unknown data gets a type.
 * @throws MREG_INVALID with the JSON pointer of each fault and what was expected there */
export async function validate<Name extends keyof Documents>(
  schema: Name,
  value: unknown,
  file: string,
): Promise<Documents[Name]> {
  const faults = await findFaults(schema, value);
  const [first] = faults;
  if (!first) return value as Documents[Name];
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw new MregError(
    'MREG_INVALID',
    `${file}: ${first.pointer || 'the document'} ${first.expected}${more}`,
    {
      hint: schema === 'metadata' && /\.(?:json|ya?ml)$/i.test(file) ? `mreg validate ${file}` : undefined,
      details: { file, faults },
    },
  );
}

function same(a: Fault, b: Fault): boolean {
  return a.pointer === b.pointer && a.expected === b.expected;
}

function describe({ instancePath, keyword, params, message }: ErrorObject): Fault {
  switch (keyword) {
    case 'required':
      return { pointer: instancePath, expected: `lacks '${params.missingProperty}'` };
    case 'additionalProperties':
      return { pointer: instancePath, expected: `has an unknown member '${params.additionalProperty}'` };
    case 'enum':
      // A metric is a number, and these are the words for those that JSON has no digits for.
      if (params.allowedValues.includes('NaN'))
        return { pointer: instancePath, expected: 'must be a number' };
      return { pointer: instancePath, expected: `must be one of ${params.allowedValues.join(', ')}` };
    case 'type':
      return { pointer: instancePath, expected: `must be ${[params.type].flat().join(' or ')}` };
    default:
      return { pointer: instancePath, expected: message ?? 'is not valid' };
  }
}
