import type { SearchResult } from '../../../generated/output.ts';
import { linkTo, useQuery, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { count } from '../../format.ts';
import { Trouble } from '../../parts/bits.tsx';
import { SearchField } from '../../parts/search/search-field.tsx';
import { UnknownFields } from '../../parts/search/unknown-fields.tsx';
import { VersionTable } from '../../parts/table/version-table.tsx';
import { Title } from '../../parts/title.tsx';

/** The versions of all models that meet a condition. */
export function Search() {
  const [query, setQuery] = useQuery();
  const where = query.get('where') ?? '';
  const path = where === '' ? undefined : withQuery('/search', { where, limit: '1000' });
  const { data, failure } = useResource<SearchResult>(path, ['models']);
  return (
    <>
      <Title text="Search" above={<a href={linkTo('models')}>Models</a>} />
      {failure && <Trouble failure={failure} />}
      <UnknownFields fields={data?.unknown_fields ?? []} />
      <VersionTable
        name="search"
        caption="Versions that meet the condition"
        versions={data?.versions ?? []}
        isOfMany
        tools={
          <>
            <SearchField
              key={where}
              label="A condition"
              placeholder="f1 > 0.8 and stage = production"
              value={where}
              onInput={() => {}}
              onCondition={(next) => setQuery({ where: next })}
            />
            <output>{data && count(data.versions.length, 'version')}</output>
          </>
        }
      />
    </>
  );
}
