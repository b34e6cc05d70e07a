/** A folder that MLflow's file store wrote (`mlruns/`) as a place to pull from; no Python is needed to read it. */
import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MregError } from '../../errors.ts';
import type { MlflowPlace, RemoteModel, RemoteVersion } from '../place.ts';
import { listFolder } from './list-folder.ts';
import { type Meta, readMeta, readTexts } from './meta.ts';
import { ifMissing } from './missing.ts';
import { readLoggedModel, readPoints, readRun } from './tracking.ts';

const REGISTRY = 'models';

/** @throws MREG_NOT_FOUND, MREG_INVALID for a folder that MLflow did not write, MREG_IO */
export async function openFolder(path: string): Promise<MlflowPlace> {
  const root = resolve(path);
  const names = await ifMissing(undefined, () => readdir(root));
  if (!names) throw new MregError('MREG_NOT_FOUND', `no folder ${root}`, { details: { path: root } });
  const experiments: { readonly id: string; readonly meta: Meta }[] = [];
  for (const name of names.sort()) {
    const meta = name === REGISTRY || name.startsWith('.') ? undefined : await readMeta(join(root, name));
    if (meta) experiments.push({ id: name, meta });
  }
  const registry = join(root, REGISTRY);
  if (experiments.length === 0 && !names.includes(REGISTRY)) throw notOfMlflow(root, names);
  /** Where a run or a logged model lies. */
  const find = async (...parts: string[]) => {
    for (const { id } of experiments) {
      const directory = join(root, id, ...parts);
      const meta = await readMeta(directory);
      if (meta && meta.text('lifecycle_stage') !== 'deleted') return { directory, meta };
    }
    return undefined;
  };
  const here = (location: string) => locate(root, location);
  const locations = new Map<RemoteVersion, string>();
  return {
    address: root,
    absent: new Set(),
    async models() {
      const found: RemoteModel[] = [];
      for (const name of (await ifMissing([], () => readdir(registry))).sort()) {
        const meta = await readMeta(join(registry, name));
        if (meta) found.push(await modelOf(join(registry, name), meta));
      }
      return found;
    },
    async versions(model) {
      const directory = join(registry, model);
      const found: RemoteVersion[] = [];
      for (const name of await ifMissing([], () => readdir(directory))) {
        const meta = name.startsWith('version-') ? await readMeta(join(directory, name)) : undefined;
        if (!meta || meta.text('current_stage') === 'Deleted_Internal') continue;
        const version = versionOf(model, meta, await readTexts(join(directory, name, 'tags')));
        locations.set(version, meta.text('storage_location') ?? version.source);
        found.push(version);
      }
      return found.sort((a, b) => a.number - b.number);
    },
    experiments: () =>
      Promise.all(
        experiments
          .filter(({ meta }) => meta.text('lifecycle_stage') !== 'deleted')
          .map(async ({ id, meta }) => ({
            id,
            name: meta.text('name') ?? id,
            tags: await readTexts(join(root, id, 'tags')),
          })),
      ),
    async *runs(experiment) {
      const directory = join(root, experiment);
      for (const name of (await readdir(directory)).sort()) {
        const meta = await readMeta(join(directory, name));
        if (meta?.text('run_id') === undefined || meta.text('lifecycle_stage') === 'deleted') continue;
        yield readRun(join(directory, name), meta);
      }
    },
    async run(id) {
      const found = await find(id);
      return found && readRun(found.directory, found.meta);
    },
    async loggedModel(id) {
      const found = await find('models', id);
      return found && readLoggedModel(found.directory, found.meta);
    },
    async *points(run, key) {
      const found = await find(run);
      if (found) yield* readPoints(join(found.directory, 'metrics'), key);
    },
    locate: async (version) => here(locations.get(version) ?? version.source),
    files: async (location) => {
      const path = here(location);
      return path.startsWith(sep) ? listFolder(path) : undefined;
    },
  };
}

/** A local path for a place of this folder; MLflow wrote it in full, and the folder may have moved since. */
function locate(root: string, location: string): string {
  const path = location.startsWith('file:') ? fileURLToPath(location) : location;
  if (!path.startsWith(sep)) return path;
  const parts = path.split(sep);
  // `…/<experiment>/<run>/artifacts/…` and `…/<experiment>/models/<id>/artifacts/…`
  const at = parts.lastIndexOf('artifacts');
  const depth = parts[at - 2] === 'models' ? 3 : 2;
  return at > depth ? join(root, ...parts.slice(at - depth)) : path;
}

async function modelOf(directory: string, meta: Meta): Promise<RemoteModel> {
  const aliases = await readTexts(join(directory, 'aliases'));
  return {
    name: meta.text('name') ?? '',
    description: meta.text('description') ?? '',
    created_at: meta.number('creation_timestamp') ?? 0,
    tags: await readTexts(join(directory, 'tags')),
    aliases: Object.fromEntries(
      Object.entries({ ...meta.texts('aliases'), ...aliases }).map(([alias, number]) => [
        alias,
        Number(number),
      ]),
    ),
  };
}

function versionOf(model: string, meta: Meta, tags: RemoteVersion['tags']): RemoteVersion {
  return {
    model,
    number: meta.number('version') ?? 0,
    stage: meta.text('current_stage') ?? 'None',
    description: meta.text('description') ?? '',
    source: meta.text('source') ?? '',
    run_id: meta.text('run_id'),
    run_link: meta.text('run_link'),
    model_id: meta.text('model_id'),
    user: meta.text('user_id'),
    created_at: meta.number('creation_timestamp') ?? 0,
    tags,
  };
}

function notOfMlflow(root: string, names: readonly string[]): MregError {
  const database = names.find((name) => name.endsWith('.db'));
  const inside = names.includes('mlruns') ? join(root, 'mlruns') : undefined;
  return new MregError('MREG_INVALID', `${root} holds no runs and no models of MLflow`, {
    hint: inside
      ? `mreg mlflow pull ${inside}`
      : database
        ? `mlflow server --backend-store-uri sqlite:///${join(root, database)}, and pull from its address`
        : undefined,
    details: { path: root },
  });
}
