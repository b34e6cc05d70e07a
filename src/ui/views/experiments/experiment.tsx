/** The runs of an experiment: thousands of them in a table, those that go on as they are now. */

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import type { ExperimentView, RunView } from '../../../generated/output.ts';
import { linkTo, runLink, useQuery, withQuery } from '../../address.ts';
import { usePages } from '../../api/pages.ts';
import { useResource } from '../../api/resource.ts';
import type { RunPage } from '../../api/types.ts';
import { count } from '../../format.ts';
import { Trouble } from '../../parts/bits.tsx';
import { GroupTools, useGrouping } from '../../parts/groups/group-tools.tsx';
import { metricNames, useDirections } from '../../parts/metrics.ts';
import { namesOf } from '../../parts/names.ts';
import { SearchField } from '../../parts/search/search-field.tsx';
import { UnknownFields } from '../../parts/search/unknown-fields.tsx';
import { useMarked } from '../../parts/table/marked.tsx';
import { Table } from '../../parts/table/table.tsx';
import { Title } from '../../parts/title.tsx';
import { GroupTable } from './group-table.tsx';
import { differingParams, runColumns } from './run-columns.tsx';

const RUN = 'run:';

const FIELDS = ['status', 'name', 'user', 'started_at', 'ended_at', 'age', 'tags.', 'and', 'or', 'not'];

/** The runs that an event names are asked for alone. */
const onlyOf = (experiment: string) => ({
  key: ({ id }: RunView) => id,
  keys: idsIn,
  path: (topics: ReadonlySet<string>) => {
    const ids = idsIn(topics);
    return ids.length > 0 && ids.length <= 50
      ? withQuery('/runs', { experiment, where: `id in (${ids.map((id) => `'${id}'`).join(', ')})` })
      : undefined;
  },
});

function idsIn(topics: ReadonlySet<string>): readonly string[] {
  return [...topics].filter((topic) => topic.startsWith(RUN)).map((topic) => topic.slice(RUN.length));
}

export function Experiment() {
  const { id = '' } = useRoute().params;
  const [query, setQuery] = useQuery();
  const where = query.get('where') ?? '';
  const { data: experiment } = useResource<ExperimentView>(`/experiments/${encodeURIComponent(id)}`, [
    'experiments',
  ]);
  const path = withQuery('/runs', { experiment: id, ...(where && { where }) });
  const { items, page, isComplete, failure } = usePages<RunView, RunPage>(path, 'runs', {
    topics: ['runs'],
    // What does not meet the condition any more would stay.
    ...(where === '' && { only: onlyOf(id) }),
  });
  const metrics = useMemo(() => metricNames(items), [items]);
  const params = useMemo(() => namesOf(items, ({ params }) => params), [items]);
  const fields = useMemo(
    () => [...FIELDS, ...metrics.map((name) => `metrics.${name}`), ...params.map((name) => `params.${name}`)],
    [metrics, params],
  );
  const directions = useDirections(metrics);
  const differing = useMemo(() => differingParams(items, params), [items, params]);
  const isGrouped = useGrouping(differing).params.length > 0;
  const tools = (
    <>
      <SearchField
        key={where}
        label="Find runs by a condition"
        placeholder="metrics.loss < 0.3 and params.lr = 0.01"
        value={where}
        fields={fields}
        onInput={(text) => text === '' && where !== '' && setQuery({ where: undefined })}
        onCondition={(next) => setQuery({ where: next })}
      />
      <output>
        {count(items.length, 'run')}
        {!isComplete && ' …'}
      </output>
      <GroupTools names={differing} />
    </>
  );
  const given = { experiment: id, runs: items, metrics, differing, directions, tools };
  return (
    <>
      <Title
        text={experiment?.name ?? `Experiment ${id}`}
        above={<a href={linkTo('experiments')}>Experiments</a>}
      />
      {failure && <Trouble failure={failure} />}
      <UnknownFields fields={page?.unknown_fields ?? []} />
      {isGrouped ? <GroupTable {...given} /> : <RunTable {...given} params={params} />}
    </>
  );
}

interface Props {
  readonly experiment: string;
  readonly runs: readonly RunView[];
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly differing: readonly string[];
  readonly directions: Readonly<Record<string, 'min' | 'max'>>;
  readonly tools: ComponentChildren;
}

function RunTable({ experiment, runs, metrics, params, differing, directions, tools }: Props) {
  const columns = useMemo(
    () => runColumns(runs, metrics, params, differing, directions),
    [runs, metrics, params, differing, directions],
  );
  const { selection, button } = useMarked((run) => ({ run }));
  return (
    <Table
      name={`runs-${experiment}`}
      caption="Runs"
      columns={columns}
      rows={runs}
      keyOf={({ id }) => id}
      linkOf={({ id }) => runLink(id)}
      selection={selection}
      order="-started"
      tools={
        <>
          {tools}
          {button}
        </>
      }
    />
  );
}
