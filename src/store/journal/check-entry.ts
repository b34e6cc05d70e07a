import type { ErrorObject, ValidateFunction } from 'ajv';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';

/** Characters of a text that a person or a program says. It stays in the log, and every list of models carries it along. MLflow
 * has the same limit for the value of a tag. */
const LONGEST_TEXT = 100_000;

/** Holds an entry to its schema before it is published: what is in the log stays there, and no reader would take it.
 * @throws MREG_INVALID, also for a text of more than 100,000 characters */
export async function checkEntry(entry: LogEntry): Promise<void> {
  const long = findLongText(entry, '');
  if (long)
    throw new MregError(
      'MREG_INVALID',
      `${long.at} has ${long.length} characters, expected at most ${LONGEST_TEXT}`,
      {
        hint: 'put a long text into a file, and register that',
        details: { at: long.at, length: long.length },
      },
    );
  const { logEntry }: { logEntry: ValidateFunction } = await import('../../generated/validate-log-entry.js');
  if (logEntry(entry)) return;
  const [fault] = (logEntry.errors ?? []) as ErrorObject[];
  const problem = `${fault?.instancePath || 'the entry'} ${fault?.message ?? 'is not valid'}`;
  throw new MregError('MREG_INVALID', `what is to be put on record is no entry of the log: ${problem}`, {
    details: { pointer: fault?.instancePath, problem },
  });
}

/** What was there before a change does not count: it may have been longer. */
function findLongText(value: unknown, at: string): { at: string; length: number } | undefined {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT ? { at, length: value.length } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'from') continue;
    // Of the texts that a change gives a new value, the description alone is free.
    const name = Array.isArray(value) ? at : key === 'to' ? 'description' : key;
    const long = findLongText(member, name);
    if (long) return long;
  }
  return undefined;
}
