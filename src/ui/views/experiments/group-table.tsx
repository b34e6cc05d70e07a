import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunView } from '../../../generated/output.ts';
import { linkTo, useQuery, withQuery } from '../../address.ts';
import { Choice } from '../../parts/choice.tsx';
import { useGrouping } from '../../parts/groups/group-tools.tsx';
import { conditionOf, groupBy } from '../../parts/groups/grouping.ts';
import { useMarked } from '../../parts/table/marked.tsx';
import { Table } from '../../parts/table/table.tsx';
import { groupColumns, measureGroups } from './group-columns.tsx';

interface Props {
  readonly experiment: string;
  readonly runs: readonly RunView[];
  readonly metrics: readonly string[];
  /** The params by which runs differ. */
  readonly differing: readonly string[];
  readonly directions: Readonly<Record<string, 'min' | 'max'>>;
  readonly tools: ComponentChildren;
}

/** A row for each group of runs. It leads to its runs; groups that are marked have their curves compared. */
export function GroupTable({ experiment, runs, metrics, differing, directions, tools }: Props) {
  const [query, setQuery] = useQuery();
  const { by, params, band } = useGrouping(differing);
  const where = query.get('where');
  const isBest = query.get('of') === 'best';
  const groups = useMemo(
    () =>
      measureGroups(
        groupBy(runs, (run) => run.params, params),
        metrics,
        directions,
        isBest,
      ),
    [runs, params, metrics, directions, isBest],
  );
  const columns = useMemo(
    () => groupColumns(groups, params, metrics, directions, band),
    [groups, params, metrics, directions, band],
  );
  const { selection, button } = useMarked((keys) => ({
    run: groups.filter(({ key }) => keys.includes(key)).flatMap(({ members }) => members.map(({ id }) => id)),
    view: 'curves',
    group: by,
    spread: query.get('spread') ?? undefined,
  }));
  const runsOf = (group: string) => (where === null ? group : `(${where}) and ${group}`);
  return (
    <Table
      name={`groups-${experiment}`}
      views={`runs-${experiment}`}
      caption="Groups of runs"
      columns={columns}
      rows={groups}
      keyOf={({ key }) => key}
      linkOf={(group) =>
        withQuery(linkTo('experiments', experiment), { where: runsOf(conditionOf(group.params)) })
      }
      selection={selection}
      tools={
        <>
          {tools}
          <Choice
            label="Of each run the"
            choices={['last', 'best']}
            value={isBest ? 'best' : 'last'}
            onChange={(next) => setQuery({ of: next === 'best' ? next : undefined })}
          />
          {button}
        </>
      }
    />
  );
}
