import type { Fault } from '../../integrity/fault.ts';
import { formatReference } from '../../names/reference.ts';
import type { ModelState } from '../model.ts';
import { type State, versionState } from '../state.ts';

/** Stages and aliases that show a version that is not there, or that is in the trash. */
export function danglingPointers({ models }: State, file: string): Fault[] {
  return Object.entries(models).flatMap(([key, model]) => {
    const slash = key.indexOf('/');
    return pointers(model).flatMap(([pointer, version]) => {
      const state = versionState(model, version);
      if (state && !state.deleted) return [];
      const ref = formatReference(key.slice(0, slash), key.slice(slash + 1), version);
      const problem = `${pointer} shows a version that ${state ? 'is in the trash' : 'does not exist'}`;
      return [{ kind: 'pointer-dangling' as const, ref, file, problem }];
    });
  });
}

function pointers({ stages, aliases }: ModelState): (readonly [pointer: string, version: string])[] {
  return [
    ...Object.entries(stages).flatMap(([stage, versions]) =>
      versions.map((version) => [`stage ${stage}`, version] as const),
    ),
    ...Object.entries(aliases).map(([alias, version]) => [`alias ${alias}`, version] as const),
  ];
}
