/** Models and versions as MLflow's clients call them: a name without `/`, and a number. */
import { mlflowNames } from '../../core/view/mlflow-names.ts';
import type { CatalogueModel, VersionView } from '../../registry.ts';
import type { Mlflow } from './context.ts';
import { invalid, missing } from './errors.ts';

export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const;

const namesOf = new WeakMap<readonly CatalogueModel[], ReadonlyMap<string, CatalogueModel>>();

/** The models of the registry by the names that clients know. */
function nameAll(models: readonly CatalogueModel[]): ReadonlyMap<string, CatalogueModel> {
  const known = namesOf.get(models) ?? mlflowNames(models);
  namesOf.set(models, known);
  return known;
}

/** A model, and what clients call it. */
export interface NamedModel {
  readonly name: string;
  readonly model: CatalogueModel;
}

/** A version of it. */
export interface NamedVersion extends NamedModel {
  readonly version: VersionView;
}

export async function allModels({ registry }: Mlflow): Promise<readonly NamedModel[]> {
  const { models } = await registry.catalogue();
  return [...nameAll(models)].map(([name, model]) => ({ name, model }));
}

export async function lookForModel({ registry }: Mlflow, name: string): Promise<NamedModel | undefined> {
  const { models } = await registry.catalogue();
  const model = nameAll(models).get(name);
  return model && { name, model };
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function findModel(mlflow: Mlflow, name: string): Promise<NamedModel> {
  const found = await lookForModel(mlflow, name);
  if (found) return found;
  throw missing(`Registered Model with name=${name} not found`);
}

/** The version with a number; or that a semantic version or a range picks.
 * @throws INVALID_PARAMETER_VALUE for what is neither; RESOURCE_DOES_NOT_EXIST */
export async function findVersion(mlflow: Mlflow, name: string, asked: string): Promise<NamedVersion> {
  const text = asked.trim();
  const isNumber = /^[-+]?\d+$/.test(text);
  if (!isNumber && !isPick(text)) throw invalid(`Parameter 'version' must be an integer, got '${asked}'.`);
  const found = await lookForModel(mlflow, name);
  const version = found && (isNumber ? found.model.numbered(Number(text)) : await pick(mlflow, found, text));
  if (found && version) return { ...found, version };
  throw missing(`Model Version (name=${name}, version=${asked}) not found`);
}

/** Whether a text picks a version as mreg does and MLflow does not: `v1.2.0`, `1.2.0`, `^1.2`. */
export function isPick(text: string): boolean {
  return /^v?\d+\.\d/.test(text) || /^[\^~<>=*]/.test(text);
}

/** The version that a selector of mreg's names; undefined if there is none. */
export async function pick(
  { registry }: Mlflow,
  { model }: NamedModel,
  selector: string,
): Promise<VersionView | undefined> {
  try {
    const { version } = await registry.version(`${model.ref}@${selector}`);
    return model.version(version);
  } catch {
    return undefined;
  }
}

/** The stage that a text names, in any case.
 * @throws INVALID_PARAMETER_VALUE */
export function readStage(text: string): (typeof STAGES)[number] {
  const stage = STAGES.find((each) => each.toLowerCase() === text.toLowerCase());
  if (stage) return stage;
  throw invalid(`Invalid Model Version stage: ${text}. Value must be one of ${STAGES.join(', ')}.`);
}
