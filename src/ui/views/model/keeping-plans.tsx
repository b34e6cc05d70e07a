/** Whether a version is kept: pins, the trash, and the way out of it. */
import type { DeleteResult, VersionChangeResult, VersionView } from '../../../generated/output.ts';
import { formatBytes } from '../../../render/words/quantity.ts';
import { linkTo, modelLink, refLink, withQuery } from '../../address.ts';
import { modelPath, versionPath } from '../../api/paths.ts';
import type { DeletedVersion, Model } from '../../api/types.ts';
import { count } from '../../format.ts';
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

/** Moves a model with all its versions to the trash. */
export function modelDeletion(model: Model): Plan<DeleteResult> {
  return {
    title: `Move ${model.ref} to the trash`,
    does: 'Delete it',
    model,
    fields: [],
    ask: () => ({ method: 'DELETE', path: modelPath(model), body: {} }),
    leadsTo: linkTo('trash'),
    show: ({ deleted, freed }) => (
      <>
        <ul class="moves">
          <li>
            <b>{model.ref}</b> with {count(deleted.length, 'version')} → the trash
          </li>
        </ul>
        <p class="soft">
          {deleted.length === 0
            ? 'Without versions it cannot be restored.'
            : `It can be restored, version by version, until mreg gc frees its ${formatBytes(freed)}.`}{' '}
          Its name is free at once.
        </p>
      </>
    ),
  };
}

/** Takes a version out of the trash, with its model if that was deleted as a whole. */
export function restoring(version: DeletedVersion): Plan<VersionChangeResult> {
  const whole = version.deleted_with ?? undefined;
  return {
    title: `Restore ${whole === undefined ? version.ref : `${whole}@${version.version}`}`,
    does: 'Restore it',
    ...(whole === undefined ? { model: version } : { leadsTo: refLink(whole) }),
    fields: [],
    ask: () => ({ method: 'POST', path: versionPath(version, 'restore'), body: {} }),
    show: ({ ref, stage }) => (
      <>
        <p>
          <b>{ref}</b> comes out of the trash, to <Stage stage={stage} />
        </p>
        {whole !== undefined && (
          <p class="soft">
            The model {whole} comes back with it. Its other versions are in the trash of the model then.
          </p>
        )}
      </>
    ),
  };
}
