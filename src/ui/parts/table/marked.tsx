import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { linkTo, withQuery } from '../../address.ts';
import { useKeys } from '../../keyboard.ts';

/** Rows that somebody marked, by their keys, and what compares them: a button and `c`. */
export function useMarked(kind: 'ref' | 'run') {
  const { route } = useLocation();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setMarked((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const compare = () => {
    if (marked.size > 1) route(withQuery(linkTo('compare'), { [kind]: [...marked] }));
  };
  useKeys({ c: { does: 'compare the marked rows', run: compare } });
  const button = (
    <button type="button" onClick={compare} disabled={marked.size < 2}>
      Compare{marked.size > 0 && ` ${marked.size}`}
    </button>
  );
  return { selection: { keys: marked, toggle }, button };
}
