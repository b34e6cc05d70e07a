/** Changes that are made only if a model is still as it was seen: `If-Match` with the ETag of the model. */
import type { CatalogueModel, Registry } from '../../registry.ts';
import type { Asked } from './route.ts';

/** A model as the catalogue has it; undefined if there is none. */
export async function catalogued(registry: Registry, ref: string): Promise<CatalogueModel | undefined> {
  const { models } = await registry.catalogue();
  return models.find((model) => model.ref === ref);
}

/** The revision that changed a model last. */
export function etagOf({ revision }: CatalogueModel): string {
  return `"${revision}"`;
}

/** The condition that a request makes of the model `ref`; undefined where it makes none. */
export function conditionOf({ call }: Asked, ref: string) {
  const wanted = call.headers['if-match']?.trim();
  if (wanted === undefined || wanted === '*') return undefined;
  // What is no ETag of a model fits none.
  return { model: ref, revisions: [...wanted.matchAll(/"(\d{1,15})"/g)].map(([, digits]) => Number(digits)) };
}
