/**
 * Models looked up in a large manifest.json without reading all of it. Whatever is not found or not as mreg writes it is left to who
 * reads the whole; what is found is the same there.
 */
import type { Pieces } from '../../core/manifest/manifest-search.ts';
import { ManifestText } from '../../core/manifest/manifest-text.ts';
import { modelKey, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Manifest, ModelState } from '../../generated/manifest.ts';
import type { Layout } from '../layout.ts';
import { openPieces } from '../place/folder/look.ts';
import { catchUp, checkFormat, LARGE, parseManifest } from './log.ts';

/** The models to look for: of one type, or of this name in all types. */
export interface Wanted {
  readonly type?: string | undefined;
  readonly name: string;
}

/** The newest state, of whose models only those of this name are there for sure, in the type given or in all types.
 * Undefined where a large manifest has none of them, or there is no manifest to go by.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readStateNear(layout: Layout, wanted: Wanted): Promise<State | undefined> {
  const file = openPieces(layout.manifest);
  if (!file) return undefined;
  let manifest: Manifest | undefined;
  try {
    manifest = file.size < LARGE ? parseManifest(layout, file) : readModels(file, wanted);
  } finally {
    file.close();
  }
  if (!manifest) return undefined;
  checkFormat(manifest.format, layout.manifest);
  return catchUp(layout, manifest);
}

function readModels(file: Pieces, { type, name }: Wanted): Manifest | undefined {
  const text = ManifestText.open(file);
  if (!text) return undefined;
  const models: Record<string, ModelState> = {};
  for (const key of type === undefined ? text.keysNamed(name) : [modelKey(type, name)]) {
    const model = modelIn(text, key);
    if (model) models[key] = model;
  }
  return Object.keys(models).length > 0 ? { ...text.facts, models } : undefined;
}

function modelIn(text: ManifestText, key: string): ModelState | undefined {
  try {
    return text.model(key);
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_DAMAGED') return undefined;
    throw error;
  }
}
