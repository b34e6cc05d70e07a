import { createHash } from 'node:crypto';

const API = '/api/2.0/mlflow';
const PROXY = '/api/2.0/mlflow-artifacts/artifacts';

// biome-ignore lint/suspicious/noExplicitAny: what a server answers.
type Answer = any;

type Texts = Record<string, string>;

interface VersionState {
  readonly stage: string;
  readonly description: string;
  readonly source: string;
  readonly run_id: string;
  readonly created_at: number;
  readonly tags: Texts;
  readonly files: Texts;
}

interface ModelState {
  readonly description: string;
  readonly created_at: number;
  readonly tags: Texts;
  readonly aliases: Texts;
  readonly versions: Record<string, VersionState>;
}

interface RunState {
  readonly experiment: string;
  readonly name: string;
  readonly status: string;
  readonly user: string;
  readonly started_at: number;
  readonly ended_at: number;
  readonly params: Texts;
  readonly datasets: readonly unknown[];
  readonly tags: Texts;
  readonly history: Record<string, unknown[]>;
  readonly files: Texts;
}

/** All that a server tells of its models, versions and runs through MLflow's interface, in an order of its own, so that two can be compared. */
export async function readState(address: string) {
  const get = async (path: string, query: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(`${address}${path}?${new URLSearchParams(query)}`);
    return answer.json();
  };
  const post = async (path: string, body: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const files = async (uri: string): Promise<Record<string, string>> => {
    const root = uri.replace(/^mlflow-artifacts:\/+/, '');
    if (root === uri) return {};
    const found: Record<string, string> = {};
    const list = async (directory: string): Promise<void> => {
      const { files: level = [] } = await get(PROXY, { path: `${root}${directory}` });
      for (const { path, is_dir } of level) {
        const at = `${directory}/${path}`;
        if (is_dir) await list(at);
        else {
          const answer = await fetch(
            `${address}${PROXY}/${`${root}${at}`.split('/').map(encodeURIComponent).join('/')}`,
          );
          found[at] = createHash('sha256')
            .update(Buffer.from(await answer.arrayBuffer()))
            .digest('hex');
        }
      }
    };
    await list('');
    return found;
  };
  const { registered_models = [] } = await get(`${API}/registered-models/search`, { max_results: '1000' });
  /** `runs:/…` as MLflow's clients find it. */
  const placeOf = async (uri: string) => {
    const [, run_id, path] = /^runs:\/([^/]+)(.*)$/.exec(uri) ?? [];
    if (run_id === undefined) return uri;
    const { run } = await get(`${API}/runs/get`, { run_id });
    return `${run.info.artifact_uri}${path}`;
  };
  const models: Record<string, ModelState> = {};
  for (const { name } of registered_models) {
    const { registered_model: model } = await get(`${API}/registered-models/get`, { name });
    const { model_versions = [] } = await get(`${API}/model-versions/search`, { filter: `name = '${name}'` });
    const versions: Record<string, VersionState> = {};
    const readVersion = async (version: Answer) => {
      const { artifact_uri } = await get(`${API}/model-versions/get-download-uri`, {
        name,
        version: version.version,
      });
      versions[version.version] = {
        stage: version.current_stage,
        description: version.description ?? '',
        source: version.source,
        run_id: version.run_id ?? '',
        created_at: version.creation_timestamp,
        tags: pairs(version.tags),
        files: await files(await placeOf(artifact_uri)),
      };
    };
    await Promise.all(model_versions.map(readVersion));
    models[name] = {
      description: model.description ?? '',
      created_at: model.creation_timestamp,
      tags: pairs(model.tags),
      aliases: Object.fromEntries(
        (model.aliases ?? []).map((one: Answer) => [one.alias, one.version]).sort(),
      ),
      versions,
    };
  }
  const { experiments = [] } = await post(`${API}/experiments/search`, { max_results: 1000 });
  const runs: Record<string, RunState> = {};
  for (const { experiment_id, name } of experiments) {
    const search = { experiment_ids: [experiment_id], max_results: 1000 };
    const readRun = async ({ info, data, inputs = {} }: Answer) => {
      const history: Record<string, unknown[]> = {};
      for (const { key } of data.metrics ?? []) {
        const { metrics } = await get(`${API}/metrics/get-history`, { run_id: info.run_id, metric_key: key });
        history[key] = metrics.map((one: Answer) => [one.step, one.timestamp, one.value]).sort();
      }
      runs[info.run_id] = {
        experiment: name,
        ...{ name: info.run_name, status: info.status, user: info.user_id },
        ...{ started_at: info.start_time, ended_at: info.end_time },
        params: pairs(data.params),
        tags: pairs(data.tags),
        history,
        datasets: (inputs.dataset_inputs ?? []).map((one: Answer) => [one.dataset.name, one.dataset.digest]),
        files: await files(info.artifact_uri),
      };
    };
    await Promise.all(((await post(`${API}/runs/search`, search)).runs ?? []).map(readRun));
  }
  return { models, runs };
}

/** Tags and params as an object; what every version of mreg has beside its own is left out. */
function pairs(list: Answer): Record<string, string> {
  const entries = (list ?? []).map((one: Answer) => [one.key, one.value ?? ''] as [string, string]);
  return Object.fromEntries(entries.filter(([key]: [string]) => !key.startsWith('mreg.')).sort());
}
