/** The kinds of model that there are, and the data sets that runs read or that are registered. */
import { useMemo } from 'preact/hooks';
import { formatBytes } from '../../../render/words/quantity.ts';
import { linkTo, refLink, runLink, withQuery } from '../../address.ts';
import { usePages } from '../../api/pages.ts';
import type { ListedModel } from '../../api/types.ts';
import { count } from '../../format.ts';
import { Age, Empty, Trouble } from '../../parts/bits.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
import { Title } from '../../parts/title.tsx';

/** A data set that a run logged, or a version of a model that is one. */
type DataSet =
  | { readonly name: string; readonly digest: string; readonly runs: readonly string[] }
  | { readonly ref: string; readonly digest: string; readonly registered_at: string };

const RUNS_SHOWN = 5;

export function Catalogue() {
  const { items: models, failure } = usePages<ListedModel>('/models', 'models', { topics: ['models'] });
  const data = usePages<DataSet>('/datasets', 'datasets', { topics: ['runs', 'models'] });
  const kinds = useMemo(() => groupByType(models), [models]);
  return (
    <>
      <Title text="Catalogue" />
      {failure && <Trouble failure={failure} />}
      <h2>Kinds of model</h2>
      <div class="kinds">
        {[...kinds].map(([type, of]) => (
          <Kind key={type} type={type} models={of} />
        ))}
      </div>
      <h2>Data sets</h2>
      {data.failure && <Trouble failure={data.failure} />}
      {data.isComplete && data.items.length === 0 && (
        <Empty>
          No run has logged a data set, and none is registered:{' '}
          <code>mreg register data.csv --type datasets --name prices</code>
        </Empty>
      )}
      {data.items.length > 0 && <DataSets sets={data.items} />}
    </>
  );
}

function groupByType(models: readonly ListedModel[]): ReadonlyMap<string, readonly ListedModel[]> {
  const kinds = new Map<string, ListedModel[]>();
  for (const model of models) {
    const known = kinds.get(model.type);
    if (known) known.push(model);
    else kinds.set(model.type, [model]);
  }
  return kinds;
}

function Kind({ type, models }: { readonly type: string; readonly models: readonly ListedModel[] }) {
  const versions = models.reduce((sum, { version_count }) => sum + version_count, 0);
  const size = models.reduce((sum, model) => sum + model.size, 0);
  const changed = models
    .map(({ updated_at }) => updated_at)
    .sort()
    .at(-1);
  return (
    <a class="kind" href={withQuery(linkTo('models'), { find: `${type}/` })}>
      <b>{type}</b>
      <span>
        {count(models.length, 'model')}, {count(versions, 'version')}
      </span>
      <span class="soft">
        {formatBytes(size)}
        {changed !== undefined && (
          <>
            , changed <Age at={changed} /> ago
          </>
        )}
      </span>
    </a>
  );
}

function DataSets({ sets }: { readonly sets: readonly DataSet[] }) {
  return (
    <Scrolling label="Data sets">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">Digest</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {sets.map((set) =>
            'ref' in set ? (
              <tr key={set.ref}>
                <th scope="row">
                  <a href={refLink(set.ref)}>{set.ref}</a>
                </th>
                <td>
                  <code>{set.digest.slice(0, 19)}</code>
                </td>
                <td>
                  registered <Age at={set.registered_at} /> ago
                </td>
              </tr>
            ) : (
              <tr key={`${set.name} ${set.digest}`}>
                <th scope="row">{set.name}</th>
                <td>
                  <code>{set.digest}</code>
                </td>
                <td>
                  {set.runs.slice(0, RUNS_SHOWN).map((id) => (
                    <a key={id} class="run" href={runLink(id)}>
                      {id.slice(0, 8)}
                    </a>
                  ))}
                  {set.runs.length > RUNS_SHOWN && `and ${set.runs.length - RUNS_SHOWN} more`}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </Scrolling>
  );
}
