import type { Registry } from '../../registry.ts';
import type { Call, Reply, Route } from '../app.ts';
import { readBody } from '../body.ts';
import { invalid } from './errors.ts';
import { bodyFields, type Fields, queryFields } from './fields.ts';

/** What the routes of MLflow's protocol work on. */
export interface Mlflow {
  readonly registry: Registry;
  readonly externalSources: 'allow' | 'refuse';
}

/** What a route of the REST interface does with the fields of a request. */
type Answering = (mlflow: Mlflow, fields: Fields, call: Call) => Promise<object>;

/** A route that takes fields: of the query for GET, else of a JSON body. */
export interface FieldRoute {
  readonly method: Route['method'];
  readonly path: string;
  readonly reads?: true;
  /** Fields that a query may repeat. */
  readonly repeated?: readonly string[];
  readonly answer: Answering;
}

/** The route as the server takes it. */
export function fieldRoute(mlflow: Mlflow, { method, path, reads, repeated, answer }: FieldRoute): Route {
  return {
    method,
    path,
    ...(reads && { reads }),
    async run(call): Promise<Reply> {
      const fields = method === 'GET' ? queryFields(call.query, repeated) : await fieldsOf(call);
      return answer(mlflow, fields, call);
    },
  };
}

async function fieldsOf({ headers, raw }: Call): Promise<Fields> {
  const body = await readBody(raw);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw invalid("Bad Request. Content-Type must be one of ['application/json'].");
  return bodyFields(body);
}
