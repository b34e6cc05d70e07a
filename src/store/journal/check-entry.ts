import type { ErrorObject, ValidateFunction } from 'ajv';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';

/** Holds an entry to its schema before it is published: what is in the log stays there, and no reader would take it.
 * @throws MREG_INVALID */
export async function checkEntry(entry: LogEntry): Promise<void> {
  const { logEntry }: { logEntry: ValidateFunction } = await import('../../generated/validate-log-entry.js');
  if (logEntry(entry)) return;
  const [fault] = (logEntry.errors ?? []) as ErrorObject[];
  const problem = `${fault?.instancePath || 'the entry'} ${fault?.message ?? 'is not valid'}`;
  throw new MregError('MREG_INVALID', `what is to be put on record is no entry of the log: ${problem}`, {
    details: { pointer: fault?.instancePath, problem },
  });
}
