import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { linkTo, type Question, withQuery } from '../../address.ts';
import { useKeys } from '../../keyboard.ts';

/** Each of them stands in the address. */
const MOST = 100;

/** Rows that somebody marked, by their keys, and what compares them: a button and `c`. `questionOf` says what the view that
 * compares is asked for: each `ref` or `run`. */
export function useMarked(questionOf: (keys: readonly string[]) => Question) {
  const { route } = useLocation();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setMarked((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const question = marked.size > 1 ? questionOf([...marked]) : {};
  const many = [question.ref ?? question.run ?? []].flat().length;
  const isAllowed = many > 1 && many <= MOST;
  const compare = () => {
    if (isAllowed) route(withQuery(linkTo('compare'), question));
  };
  useKeys({ c: { does: 'compare the marked rows', run: compare } });
  const button = (
    <button type="button" onClick={compare} disabled={!isAllowed}>
      {many > MOST
        ? `Compare: ${many} are more than ${MOST}`
        : `Compare${marked.size > 0 ? ` ${marked.size}` : ''}`}
    </button>
  );
  return { selection: { keys: marked, toggle }, button };
}
