import type { ExperimentView } from '../../../generated/output.ts';
import { linkTo } from '../../address.ts';
import { usePages } from '../../api/pages.ts';
import { Age, Copy, Empty, Tags, Trouble } from '../../parts/bits.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Table } from '../../parts/table/table.tsx';
import { Title } from '../../parts/title.tsx';

const COLUMNS: readonly Column<ExperimentView>[] = [
  { key: 'name', title: 'Experiment', width: 320, value: ({ name }) => name, cell: ({ name }) => name },
  { key: 'id', title: 'Id', width: 80, align: 'right', value: ({ id }) => Number(id), cell: ({ id }) => id },
  {
    key: 'created',
    title: 'Created',
    width: 110,
    align: 'right',
    value: ({ created_at }) => created_at,
    cell: ({ created_at }) => created_at !== null && <Age at={created_at} />,
  },
  { key: 'tags', title: 'Tags', width: 400, cell: ({ tags }) => <Tags tags={tags} /> },
];

const FIRST = `id=$(mreg run create --experiment churn --param lr=0.01 -q)
mreg run log "$id" --metric loss=0.7@1
mreg run end "$id"`;

/** The experiments: names under which runs stand. */
export function Experiments() {
  const { items, isComplete, failure } = usePages<ExperimentView>('/experiments', 'experiments', {
    topics: ['experiments', 'runs'],
  });
  return (
    <>
      <Title text="Experiments" />
      {failure && <Trouble failure={failure} />}
      <Table
        name="experiments"
        caption="Experiments"
        columns={COLUMNS}
        rows={items}
        keyOf={({ id }) => id}
        linkOf={({ id }) => linkTo('experiments', id)}
      />
      {isComplete && items.length < 2 && (
        <Empty>
          <p>A run is what one training did. This begins one, in an experiment of its own:</p>
          <Copy block label="how a run begins" text={FIRST} />
        </Empty>
      )}
    </>
  );
}
