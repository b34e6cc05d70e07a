import { useState } from 'preact/hooks';

/** Rows that somebody marked, by their keys. */
export function useMarked(): { readonly marked: ReadonlySet<string>; toggle(key: string): void } {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setMarked((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return { marked, toggle };
}
