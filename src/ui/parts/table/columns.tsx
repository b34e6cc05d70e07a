import { useEffect, useMemo } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import type { Column } from './column.ts';
import { readKept, writeKept } from './kept.ts';

type Choices = Readonly<Record<string, boolean>>;

/** The columns that are shown. What somebody chose stands in the address, and is kept in the browser by the name of the table. */
export function useChosen<Row>(
  name: string,
  columns: readonly Column<Row>[],
): [ReadonlySet<string>, (key: string, isShown: boolean) => void] {
  const [query, setQuery] = useQuery();
  const place = `columns:${name}`;
  const said = useMemo(() => choicesIn(query), [query]);
  const kept = useMemo(() => readKept<Choices>(place), [place, query]);
  const choices = said ?? kept;
  // The address of what is seen can be sent to somebody else.
  useEffect(() => {
    if (!said && Object.keys(kept).length > 0) setQuery(questionOf(kept));
  }, []);
  const chosen = new Set(
    columns.filter(({ key, shown = true }) => choices[key] ?? shown).map(({ key }) => key),
  );
  const choose = (key: string, isShown: boolean) => {
    const next = { ...choices, [key]: isShown };
    writeKept(place, next);
    setQuery(questionOf(next));
  };
  return [chosen, choose];
}

function choicesIn(query: URLSearchParams): Choices | undefined {
  const pairs = (['show', 'hide'] as const).flatMap((what) =>
    query.getAll(what).map((key) => [key, what === 'show'] as const),
  );
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function questionOf(choices: Choices) {
  const keys = (isShown: boolean) => Object.keys(choices).filter((key) => choices[key] === isShown);
  return { show: keys(true), hide: keys(false) };
}

export function ColumnMenu<Row>({
  columns,
  chosen,
  choose,
}: {
  readonly columns: readonly Column<Row>[];
  readonly chosen: ReadonlySet<string>;
  choose(key: string, isShown: boolean): void;
}) {
  return (
    <details class="menu">
      <summary>Columns</summary>
      <fieldset>
        <legend class="hidden">Columns that are shown</legend>
        {columns.map(({ key, title }) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={chosen.has(key)}
              onChange={({ currentTarget }) => choose(key, currentTarget.checked)}
            />
            {title}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
