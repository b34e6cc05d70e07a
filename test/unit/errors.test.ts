import { expect, it } from 'vitest';
import { type ErrorCode, MregError } from '../../src/errors.ts';

/** The statuses that scripts branch on: a change here breaks them. */
const STATUSES: readonly (readonly [ErrorCode, number])[] = [
  ['MREG_NO', 1],
  ['MREG_USAGE', 2],
  ['MREG_INVALID', 3],
  ['MREG_FORMAT', 3],
  ['MREG_NOT_FOUND', 4],
  ['MREG_AMBIGUOUS', 4],
  ['MREG_EXISTS', 5],
  ['MREG_CONFLICT', 5],
  ['MREG_DAMAGED', 7],
  ['MREG_BUG', 70],
  ['MREG_IO', 74],
  ['MREG_INTERRUPTED', 130],
];

it.each(STATUSES)('%s ends the process with %i', (code, status) => {
  expect(new MregError(code, 'a message').exit).toBe(status);
});
