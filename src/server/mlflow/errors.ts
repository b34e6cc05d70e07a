/** Failures as MLflow's clients know them. A mistake of the user's is never a 5xx, a 408 or a 429: clients repeat those for minutes. */
import { type ErrorCode, MregError } from '../../errors.ts';
import type { GateReport } from '../../generated/output.ts';

/** The status of each of MLflow's codes. */
export const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  NOT_IMPLEMENTED: 501,
  INTERNAL_ERROR: 500,
} as const;

type MlflowCode = keyof typeof STATUS;

/** A failure with MLflow's code for it. */
export class MlflowError extends Error {
  readonly code: MlflowCode;

  constructor(code: MlflowCode, message: string) {
    super(message);
    this.name = 'MlflowError';
    this.code = code;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}

export function missing(message: string): MlflowError {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', message);
}

const CODES: Readonly<Partial<Record<ErrorCode, MlflowCode>>> = {
  MREG_NOT_FOUND: 'RESOURCE_DOES_NOT_EXIST',
  MREG_EXISTS: 'RESOURCE_ALREADY_EXISTS',
  MREG_NO: 'INVALID_PARAMETER_VALUE',
  MREG_USAGE: 'INVALID_PARAMETER_VALUE',
  MREG_INVALID: 'INVALID_PARAMETER_VALUE',
  MREG_AMBIGUOUS: 'INVALID_PARAMETER_VALUE',
  MREG_CONFLICT: 'INVALID_PARAMETER_VALUE',
  MREG_PROTECTED: 'INVALID_PARAMETER_VALUE',
};

/** Any failure in MLflow's words; what is nobody's mistake keeps its details to the log. */
export function toMlflowError(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  if (!(error instanceof MregError)) return new MlflowError('INTERNAL_ERROR', 'an internal error occurred');
  const code = CODES[error.code];
  if (code === undefined)
    return new MlflowError('INTERNAL_ERROR', `${error.code}: the registry could not do this`);
  return new MlflowError(code, [error.message, ...gateLines(error)].join('\n'));
}

/** What each gate said, since a client shows nothing but the message. */
function gateLines({ details }: MregError): string[] {
  if (!Array.isArray(details?.gates)) return [];
  return (details.gates as GateReport[]).map(({ passed, condition, candidate, incumbent, incumbent_ref }) => {
    const others = incumbent_ref === null ? '' : `, ${incumbent_ref} has ${JSON.stringify(incumbent)}`;
    return `${passed ? 'met' : 'not met'}: ${condition} (it has ${JSON.stringify(candidate)}${others})`;
  });
}
