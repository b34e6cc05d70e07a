import { withQuery } from '../address.ts';

/** Parts of a view, each with an address of its own. */
export function Tabs({
  tabs,
  active,
  address,
}: {
  readonly tabs: readonly (readonly [key: string, title: string])[];
  readonly active: string;
  readonly address: string;
}) {
  return (
    <nav class="tabs" aria-label="Parts of this view">
      {tabs.map(([key, title]) => (
        <a
          key={key}
          href={withQuery(address, { view: key === '' ? undefined : key })}
          aria-current={key === active ? 'page' : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
