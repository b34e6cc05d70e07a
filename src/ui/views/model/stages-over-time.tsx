import { formatDuration } from '../../../render/words/quantity.ts';
import { withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { useStatus } from '../../api/status.ts';
import type { History, Model } from '../../api/types.ts';
import { sayMoment } from '../../format.ts';
import { Empty, Stage, Trouble, useStageTone } from '../../parts/bits.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
import { type Period, periodsOf } from './periods.ts';

const MOST_ENTRIES = '1000';
const LANE = 26;

/** Which version was in which stage when: as bars, and as a table. */
export function StagesOverTime({ model }: { readonly model: Model }) {
  const { data, failure } = useResource<History>(
    withQuery('/history', { ref: model.ref, limit: MOST_ENTRIES }),
    ['history'],
  );
  const stages = (useStatus().data?.stages ?? []).toReversed();
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  const periods = periodsOf(data.entries);
  if (periods.length === 0) return <Empty>No version has been in a stage yet.</Empty>;
  const known = new Set(periods.map(({ stage }) => stage));
  const begin = Math.min(...periods.map(({ from }) => Date.parse(from)));
  return (
    <>
      <div class="timeline" aria-hidden="true">
        {[...stages, ...known]
          .filter((stage, at, all) => known.has(stage) && all.indexOf(stage) === at)
          .map((stage) => (
            <Lane
              key={stage}
              stage={stage}
              periods={periods.filter((one) => one.stage === stage)}
              begin={begin}
            />
          ))}
        <p class="ends soft">
          <span>{sayMoment(new Date(begin).toISOString())}</span>
          <span>now</span>
        </p>
      </div>
      <PeriodTable periods={periods} />
    </>
  );
}

function Lane({
  stage,
  periods,
  begin,
}: {
  readonly stage: string;
  readonly periods: readonly Period[];
  readonly begin: number;
}) {
  const tone = useStageTone(stage);
  const span = Math.max(1, Date.now() - begin);
  const rows: number[] = [];
  const bars = periods
    .toSorted((a, b) => a.from.localeCompare(b.from))
    .map((period) => {
      const from = Date.parse(period.from);
      const to = period.to === null ? begin + span : Date.parse(period.to);
      // Bars that overlap stand below each other.
      const free = rows.findIndex((end) => end <= from);
      const row = free === -1 ? rows.length : free;
      rows[row] = to;
      return {
        period,
        row,
        left: ((from - begin) / span) * 100,
        width: Math.max(0.4, ((to - from) / span) * 100),
      };
    });
  return (
    <div class="lane">
      <span>
        <Stage stage={stage} />
      </span>
      <div class="rail" style={{ height: `${rows.length * LANE}px` }}>
        {bars.map(({ period, row, left, width }) => (
          <span
            key={`${period.version} ${period.from}`}
            class={`period ${tone}`}
            title={`${period.version}, ${sayMoment(period.from)} to ${period.to === null ? 'now' : sayMoment(period.to)}`}
            style={{ left: `${left}%`, width: `${width}%`, top: `${row * LANE}px` }}
          >
            <span>{period.version}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

function PeriodTable({ periods }: { readonly periods: readonly Period[] }) {
  return (
    <Scrolling label="Who held which stage when">
      <table class="plain">
        <thead>
          <tr>
            {['Version', 'Stage', 'From', 'To', 'For'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods
            .toSorted((a, b) => b.from.localeCompare(a.from))
            .map(({ version, stage, from, to }) => (
              <tr key={`${version} ${from}`}>
                <th scope="row">{version}</th>
                <td>
                  <Stage stage={stage} />
                </td>
                <td>{sayMoment(from)}</td>
                <td>{to === null ? 'now' : sayMoment(to)}</td>
                <td>{formatDuration((to === null ? Date.now() : Date.parse(to)) - Date.parse(from))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
