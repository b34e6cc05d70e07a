import { useQuery } from '../../address.ts';
import { sayNumber } from '../../format.ts';
import { Scrolling } from '../../parts/scrolling.tsx';
import type { Comparison } from './comparison.ts';

/** A column for each, a row for each value; the best are marked. */
export function Matrix({
  comparison,
  onRemove,
}: {
  readonly comparison: Comparison;
  onRemove(key: string): void;
}) {
  const [query, setQuery] = useQuery();
  const onlyDiffering = query.get('only') === 'differing';
  const { subjects, params } = comparison;
  const metrics = comparison.metrics.filter(({ values }) => !onlyDiffering || new Set(values).size > 1);
  return (
    <>
      <label class="tools">
        <input
          type="checkbox"
          checked={onlyDiffering}
          onChange={({ currentTarget }) =>
            setQuery({ only: currentTarget.checked ? 'differing' : undefined })
          }
        />
        Only what differs
      </label>
      <Scrolling label="Side by side">
        <table class="plain">
          <caption class="hidden">Side by side</caption>
          <thead>
            <tr>
              <td class="fixed" />
              {subjects.map(({ key, label, link }) => (
                <th key={key} scope="col" class="right">
                  <a href={link}>{label}</a>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Remove ${label}`}
                    onClick={() => onRemove(key)}
                  >
                    ✕
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ name, values, best, direction }) => (
              <tr key={`metric ${name}`}>
                <th scope="row" class="fixed">
                  {name} {direction && <span class="soft">{direction === 'min' ? '↓' : '↑'}</span>}
                </th>
                {values.map((value, at) => (
                  <td key={subjects[at]?.key} class={best.includes(at) ? 'right best' : 'right'}>
                    {sayNumber(value)}
                    {best.includes(at) && <span class="hidden"> best</span>}
                  </td>
                ))}
              </tr>
            ))}
            {params.map(({ name, values }) => (
              <tr key={`param ${name}`}>
                <th scope="row" class="fixed soft">
                  {name}
                </th>
                {values.map((value, at) => (
                  <td key={subjects[at]?.key} class="right">
                    {value ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}
