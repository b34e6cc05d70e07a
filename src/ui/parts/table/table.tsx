/**
 * The one table: of any length, since only the rows that can be seen are drawn. Sorts, lets columns be chosen, marks rows for an
 * action on several, and is walked through with `j` and `k`.
 */
import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import { compareValues } from '../../format.ts';
import { useKeys } from '../../keyboard.ts';
import { useActiveRow } from './active-row.ts';
import type { Column } from './column.ts';
import { ColumnMenu, useChosen } from './columns.tsx';
import { useSavedViews } from './saved-views.tsx';
import { useWindow } from './window.ts';

interface Selection {
  readonly keys: ReadonlySet<string>;
  toggle(key: string): void;
}

interface Props<Row> {
  /** Unique among tables: chosen columns are kept under it. */
  readonly name: string;
  /** The name under which views of it are saved, if tables share them. */
  readonly views?: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  /** Where a row leads. The first column is its link. */
  linkOf(row: Row): string;
  readonly selection?: Selection | undefined;
  /** The order at first: a column, with `-` before it for the highest first. */
  readonly order?: string;
  readonly tools?: ComponentChildren;
}

const ROW_HEIGHT = 36;
const WIDTH = 120;

export function Table<Row>({
  name,
  views = name,
  caption,
  columns,
  rows,
  keyOf,
  linkOf,
  selection,
  order = '',
  tools,
}: Props<Row>) {
  const [query, setQuery] = useQuery();
  const saved = useSavedViews(views);
  const [chosen, choose] = useChosen(name, columns);
  const shown = columns.filter(({ key }, at) => at === 0 || chosen.has(key));
  const sort = query.get('sort') ?? order;
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const box = useRef<HTMLDivElement>(null);
  const { from, to, most } = useWindow(box, sorted.length, ROW_HEIGHT);
  const { active, activate, go, place: activePlace } = useActiveRow(box, sorted, keyOf);
  const step = (by: number) => {
    const next = Math.min(sorted.length - 1, Math.max(0, activePlace() + by));
    go(next);
    reveal(box.current, next);
  };
  useKeys({
    j: { does: 'the next row', run: () => step(1) },
    k: { does: 'the row before', run: () => step(-1) },
    ...(selection && {
      x: {
        does: 'mark the row',
        run: () => {
          const row = sorted[activePlace()];
          if (row !== undefined) selection.toggle(keyOf(row));
        },
      },
    }),
  });

  return (
    <section class="listing" aria-label={caption}>
      {saved.row}
      <div class="tools">
        {tools}
        {saved.menu}
        <ColumnMenu columns={columns.slice(1)} chosen={chosen} choose={choose} />
      </div>
      <div class="table" ref={box}>
        <table aria-rowcount={sorted.length + 1}>
          <caption class="hidden">{caption}</caption>
          <colgroup>
            {selection && <col width={36} />}
            {shown.map(({ key, width = WIDTH }) => (
              <col key={key} width={width} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {selection && (
                <td>
                  <span class="hidden">Marked</span>
                </td>
              )}
              {shown.map((column) => (
                <Head
                  key={column.key}
                  column={column}
                  sort={sort}
                  onSort={(next) => setQuery({ sort: next })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={from} />
            {sorted.slice(from, to).map((row, index) => {
              const key = keyOf(row);
              const place = from + index;
              return (
                <tr
                  // What went out of sight is drawn anew as what came into it: to make elements takes longer.
                  key={place % most}
                  data-row={place}
                  aria-rowindex={place + 2}
                  class={place === active ? 'active' : undefined}
                  onFocusCapture={() => activate(place)}
                >
                  {selection && (
                    <td>
                      <input
                        type="checkbox"
                        aria-label={`Mark ${key}`}
                        checked={selection.keys.has(key)}
                        onChange={() => selection.toggle(key)}
                      />
                    </td>
                  )}
                  {shown.map((column, number) => (
                    <Cell
                      key={column.key}
                      column={column}
                      row={row}
                      link={number === 0 ? linkOf(row) : undefined}
                    />
                  ))}
                </tr>
              );
            })}
            <Gap rows={sorted.length - to} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Head<Row>({
  column: { key, title, value, align },
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: string;
  onSort(sort: string): void;
}) {
  const order = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined;
  return (
    <th scope="col" class={align} aria-sort={order} title={title}>
      {value ? (
        <button type="button" onClick={() => onSort(order === 'ascending' ? `-${key}` : key)}>
          {title}
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function Cell<Row>({
  column,
  row,
  link,
}: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly link: string | undefined;
}) {
  const content = column.cell(row);
  if (link !== undefined)
    return (
      <th scope="row">
        <a href={link}>{content}</a>
      </th>
    );
  const isBest = column.best !== undefined && column.value?.(row) === column.best;
  return (
    <td class={[column.align, isBest && 'best'].filter(Boolean).join(' ') || undefined}>
      {content}
      {isBest && <span class="hidden"> best</span>}
    </td>
  );
}

/** Rows that cannot be seen. */
function Gap({ rows }: { readonly rows: number }) {
  return rows > 0 ? <tr class="gap" style={{ height: `${rows * ROW_HEIGHT}px` }} /> : null;
}

function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: string): readonly Row[] {
  const isDown = sort.startsWith('-');
  const { value } = columns.find(({ key }) => key === sort.replace(/^-/, '')) ?? {};
  if (!value) return rows;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const isMissing = (key: unknown) => key === null || key === undefined || key === '';
  keyed.sort((a, b) => {
    const compared = compareValues(a.key, b.key);
    // What is missing stands last in either order.
    return isDown && !isMissing(a.key) && !isMissing(b.key) ? -compared : compared;
  });
  return keyed.map(({ row }) => row);
}

/** Scrolls as little as is needed for a row to be seen below the heads. */
function reveal(box: HTMLElement | null, row: number): void {
  if (!box) return;
  const top = row * ROW_HEIGHT;
  const height = box.clientHeight - ROW_HEIGHT;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW_HEIGHT > box.scrollTop + height) box.scrollTop = top + ROW_HEIGHT - height;
}
