import type { Change } from '../../../generated/log-entry.ts';
import type { EntryView } from '../../../generated/output.ts';
import { describeChange } from '../../../render/words/change.ts';
import { withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import type { History } from '../../api/types.ts';
import { Age, Empty, Trouble } from '../bits.tsx';
import { GateTable } from '../plan/gates.tsx';

const MOST = '200';

/** Who did what, when and why: of the registry, a model or a version, the newest first. */
export function HistoryList({ reference }: { readonly reference?: string }) {
  const { data, failure } = useResource<History>(withQuery('/history', { ref: reference, limit: MOST }), [
    'history',
  ]);
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  if (data.entries.length === 0) return <Empty>Nothing has happened yet.</Empty>;
  return (
    <ol class="history">
      {data.entries.map((entry) => (
        <Entry key={entry.revision} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({
  entry: { at, by, command, reason, changes, gates, override },
}: {
  readonly entry: EntryView;
}) {
  return (
    <li>
      <p class="when">
        <b>{command}</b> by {by.user}, <Age at={at} /> ago
      </p>
      <ul>
        {(changes as Change[]).map((change) => {
          const said = describeChange(change);
          return <li key={said}>{said}</li>;
        })}
      </ul>
      {gates && <GateTable gates={gates} />}
      {override !== undefined && <p>Overridden because {override}</p>}
      {reason !== null && <blockquote>{reason}</blockquote>}
    </li>
  );
}
