/** An MLflow server as a place to pull from. */
import { MregError } from '../../errors.ts';
import type { MlflowPlace, RemoteRun } from '../place.ts';
import { type Answer, API, type MlflowClient, Unsupported } from './http.ts';
import { loggedModelOf, modelOf, pointOf, runOf, textsOf, versionOf } from './read.ts';
import { listFiles } from './remote-files.ts';

const PROMPT = "tags.`mlflow.prompt.is_prompt` = 'true'";
const POINTS_AT_ONCE = 25_000;

/** @throws MREG_INVALID if the address is not that of an MLflow server, or the server does not know the caller; MREG_IO */
export async function openServer(client: MlflowClient): Promise<MlflowPlace> {
  const absent = new Set<string>();
  /** Undefined for what is not there. */
  const find = async (path: string, query: Readonly<Record<string, string>>): Promise<Answer> => {
    try {
      return await client.ask('GET', `${API}/${path}`, { query });
    } catch (error) {
      if (error instanceof MregError && error.code === 'MREG_NOT_FOUND') return undefined;
      throw error;
    }
  };
  /** All items of a search, page after page. A search is a GET or a POST. */
  async function* search(method: 'GET' | 'POST', path: string, fields: object, list: string) {
    for (let token: string | undefined; ; ) {
      const asked = { ...fields, ...(token && { page_token: token }) };
      const answer = await client.ask(
        method,
        `${API}/${path}`,
        method === 'GET' ? { query: asked } : { body: asked },
      );
      yield* (answer[list] ?? []) as Answer[];
      token = answer.next_page_token;
      if (!token) return;
    }
  }
  const ifThere = async <T>(feature: string, otherwise: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      absent.add(feature);
      return otherwise;
    }
  };
  await checkServer(client);
  const place: MlflowPlace = {
    address: client.address,
    absent,
    models: () =>
      ifThere('registry', [], async () => {
        const names = new Set<string>();
        for (const filter of [undefined, PROMPT]) {
          const fields = { max_results: 200, ...(filter && { filter }) };
          try {
            for await (const { name } of search(
              'GET',
              'registered-models/search',
              fields,
              'registered_models',
            ))
              names.add(name);
          } catch (error) {
            // Servers before prompts may not take the filter.
            if (filter === undefined || !(error instanceof MregError && error.code === 'MREG_INVALID'))
              throw error;
          }
        }
        const found = [];
        // A search leaves the aliases out.
        for (const name of names) {
          const answer = await find('registered-models/get', { name });
          if (answer) found.push(modelOf(answer.registered_model));
        }
        return found;
      }),
    async versions(model) {
      const quote = model.includes("'") ? '"' : "'";
      const found = new Map<number, ReturnType<typeof versionOf>>();
      for (const more of ['', ` AND ${PROMPT}`]) {
        const fields = { filter: `name = ${quote}${model}${quote}${more}`, max_results: 1000 };
        try {
          for await (const one of search('GET', 'model-versions/search', fields, 'model_versions')) {
            const version = versionOf(one);
            found.set(version.number, version);
          }
        } catch (error) {
          if (more === '' || !(error instanceof MregError && error.code === 'MREG_INVALID')) throw error;
        }
      }
      return [...found.values()].sort((a, b) => a.number - b.number);
    },
    async experiments() {
      const found = [];
      for await (const one of search('POST', 'experiments/search', { max_results: 1000 }, 'experiments'))
        found.push({ id: String(one.experiment_id), name: one.name, tags: textsOf(one.tags) });
      return found;
    },
    async *runs(experiment) {
      const fields = { experiment_ids: [experiment], max_results: 1000, run_view_type: 'ACTIVE_ONLY' };
      for await (const run of search('POST', 'runs/search', fields, 'runs')) yield runOf(run);
    },
    async run(id) {
      const answer = await find('runs/get', { run_id: id, run_uuid: id });
      return answer && answer.run.info.lifecycle_stage !== 'deleted' ? runOf(answer.run) : undefined;
    },
    loggedModel: (id) =>
      ifThere('logged models', undefined, async () => {
        const answer = await find(`logged-models/${encodeURIComponent(id)}`, {});
        return answer?.model && loggedModelOf(answer.model);
      }),
    async *points(run, key) {
      const fields = { run_id: run, run_uuid: run, metric_key: key, max_results: POINTS_AT_ONCE };
      let page = [];
      for await (const point of search('GET', 'metrics/get-history', fields, 'metrics')) {
        page.push(pointOf(point));
        if (page.length < POINTS_AT_ONCE) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    async locate({ model, number, source }) {
      const answer = await find('model-versions/get-download-uri', { name: model, version: String(number) });
      return answer?.artifact_uri ?? source;
    },
    files: (location: string, run?: RemoteRun) => listFiles(client, location, run),
  };
  return place;
}

/** Whether an MLflow server answers there. */
async function checkServer(client: MlflowClient): Promise<void> {
  try {
    await client.ask('POST', `${API}/experiments/search`, { body: { max_results: 1 } });
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    throw new MregError('MREG_INVALID', `no MLflow server answers at ${client.address}`, {
      hint: 'the address is that of MLFLOW_TRACKING_URI, such as http://127.0.0.1:5000 or https://dagshub.com/USER/REPO.mlflow',
      details: { address: client.address },
    });
  }
}
