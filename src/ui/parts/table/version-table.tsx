/** Versions in a table; those that are marked can be compared. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { VersionView } from '../../../generated/output.ts';
import { versionLink } from '../../address.ts';
import { sayNumber } from '../../format.ts';
import { Age, Alias, Stage, Tags } from '../bits.tsx';
import { metricNames, useDirections } from '../metrics.ts';
import { bestOf } from './best.ts';
import type { Column } from './column.ts';
import { useMarked } from './marked.tsx';
import { SIZE_COLUMN } from './size-column.ts';
import { Table } from './table.tsx';

/** Metrics that are shown until somebody chooses others. */
const METRICS_SHOWN = 5;

interface Props {
  readonly name: string;
  readonly caption: string;
  readonly versions: readonly VersionView[];
  /** Whether they are of many models, so that each needs its model's name. */
  readonly isOfMany?: boolean;
  readonly tools?: ComponentChildren;
}

export function VersionTable({ name, caption, versions, isOfMany = false, tools }: Props) {
  const { selection, button } = useMarked((ref) => ({ ref }));
  const metrics = useMemo(() => metricNames(versions), [versions]);
  const directions = useDirections(metrics);
  const columns = useMemo(
    () => [
      ...aboutVersion(isOfMany),
      ...metrics.map((metric, at) => metricColumn(metric, at < METRICS_SHOWN, versions, directions[metric])),
      ...MORE,
    ],
    [versions, metrics, directions, isOfMany],
  );
  return (
    <Table
      name={name}
      caption={caption}
      columns={columns}
      rows={versions}
      keyOf={({ ref }) => ref}
      linkOf={(version) => versionLink(version)}
      selection={selection}
      tools={
        <>
          {tools}
          {button}
        </>
      }
    />
  );
}

function aboutVersion(isOfMany: boolean): Column<VersionView>[] {
  return [
    {
      key: 'version',
      title: 'Version',
      width: isOfMany ? 260 : 100,
      value: isOfMany ? ({ ref }) => ref : ({ number }) => number,
      cell: ({ ref, version }) => (isOfMany ? ref : version),
    },
    {
      key: 'stage',
      title: 'Stage',
      width: 120,
      value: ({ stage }) => stage,
      cell: ({ stage }) => <Stage stage={stage} />,
    },
    {
      key: 'aliases',
      title: 'Aliases',
      width: 130,
      value: ({ aliases }) => aliases.join(),
      cell: ({ aliases, pinned }) => (
        <>
          {aliases.map((alias) => (
            <Alias key={alias} name={alias} />
          ))}
          {pinned && <span class="chip">pinned</span>}
        </>
      ),
    },
  ];
}

function metricColumn(
  metric: string,
  shown: boolean,
  versions: readonly VersionView[],
  direction: 'min' | 'max' | undefined,
): Column<VersionView> {
  const read = ({ metrics }: VersionView) => metrics[metric];
  return {
    key: `metrics.${metric}`,
    title: metric,
    align: 'right',
    shown,
    value: read,
    cell: (version) => sayNumber(read(version)),
    best: bestOf(versions.map(read), direction),
  };
}

const MORE: readonly Column<VersionView>[] = [
  {
    key: 'registered',
    title: 'Registered',
    width: 100,
    align: 'right',
    value: ({ registered_at }) => registered_at,
    cell: ({ registered_at }) => <Age at={registered_at} />,
  },
  SIZE_COLUMN,
  { key: 'tags', title: 'Tags', width: 220, cell: ({ tags }) => <Tags tags={tags} /> },
  {
    key: 'description',
    title: 'Description',
    width: 260,
    shown: false,
    cell: ({ description }) => description,
  },
  {
    key: 'number',
    title: 'Number',
    width: 80,
    align: 'right',
    shown: false,
    value: ({ number }) => number,
    cell: ({ number }) => number,
  },
  { key: 'run', title: 'Run', width: 150, shown: false, cell: ({ run_id }) => run_id },
];
