import { invalid } from './errors.ts';

/** A page of a list, and the token of the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_page_token?: string;
}

/** The place that a token stands for; the beginning without one. */
export function readToken(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  const [, digits] =
    /^\{"offset": ?(\d{1,15})\}$/.exec(Buffer.from(token, 'base64').toString('latin1')) ?? [];
  if (digits === undefined) throw invalid('Invalid page token, could not base64-decode');
  return Number(digits);
}

export function writeToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString('base64');
}

/** The page at a token. */
export function pageOf<T>(all: readonly T[], token: string | undefined, size: number): Page<T> {
  const offset = readToken(token);
  const end = offset + size;
  return { items: all.slice(offset, end), ...(end < all.length && { next_page_token: writeToken(end) }) };
}

/** How many items a page has.
 * @throws INVALID_PARAMETER_VALUE outside of 1 to `most` */
export function pageSize(asked: number | undefined, usual: number, most: number): number {
  const size = asked ?? usual;
  if (size < 1)
    throw invalid(`Invalid value for max_results. It must be a positive integer, but got ${size}`);
  if (size > most)
    throw invalid(
      `Invalid value for request parameter max_results. It must be at most ${most}, but got value ${size}`,
    );
  return size;
}
