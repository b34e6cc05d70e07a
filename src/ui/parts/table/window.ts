import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Drawn beyond what can be seen, so that scrolling shows no gap. */
const BEYOND = 8;
const AT_FIRST = 40;

/** Which rows of one height can be seen in a box that scrolls: from the first up to, not including, the last; `most` at once. */
export function useWindow(
  box: RefObject<HTMLElement | null>,
  rows: number,
  height: number,
): { from: number; to: number; most: number } {
  const [seen, setSeen] = useState({ first: 0, many: AT_FIRST });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = () => {
      // In steps, so that not every pixel draws the table anew.
      const first = Math.floor(element.scrollTop / height / 4) * 4;
      const many = Math.ceil(element.clientHeight / height) + 4;
      setSeen((before) => (before.first === first && before.many === many ? before : { first, many }));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const watched = new ResizeObserver(look);
    watched.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      watched.disconnect();
    };
  }, [box, height]);
  const from = Math.max(0, Math.min(seen.first, rows) - BEYOND);
  return { from, to: Math.min(rows, seen.first + seen.many + BEYOND), most: seen.many + 2 * BEYOND };
}
