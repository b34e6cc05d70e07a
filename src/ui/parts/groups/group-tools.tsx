import { useId, useMemo } from 'preact/hooks';
import { useQuery } from '../../address.ts';
import { Choice } from '../choice.tsx';
import type { Band } from './average-lines.ts';
import { groupedParams, groupings } from './grouping.ts';

const BANDS: readonly Band[] = ['min-max', 'deviation'];

/** How runs with these params are put together, as the address says: by no param if they are not. */
export function useGrouping(names: readonly string[]): {
  readonly by: string;
  readonly params: readonly string[];
  readonly band: Band;
} {
  const [query] = useQuery();
  const by = query.get('group') ?? '';
  const params = useMemo(() => groupedParams(by, names), [by, names]);
  return { by, params, band: BANDS.find((band) => band === query.get('spread')) ?? 'min-max' };
}

/** Chooses the param to group by, and the spread that is shown. */
export function GroupTools({ names }: { readonly names: readonly string[] }) {
  const [, setQuery] = useQuery();
  const { by, params, band } = useGrouping(names);
  const id = useId();
  if (names.length === 0) return null;
  return (
    <>
      <span class="labelled">
        <label for={id}>Group by</label>
        <select
          id={id}
          value={params.length === 0 ? '' : by}
          onChange={({ currentTarget }) =>
            // Columns and their order are those of another table then.
            setQuery({ group: currentTarget.value, sort: undefined, show: undefined, hide: undefined })
          }
        >
          <option value="">nothing</option>
          {groupings(names).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </span>
      {params.length > 0 && (
        <Choice
          label="Spread"
          choices={BANDS}
          value={band}
          onChange={(next) => setQuery({ spread: next === 'min-max' ? undefined : next })}
        />
      )}
    </>
  );
}
