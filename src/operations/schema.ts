import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import type { SchemaResult } from '../generated/output.ts';

/** A schema of this package by its name, or all names.
 * @throws MREG_NOT_FOUND */
export async function readSchema(name?: string): Promise<SchemaResult> {
  const { SCHEMAS } = await import('../generated/schemas.ts');
  const names = Object.keys(SCHEMAS);
  if (name === undefined) return { names };
  const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (schema === undefined) {
    const close = nearest(name, names);
    throw new MregError('MREG_NOT_FOUND', `no schema '${name}'; there are ${names.join(', ')}`, {
      hint: close && `mreg schema ${close}`,
    });
  }
  return { names, name, schema };
}
