/** Changes that are made only if a model is still as it was seen: `If-Match` with the ETag of the model. */
import { MregError } from '../../errors.ts';
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

/** @throws MREG_CONFLICT if the request was made for another state of the model */
export async function checkMatch(registry: Registry, { call }: Asked, ref: string): Promise<void> {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*') return;
  const model = await catalogued(registry, ref);
  if (model && wanted.split(/\s*,\s*/).includes(etagOf(model))) return;
  throw new MregError(
    'MREG_CONFLICT',
    `${ref} has changed: its ETag is ${model ? etagOf(model) : 'none'}, not ${wanted}`,
    {
      details: { etag: model ? etagOf(model) : null, if_match: wanted },
    },
  );
}
