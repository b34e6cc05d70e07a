/** The addresses of models and versions, and what a request to one says. */
import { conditionOf } from './match.ts';
import type { Asked } from './route.ts';

export const MODEL = '/models/{type}/{name}';
export const VERSION = `${MODEL}/versions/{version}`;

export function modelOf(asked: Asked): string {
  return `${asked.part('type')}/${asked.part('name')}`;
}

/** A version by its semantic version, its number, a range, a stage or an alias. */
export function versionOf(asked: Asked): string {
  return `${modelOf(asked)}@${asked.part('version')}`;
}

/** What any change may say. */
export function changeOf({ body: { reason, dry_run } }: Asked) {
  return { reason, dryRun: dry_run };
}

/** What a change of one model may say: it may require besides that the model `ref` is as it was seen. */
export function modelChangeOf(asked: Asked, ref = modelOf(asked)) {
  return { ...changeOf(asked), onlyIf: conditionOf(asked, ref) };
}
