import type { ModelState } from '../../core/state/model.ts';
import { isModel } from '../../core/state/models.ts';
import { splitKey } from '../../core/state/state.ts';
import { VersionViews } from '../../core/view/version-views.ts';
import { type ModelDetails, viewDetails } from '../../core/view/view.ts';
import { requireState, type Session } from '../session.ts';

/** A model with its versions, the newest registration first. */
export type CatalogueModel = ModelDetails &
  VersionViews & {
    /** The revision that changed it last. */
    readonly revision: number;
  };

/** Selects the models of a catalogue. */
export interface CatalogueRequest {
  /** Of this type (default: all types). */
  readonly type?: string | undefined;
}

/** Every model as the log has it at a revision. */
export interface Catalogue {
  readonly revision: number;
  readonly models: readonly CatalogueModel[];
}

/** Views by model state: a state never changes, so neither does its view. */
const views = new WeakMap<ModelState, CatalogueModel>();

/** Every model with all its versions, by type and name. No file of a version is read. Between two changes it returns the same object.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readCatalogue(session: Session, { type }: CatalogueRequest): Promise<Catalogue> {
  const { revision, models } = await allOf(session);
  return type === undefined
    ? { revision, models }
    : { revision, models: models.filter((model) => model.type === type) };
}

async function allOf(session: Session): Promise<Catalogue> {
  const { revision, models } = await requireState(session);
  const known = catalogues.get(models);
  if (known) return known.revision === revision ? known : { ...known, revision };
  const catalogue = {
    revision,
    models: Object.entries(models)
      .filter(([key, model]) => isModel(key, model))
      .map(([key, model]) => viewOf(key, model))
      .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  };
  catalogues.set(models, catalogue);
  return catalogue;
}

const catalogues = new WeakMap<object, Catalogue>();

function viewOf(key: string, model: ModelState): CatalogueModel {
  const known = views.get(model);
  if (known) return known;
  const found = { ...splitKey(key), model };
  const { revision } = model;
  const view = Object.assign(new VersionViews(found), viewDetails(found), { revision });
  views.set(model, view);
  return view;
}
