/** Every model: what stands in its stages, when it last changed, how its main metric goes. */

import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { linkTo, modelLink, useQuery, withQuery } from '../../address.ts';
import { modelTopic } from '../../api/live.ts';
import { usePages } from '../../api/pages.ts';
import { useStatus } from '../../api/status.ts';
import type { ListedModel } from '../../api/types.ts';
import { count, sayNumber } from '../../format.ts';
import { Age, Alias, Stage, Tags, Trouble } from '../../parts/bits.tsx';
import { Sparkline } from '../../parts/charts/sparkline.tsx';
import { heldStages } from '../../parts/plan/held-stages.ts';
import { SearchField } from '../../parts/search/search-field.tsx';
import type { Column } from '../../parts/table/column.ts';
import { SIZE_COLUMN } from '../../parts/table/size-column.ts';
import { Table } from '../../parts/table/table.tsx';
import { Title } from '../../parts/title.tsx';
import { NoModels } from './no-models.tsx';

const COLUMNS: readonly Column<ListedModel>[] = [
  {
    key: 'model',
    title: 'Model',
    width: 240,
    value: ({ ref }) => ref,
    cell: (model) => <Name model={model} />,
  },
  { key: 'stages', title: 'Stages', width: 290, cell: ({ stages }) => <Stages stages={stages} /> },
  {
    key: 'latest',
    title: 'Latest',
    width: 90,
    value: ({ latest }) => latest,
    cell: ({ latest }) => latest ?? '–',
  },
  {
    key: 'trend',
    title: 'Main metric',
    width: 230,
    cell: ({ trend }) =>
      trend && (
        <span class="trend">
          <Sparkline values={trend.values} label={trend.metric} /> <b>{sayNumber(trend.values.at(-1))}</b>{' '}
          {trend.metric}
        </span>
      ),
  },
  {
    key: 'versions',
    title: 'Versions',
    width: 90,
    align: 'right',
    value: ({ version_count }) => version_count,
    cell: ({ version_count }) => version_count,
  },
  {
    key: 'changed',
    title: 'Changed',
    width: 90,
    align: 'right',
    value: ({ updated_at }) => updated_at,
    cell: ({ updated_at }) => <Age at={updated_at} />,
  },
  {
    key: 'aliases',
    title: 'Aliases',
    width: 160,
    shown: false,
    cell: ({ aliases }) => Object.keys(aliases).map((name) => <Alias key={name} name={name} />),
  },
  { key: 'tags', title: 'Tags', width: 200, shown: false, cell: ({ tags }) => <Tags tags={tags} /> },
  SIZE_COLUMN,
];

/** The models that an event names are asked for alone. */
const ONLY = {
  key: ({ ref }: ListedModel) => ref,
  keys: namesIn,
  path: (topics: ReadonlySet<string>) => {
    const refs = namesIn(topics);
    return refs.length > 0 && refs.length <= 50 ? withQuery('/models', { ref: refs }) : undefined;
  },
};

function namesIn(topics: ReadonlySet<string>): readonly string[] {
  const begin = modelTopic('', '').slice(0, -1);
  return [...topics].filter((topic) => topic.startsWith(begin)).map((topic) => topic.slice(begin.length));
}

export function Models() {
  const { items, isComplete, failure } = usePages<ListedModel>('/models', 'models', {
    topics: ['models'],
    only: ONLY,
  });
  const [query, setQuery] = useQuery();
  const { route } = useLocation();
  const find = query.get('find') ?? '';
  const fields = useMemo(() => fieldsOf(items), [items]);
  const found = find === '' ? items : items.filter((model) => isFound(model, find.toLowerCase()));
  return (
    <>
      <Title text="Models">
        <a href={linkTo('trash')}>Trash</a>
      </Title>
      {failure && <Trouble failure={failure} />}
      {isComplete && items.length === 0 && !failure ? (
        <NoModels />
      ) : (
        <Table
          name="models"
          caption="Models"
          columns={COLUMNS}
          rows={found}
          keyOf={({ ref }) => ref}
          linkOf={(model) => modelLink(model)}
          tools={
            <>
              <SearchField
                label="Find models by name, or versions by a condition"
                placeholder="a name, or a condition: f1 > 0.8 and stage = production"
                value={find}
                fields={fields}
                onInput={(text) => setQuery({ find: text })}
                onCondition={(where) => route(withQuery(linkTo('search'), { where }))}
              />
              <output>
                {found.length === items.length
                  ? count(items.length, 'model')
                  : `${found.length} of ${items.length}`}
                {!isComplete && ' …'}
              </output>
            </>
          }
        />
      )}
    </>
  );
}

/** What versions can be asked for: what all have, and what these models show. */
function fieldsOf(models: readonly ListedModel[]): readonly string[] {
  const metrics = models.flatMap(({ trend }) => trend?.metric ?? []);
  return [...new Set([...FIELDS, ...metrics])];
}

const FIELDS = [
  'stage',
  'type',
  'model',
  'version',
  'alias',
  'age',
  'registered_at',
  'size',
  'pinned',
  'description',
].concat(['framework', 'tags.', 'params.', 'metrics.', 'and', 'or', 'not']);

function isFound({ ref, display_name, tags, description }: ListedModel, text: string): boolean {
  return [
    ref,
    display_name ?? '',
    description ?? '',
    ...Object.entries(tags).map((pair) => pair.join('=')),
  ].some((part) => part.toLowerCase().includes(text));
}

function Name({ model: { type, model, display_name } }: { readonly model: ListedModel }) {
  return (
    <>
      <span class="soft">{type}/</span>
      {model}
      {display_name !== null && <span class="soft"> {display_name}</span>}
    </>
  );
}

function Stages({ stages }: Pick<ListedModel, 'stages'>) {
  const order = useStatus().data?.stages ?? [];
  return (
    <>
      {heldStages(stages, order).map(([stage, version]) => (
        <span key={stage} class="held">
          <Stage stage={stage} /> {version}
        </span>
      ))}
    </>
  );
}
