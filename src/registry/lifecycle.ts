import type {
  AliasListResult,
  CleanupResult,
  DeleteResult,
  GcResult,
  ListVersionsResult,
  ModelChangeResult,
  TransitionResult,
  VersionChangeResult,
} from '../generated/output.ts';
import type { CleanupRequest } from '../operations/lifecycle/cleanup.ts';
import type { DeleteRequest, RestoreRequest } from '../operations/lifecycle/delete.ts';
import type { EditRequest } from '../operations/lifecycle/edit.ts';
import type { GcRequest } from '../operations/lifecycle/gc.ts';
import type * as label from '../operations/lifecycle/label.ts';
import type * as model from '../operations/lifecycle/model.ts';
import type * as stage from '../operations/lifecycle/stage.ts';
import { checked, checkedText } from '../operations/requests.ts';
import type { Session } from '../operations/session.ts';
import type { Work } from '../work.ts';

import { Reading } from './reading.ts';

/** Changes of models and versions that are in the registry: stages, labels, and what is removed. */
export abstract class Lifecycle extends Reading {
  readonly #session: Session;

  protected constructor(session: Session) {
    super(session);
    this.#session = session;
  }

  /** Moves a version one stage forward, or to the stage asked for, if it passes the gates. */
  async promote(request: stage.PromoteRequest): Promise<TransitionResult> {
    const { promote } = await import('../operations/lifecycle/stage.ts');
    return promote(this.#session, checked('promote', request));
  }

  /** Moves a version to any stage, if it passes the stage's gates in the configuration. */
  async transition(request: stage.TransitionRequest): Promise<TransitionResult> {
    const { transition } = await import('../operations/lifecycle/stage.ts');
    return transition(this.#session, checked('transition', request));
  }

  /** Moves versions to Archived, all in one change. */
  async archive(request: stage.ArchiveRequest): Promise<TransitionResult> {
    const { archive } = await import('../operations/lifecycle/stage.ts');
    return archive(this.#session, checked('archive', request));
  }

  /** Gives a stage back to the version that held it before. */
  async rollback(request: stage.RollbackRequest): Promise<TransitionResult> {
    const { rollback } = await import('../operations/lifecycle/stage.ts');
    return rollback(this.#session, checked('rollback', request));
  }

  /** Points an alias at a version. */
  async setAlias(request: label.AliasRequest): Promise<VersionChangeResult> {
    const { setAlias } = await import('../operations/lifecycle/label.ts');
    return setAlias(this.#session, checked('setAlias', request));
  }

  /** Removes an alias; resolves to the version that it pointed at. */
  async removeAlias(request: label.AliasRemovalRequest): Promise<VersionChangeResult> {
    const { removeAlias } = await import('../operations/lifecycle/label.ts');
    return removeAlias(this.#session, checked('removeAlias', request));
  }

  /** Every alias, or those of one model, as `{ aliases }`. */
  async aliases(model?: string): Promise<AliasListResult> {
    const { listAliases } = await import('../operations/lifecycle/label.ts');
    return listAliases(this.#session, model === undefined ? model : checkedText('aliases', 'model', model));
  }

  /** Makes a model without versions; makes the registry where there is none. */
  async createModel(request: model.CreateModelRequest): Promise<ModelChangeResult> {
    const { createModel } = await import('../operations/lifecycle/model.ts');
    return createModel(this.#session, checked('createModel', request));
  }

  /** Gives a model another name in its type; all that it has goes with it, but directories keep their names. */
  async renameModel(request: model.RenameModelRequest): Promise<ModelChangeResult> {
    const { renameModel } = await import('../operations/lifecycle/model.ts');
    return renameModel(this.#session, checked('renameModel', request));
  }

  /** Moves a model with all its versions to the trash, in one change; the name is free then. */
  async deleteModel(request: model.DeleteModelRequest): Promise<DeleteResult> {
    const { deleteModel } = await import('../operations/lifecycle/model.ts');
    return deleteModel(this.#session, checked('deleteModel', request));
  }

  /** Sets tags of a version, or of a model, and removes others. */
  async tag(request: label.TagRequest): Promise<VersionChangeResult | ModelChangeResult> {
    const { setTags } = await import('../operations/lifecycle/label.ts');
    return setTags(this.#session, checked('tag', request));
  }

  /** Sets the description of a version, or of a model; null removes it. */
  async describe(request: label.DescriptionRequest): Promise<VersionChangeResult | ModelChangeResult> {
    const { setDescription } = await import('../operations/lifecycle/label.ts');
    return setDescription(this.#session, checked('describe', request));
  }

  /** Pins a version (`to: true`), so that no retention rule touches it, or unpins it. */
  async pin(request: label.PinRequest): Promise<VersionChangeResult> {
    const { setPin } = await import('../operations/lifecycle/label.ts');
    return setPin(this.#session, checked('pin', request));
  }

  /** Changes the description, tags, pin or name of a version or a model at once: all that is given, or nothing. */
  async edit(request: EditRequest): Promise<VersionChangeResult | ModelChangeResult> {
    const { edit } = await import('../operations/lifecycle/edit.ts');
    return edit(this.#session, checked('edit', request));
  }

  /** Archives, or deletes, the versions that a [retention rule](retention.md) chooses; one change for each model. */
  async cleanup(request: CleanupRequest): Promise<CleanupResult> {
    const { cleanup } = await import('../operations/lifecycle/cleanup.ts');
    return cleanup(this.#session, checked('cleanup', request));
  }

  /** Moves versions to the trash, all in one change; what something refers to is refused. */
  async delete(request: DeleteRequest): Promise<DeleteResult> {
    const { deleteVersions } = await import('../operations/lifecycle/delete.ts');
    return deleteVersions(this.#session, checked('delete', request));
  }

  /** Takes a version out of the trash. */
  async restore(request: RestoreRequest): Promise<VersionChangeResult> {
    const { restore } = await import('../operations/lifecycle/delete.ts');
    return restore(this.#session, checked('restore', request));
  }

  /** The versions in the trash, of one model or of all, as `{ versions }`. */
  async deleted(
    request: { readonly model?: string | undefined; readonly type?: string | undefined } = {},
  ): Promise<ListVersionsResult> {
    const { listDeleted } = await import('../operations/lifecycle/delete.ts');
    return listDeleted(this.#session, checked('deleted', request));
  }

  /** Empties the trash and clears away what interrupted commands left. */
  async gc(request?: GcRequest, work?: Work): Promise<GcResult> {
    const { gc } = await import('../operations/lifecycle/gc.ts');
    return gc(this.#session, checked('gc', request ?? {}), work);
  }
}
