import { nameElsewhere } from '../names/display-name.ts';

/** What a model can be called by. */
interface Named {
  readonly type: string;
  readonly model: string;
  readonly display_name?: string | null | undefined;
}

/** Models by the names that MLflow's clients know. A model of another type may have the same name: then each but that of type `models` bears
 * its type before a dot. What is no name for MLflow, such as `org/model`, gets the plain name. */
export function mlflowNames<Model extends Named>(models: readonly Model[]): ReadonlyMap<string, Model> {
  const byName = new Map<string, Model>();
  const ownFirst = [...models].sort((a, b) => Number(b.type === 'models') - Number(a.type === 'models'));
  for (const model of ownFirst) {
    const wanted = nameElsewhere(model.model, model.display_name);
    byName.set(byName.has(wanted) ? `${model.type}.${model.model}` : wanted, model);
  }
  return byName;
}
