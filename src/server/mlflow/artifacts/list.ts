import type { FieldRoute, Mlflow } from '../context.ts';
import type { Fields } from '../fields.ts';
import { artifactUri, findRun, runId } from '../tracking/runs.ts';
import { checkedPath } from './transfer.ts';

export const artifactListRoutes: readonly FieldRoute[] = [
  { method: 'GET', path: '/artifacts/list', answer: list },
];

/** What lies in a directory of a run or of a logged model, as `files`: with whole paths. */
export async function fileInfos({ registry }: Mlflow, owner: string, path: string): Promise<object[]> {
  const within = checkedPath(path).replace(/\/+$/, '');
  const { artifacts } = await registry.artifacts({ owner, ...(within !== '' && { path: within }) });
  return artifacts.map((artifact) =>
    artifact.is_directory
      ? { path: artifact.path, is_dir: true }
      : { path: artifact.path, is_dir: false, file_size: artifact.size },
  );
}

async function list(mlflow: Mlflow, fields: Fields): Promise<object> {
  const run = await findRun(mlflow, runId(fields));
  const files = await fileInfos(mlflow, run.id, fields.text('path') ?? '');
  return { root_uri: artifactUri(run), ...(files.length > 0 && { files }) };
}
