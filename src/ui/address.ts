/** Addresses within the page. Every state that somebody may want to share stands in the address. */

import { useCallback, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';

/** The path below which the page lies; it ends with a slash. */
export const BASE = new URL(document.baseURI).pathname;

/** The address of a view, of its parts. */
export function linkTo(...parts: readonly string[]): string {
  return BASE + parts.map(encodeURIComponent).join('/');
}

export function modelLink({ type, model }: { readonly type: string; readonly model: string }): string {
  return linkTo('models', type, model);
}

export function versionLink(version: {
  readonly type: string;
  readonly model: string;
  readonly version: string;
}): string {
  return linkTo('models', version.type, version.model, version.version);
}

/** The address of a reference such as `type/name@v1.0.0`. */
export function refLink(ref: string): string {
  const [, type = '', model = '', version] = /^([^/]+)\/([^@]+)(?:@(.+))?$/.exec(ref) ?? [];
  return linkTo('models', ...[type, model, version].filter((part) => part !== undefined));
}

export function runLink(id: string): string {
  return linkTo('runs', id);
}

/** Names with what they are asked for: a text, several, or nothing. */
export type Question = Readonly<Record<string, string | readonly string[] | undefined>>;

export function withQuery(address: string, question: Question): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question))
    for (const text of [value ?? []].flat()) query.append(name, text);
  return query.size === 0 ? address : `${address}?${query}`;
}

/** What the address asks for beside its path, and a function that changes some of it. */
export function useQuery(): [URLSearchParams, (changes: Question) => void] {
  const { url, route } = useLocation();
  const at = url.indexOf('?');
  const text = at === -1 ? '' : url.slice(at + 1).replace(/#.*/, '');
  const query = useMemo(() => new URLSearchParams(text), [text]);
  const change = useCallback(
    (changes: Question) => {
      const next = new URLSearchParams(text);
      for (const [name, value] of Object.entries(changes)) {
        next.delete(name);
        for (const one of [value ?? []].flat()) if (one !== '') next.append(name, one);
      }
      const path = location.pathname;
      route(next.size === 0 ? path : `${path}?${next}`, true);
    },
    [text, route],
  );
  return [query, change];
}
