import type { Change, LogEntry } from '../../../generated/log-entry.ts';
import { timestampOf } from '../../names/directory.ts';
import { NO_STAGE } from '../../names/stage.ts';
import type { ModelState, VersionState } from '../model.ts';
import { listOf, removeFromLists, setList } from '../stages/stage-lists.ts';
import { versionState } from '../state.ts';
import type { ModelMove } from './move-model.ts';
import { forgetPrevious } from './previous-pointers.ts';

/** A change of one model. */
export type ModelChange = Extract<Change, { name: string }>;

/** Makes a change in the draft of a model. */
export function applyChange(
  model: ModelState,
  change: Exclude<ModelChange, ModelMove>,
  { at, revision }: LogEntry,
): void {
  switch (change.change) {
    case 'version-registered': {
      const {
        directory,
        registered_at = at,
        metadata_sha256,
        digest,
        size,
        metrics,
        tags,
        description,
        parents,
        registered_as,
        run_id,
        mlflow_source,
      } = change;
      delete model.moved_to;
      model.versions.set(change.version, {
        number: change.number,
        directory,
        registered_at,
        metadata_sha256,
        digest,
        size,
        ...(metrics && { metrics }),
        ...(tags && { tags }),
        ...(description !== undefined && { description }),
        ...(parents && { parents }),
        ...(registered_as !== undefined && { registered_as }),
        ...(run_id !== undefined && { run_id }),
        ...(mlflow_source && { mlflow_source }),
      });
      model.next_number = Math.max(model.next_number, change.number + 1);
      if (change.display_name !== undefined) model.display_name ??= change.display_name;
      return;
    }
    case 'model-created':
      delete model.moved_to;
      if (change.created_at !== undefined) model.created_at = change.created_at;
      if (change.description !== undefined) model.description = change.description;
      if (change.tags) model.tags = change.tags;
      if (change.display_name !== undefined) model.display_name = change.display_name;
      return;
    case 'model-described':
      if (change.to === null) delete model.description;
      else model.description = change.to;
      return;
    case 'model-tags-changed':
      if (Object.keys(change.to).length === 0) delete model.tags;
      else model.tags = change.to;
      return;
    case 'stage-changed':
    case 'stage-rolled-back':
      removeFromLists(model.stages, change.version);
      enterStage(model, change.version, change.to);
      edit(model, change.version, (version) => ({ ...version, updated_at: at }));
      return;
    case 'alias-moved':
      model.aliases[change.alias] = change.to;
      return;
    case 'alias-removed':
      delete model.aliases[change.alias];
      return;
    case 'tags-changed':
      edit(model, change.version, ({ tags, ...version }) =>
        Object.keys(change.to).length > 0 ? { ...version, tags: change.to } : version,
      );
      return;
    case 'description-changed':
      edit(model, change.version, ({ description, ...version }) =>
        change.to === null
          ? { ...version, updated_at: at }
          : { ...version, description: change.to, updated_at: at },
      );
      return;
    case 'pin-changed':
      edit(model, change.version, ({ pinned, ...version }) =>
        change.to ? { ...version, pinned: true } : version,
      );
      return;
    case 'version-deleted':
      removeFromLists(model.stages, change.version);
      forgetPrevious(model, change.version);
      edit(model, change.version, (version) => ({
        ...version,
        deleted: { at, from: change.from, revision },
      }));
      return;
    case 'version-restored':
      edit(model, change.version, ({ deleted, ...version }) => ({ ...version, directory: change.directory }));
      enterStage(model, change.version, change.to);
      return;
    case 'version-purged': {
      const stamp = timestampOf(versionState(model, change.version)?.directory ?? '');
      if (stamp > (model.purged_until ?? '')) model.purged_until = stamp;
      model.versions.delete(change.version);
      return;
    }
  }
}

function edit(model: ModelState, version: string, change: (state: VersionState) => VersionState): void {
  const state = versionState(model, version);
  if (state) model.versions.set(version, change(state));
}

function enterStage(model: ModelState, version: string, stage: string): void {
  if (stage !== NO_STAGE) setList(model.stages, stage, [version, ...listOf(model.stages, stage)]);
}
