import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import { useKeys } from '../../keyboard.ts';
import { readKept, writeKept } from './kept.ts';

/** What stands in the address behind the path, by the name that somebody gave it. */
type Views = Readonly<Record<string, string>>;

/** The names under which ways of looking at a table are kept in the browser: the condition, columns, order and grouping, as they
 * stand in the address. A row leads to them if there are any; a menu keeps what is shown. */
export function useSavedViews(name: string): {
  readonly row: ComponentChildren;
  readonly menu: ComponentChildren;
} {
  const [query] = useQuery();
  const place = `views:${name}`;
  const [views, setViews] = useState<Views>(() => readKept(place));
  const keep = (next: Views) => {
    setViews(next);
    writeKept(place, next);
  };
  const row = Object.keys(views).length > 0 && <Row views={views} query={query} onKeep={keep} />;
  const menu = <SaveMenu onSave={(title) => keep({ ...views, [title]: String(query) })} />;
  return { row, menu };
}

function Row({
  views,
  query,
  onKeep,
}: {
  readonly views: Views;
  readonly query: URLSearchParams;
  onKeep(views: Views): void;
}) {
  const now = ordered(query);
  const shown = Object.keys(views).find((title) => ordered(new URLSearchParams(views[title])) === now);
  const forget = () => onKeep(Object.fromEntries(Object.entries(views).filter(([title]) => title !== shown)));
  return (
    <nav class="views" aria-label="Saved views">
      <a href={location.pathname} aria-current={now === '' ? 'page' : undefined}>
        All
      </a>
      {Object.entries(views).map(([title, text]) => (
        <a
          key={title}
          href={`${location.pathname}?${text}`}
          aria-current={title === shown ? 'page' : undefined}
        >
          {title}
        </a>
      ))}
      {shown !== undefined && (
        <button type="button" class="quiet" aria-label={`Forget the view ${shown}`} onClick={forget}>
          ✕
        </button>
      )}
    </nav>
  );
}

function SaveMenu({ onSave }: { onSave(title: string): void }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const save = (event: Event) => {
    event.preventDefault();
    const title = field.current?.value.trim() ?? '';
    if (title === '' || !field.current || !menu.current) return;
    onSave(title);
    field.current.value = '';
    menu.current.open = false;
  };
  useKeys({
    s: {
      does: 'save this view',
      run: () => {
        if (menu.current) menu.current.open = true;
        field.current?.focus();
      },
    },
  });
  return (
    <details class="menu" ref={menu}>
      <summary>Save view</summary>
      <form onSubmit={save}>
        <label>
          Name <input ref={field} name="view" autocomplete="off" />
        </label>
        <button type="submit">Save</button>
      </form>
    </details>
  );
}

/** What is asked for, whatever the order in which it was chosen. */
function ordered(query: URLSearchParams): string {
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return String(sorted);
}
