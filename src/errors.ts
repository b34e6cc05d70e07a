/**
 * The one table of what can go wrong. A code is a promise to scripts: it keeps its name and its exit
 * status for ever. The README's table and the contract tests are made from this object.
 */
export const ERROR_CODES = {
  MREG_NO: { exit: 1, summary: 'it ran, and the answer is no' },
  MREG_USAGE: { exit: 2, summary: 'the command line is wrong' },
  MREG_INVALID: { exit: 3, summary: 'a file or a value is invalid: metadata, configuration, name' },
  MREG_FORMAT: { exit: 3, summary: 'the registry was made by a newer mreg' },
  MREG_NOT_FOUND: { exit: 4, summary: 'no such model, version, stage holder, alias, registry or source' },
  MREG_AMBIGUOUS: { exit: 4, summary: 'the name fits models of several types' },
  MREG_EXISTS: { exit: 5, summary: 'the version, number or name is taken' },
  MREG_CONFLICT: { exit: 5, summary: 'the state is not the one that was expected' },
  MREG_PROTECTED: { exit: 5, summary: 'something still refers to the version' },
  MREG_DAMAGED: { exit: 7, summary: 'the registry, or a version that the command needs, is damaged' },
  MREG_BUG: { exit: 70, summary: 'a bug in mreg' },
  MREG_IO: { exit: 74, summary: 'input or output failed: disk full, permission denied' },
  MREG_INTERRUPTED: { exit: 130, summary: 'interrupted' },
} as const satisfies Record<string, { exit: number; summary: string }>;

/** A stable word that names one kind of failure. */
export type ErrorCode = keyof typeof ERROR_CODES;

interface ErrorExtras {
  /** A line that can be typed or pasted to get on. */
  readonly hint?: string | undefined;
  /** Facts for programs; plain JSON values in snake case. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** Every expected failure. Compare by `code`; the message is for people and may change. */
export class MregError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'MregError';
    this.code = code;
    this.hint = extras.hint;
    this.details = extras.details;
  }

  /** The process's exit status for this failure. */
  get exit(): number {
    return ERROR_CODES[this.code].exit;
  }
}

/** A value, a document or a file from elsewhere that is not what it has to be. */
export function invalid(problem: string, hint?: string): MregError {
  return new MregError('MREG_INVALID', problem, { hint });
}

/** A file of the registry that is not as it was written. */
export function damaged(
  path: string,
  problem: string,
  { hint = 'mreg doctor', cause }: Pick<ErrorExtras, 'hint' | 'cause'> = {},
): MregError {
  return new MregError('MREG_DAMAGED', `${path} ${problem}`, { hint, details: { path, problem }, cause });
}
