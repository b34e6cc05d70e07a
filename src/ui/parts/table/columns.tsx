import { useState } from 'preact/hooks';
import type { Column } from './column.ts';

/** The columns that are shown. What somebody chose is kept in the browser, by the name of the table. */
export function useChosen<Row>(
  name: string,
  columns: readonly Column<Row>[],
): [ReadonlySet<string>, (key: string, isShown: boolean) => void] {
  const place = `columns:${name}`;
  const [choices, setChoices] = useState<Readonly<Record<string, boolean>>>(() => readChoices(place));
  const chosen = new Set(
    columns.filter(({ key, shown = true }) => choices[key] ?? shown).map(({ key }) => key),
  );
  const choose = (key: string, isShown: boolean) => {
    const next = { ...choices, [key]: isShown };
    setChoices(next);
    localStorage.setItem(place, JSON.stringify(next));
  };
  return [chosen, choose];
}

function readChoices(place: string): Record<string, boolean> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}');
  } catch {
    return {};
  }
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
