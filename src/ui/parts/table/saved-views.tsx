import { useRef, useState } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import { useKeys } from '../../keyboard.ts';
import { readKept, writeKept } from './kept.ts';

/** What stands in the address behind the path, by the name that somebody gave it. */
type Views = Readonly<Record<string, string>>;

/** Ways of looking at a table that somebody named: the condition, columns, order and grouping, as they stand in the address. The names
 * are kept in the browser. */
export function SavedViews({ name }: { readonly name: string }) {
  const [query] = useQuery();
  const place = `views:${name}`;
  const [views, setViews] = useState<Views>(() => readKept(place));
  const menu = useRef<HTMLDetailsElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const keep = (next: Views) => {
    setViews(next);
    writeKept(place, next);
  };
  const save = (event: Event) => {
    event.preventDefault();
    const title = field.current?.value.trim() ?? '';
    if (title === '' || !field.current || !menu.current) return;
    keep({ ...views, [title]: String(query) });
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
  const now = ordered(query);
  const shown = Object.keys(views).find((title) => ordered(new URLSearchParams(views[title])) === now);
  const forget = () => keep(Object.fromEntries(Object.entries(views).filter(([title]) => title !== shown)));
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
      <details class="menu" ref={menu}>
        <summary>Save view</summary>
        <form onSubmit={save}>
          <label>
            Name <input ref={field} name="view" autocomplete="off" />
          </label>
          <button type="submit">Save</button>
        </form>
      </details>
    </nav>
  );
}

/** What is asked for, whatever the order in which it was chosen. */
function ordered(query: URLSearchParams): string {
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return String(sorted);
}
