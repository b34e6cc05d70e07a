/** Whether a version is kept: pins, the trash, and the way out of it. */
import type { DeleteResult, VersionChangeResult, VersionView } from '../../../generated/output.ts';
import { formatBytes } from '../../../render/words/quantity.ts';
import { modelLink, withQuery } from '../../address.ts';
import { versionPath } from '../../api/paths.ts';
import { Stage } from '../../parts/bits.tsx';
import type { Plan } from '../../parts/plan/plan.tsx';

/** Pins a version, or takes its pin away. */
export function pinning(version: VersionView): Plan<VersionView> {
  const to = !version.pinned;
  return {
    title: `${to ? 'Pin' : 'Unpin'} ${version.ref}`,
    does: to ? 'Pin it' : 'Unpin it',
    model: version,
    fields: [],
    ask: () => ({ method: 'PATCH', path: versionPath(version), body: { pinned: to } }),
    show: () => (
      <p>
        {to ? 'No retention rule takes it, and nobody deletes it.' : 'Retention rules may take it again.'}
      </p>
    ),
  };
}

/** Moves a version to the trash. */
export function deletion(version: VersionView): Plan<DeleteResult> {
  return {
    title: `Move ${version.ref} to the trash`,
    does: 'Delete it',
    model: version,
    fields: [],
    ask: () => ({ method: 'DELETE', path: versionPath(version), body: {} }),
    leadsTo: withQuery(modelLink(version), { view: 'trash' }),
    show: ({ deleted, freed }) => (
      <>
        <ul class="moves">
          {deleted.map(({ ref }) => (
            <li key={ref}>
              <b>{ref}</b> → the trash
            </li>
          ))}
        </ul>
        <p class="soft">
          It can be restored until mreg gc frees its {formatBytes(freed)}. Its number is not given again.
        </p>
      </>
    ),
  };
}

/** Takes a version out of the trash. */
export function restoring(version: VersionView): Plan<VersionChangeResult> {
  return {
    title: `Restore ${version.ref}`,
    does: 'Restore it',
    model: version,
    fields: [],
    ask: () => ({ method: 'POST', path: versionPath(version, 'restore'), body: {} }),
    show: ({ ref, stage }) => (
      <p>
        <b>{ref}</b> comes out of the trash, to <Stage stage={stage} />
      </p>
    ),
  };
}
