import type { ModelFile } from '../../generated/model.ts';

export type { VersionState } from '../../generated/model.ts';

/** A model as the log gives it: what its file holds, under the key of the state. */
export type ModelState = Omit<ModelFile, 'model'>;

/** A model in an archive without history: the revision there means nothing here. */
export type PackedModel = Omit<ModelState, 'revision'>;
