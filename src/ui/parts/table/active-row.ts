import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * The row that the keyboard is at, of rows some of which are drawn. It stays with its row if others come before it. The elements of
 * rows that went out of sight are used for those that came into it, so the focus is taken from an element that shows another row.
 */
export function useActiveRow<Row>(
  box: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
) {
  const [active, setActive] = useState(-1);
  // Keys may come faster than the table is drawn.
  const at = useRef(-1);
  const key = useRef<string | undefined>(undefined);
  const isWanted = useRef(false);
  const activate = (place: number) => {
    const row = rows[place];
    at.current = place;
    key.current = row && keyOf(row);
    setActive(place);
  };
  useLayoutEffect(() => {
    if (key.current === undefined || keyAt(rows, at.current, keyOf) === key.current) return;
    const place = rows.findIndex((row) => keyOf(row) === key.current);
    isWanted.current = focusedRow(box.current) === at.current && place !== -1;
    activate(place);
  }, [rows]);
  // The row may come into sight only now.
  useLayoutEffect(() => {
    const focused = focusedRow(box.current);
    if (focused !== undefined && focused !== at.current) (document.activeElement as HTMLElement).blur();
    if (!isWanted.current) return;
    const link = box.current?.querySelector<HTMLElement>(`tr[data-row="${at.current}"] a`);
    if (!link) return;
    isWanted.current = false;
    link.focus({ preventScroll: true });
  });
  return {
    active,
    activate,
    /** Where it is by now, also before that is drawn. */
    place: () => at.current,
    /** Goes to a row, and puts the focus on it. */
    go(place: number) {
      isWanted.current = true;
      activate(place);
    },
  };
}

function keyAt<Row>(rows: readonly Row[], place: number, keyOf: (row: Row) => string): string | undefined {
  const row = rows[place];
  return row && keyOf(row);
}

/** The row in which the focus is; undefined if it is elsewhere. */
function focusedRow(box: HTMLElement | null): number | undefined {
  const row = box?.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>('tr[data-row]')
    : undefined;
  return row ? Number(row.dataset.row) : undefined;
}
