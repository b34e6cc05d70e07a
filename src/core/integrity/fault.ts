import type { VerifyResult } from '../../generated/output.ts';

/** One thing that is not as the log says, in the words of `mreg verify`. */
export type Fault = Readonly<VerifyResult['damaged'][number]>;

/** Enough of a digest to tell two apart by eye. */
export function shortDigest(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
