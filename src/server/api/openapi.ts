/** The OpenAPI document of mreg's own interface: made from its routes and from the schemas of the results. */
import { VERSION } from '../../version.ts';
import type { ApiRoute, JsonSchema } from './route.ts';

/** Routes below a prefix. */
export interface Mounted {
  readonly prefix: string;
  readonly routes: readonly ApiRoute[];
}

const ERROR = { $ref: '#/components/schemas/error' };

export async function openApiDocument(mounted: readonly Mounted[]): Promise<object> {
  const { SCHEMAS } = await import('../../generated/schemas.ts');
  const paths: Record<string, Record<string, object>> = {};
  for (const { prefix, routes } of mounted)
    for (const route of routes) {
      const path = prefix + route.path.replace('*}', '}');
      paths[path] ??= {};
      paths[path][route.method.toLowerCase()] = operationOf(route);
    }
  const results = Object.entries(SCHEMAS).filter(([name]) => name.startsWith('output/'));
  const schemas = Object.fromEntries(
    results.map(([path, schema]) => {
      const name = path.slice('output/'.length);
      return [name, ownReferences(schema, name)];
    }),
  );
  return {
    openapi: '3.1.0',
    info: { title: 'mreg', version: VERSION, description: 'A model registry that is a folder, over HTTP.' },
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
    security: [{}, { bearer: [] }, { basic: [] }],
  };
}

function operationOf({ path, summary, query = {}, body, required, result, status }: ApiRoute): object {
  const parts = [...path.matchAll(/\{(\w+)\*?\}/g)].map(([, name]) => name);
  const schema = result === undefined ? {} : { $ref: `#/components/schemas/${fileOf(result)}` };
  const json = (of: JsonSchema) => ({ content: { 'application/json': { schema: of } } });
  return {
    summary,
    parameters: [
      ...parts.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(query).map(([name, description]) => ({
        name,
        in: 'query',
        description,
        schema: { type: 'string' },
      })),
    ],
    ...(body && {
      requestBody: json({
        type: 'object',
        properties: body,
        additionalProperties: false,
        ...(required && { required }),
      }),
    }),
    responses: {
      [status ?? 200]: { description: summary, ...json(schema) },
      default: { description: 'what went wrong', ...json(ERROR) },
    },
  };
}

/** The name of a result's schema file: `infoVersion` lies in info-version. */
function fileOf(result: string): string {
  return result.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A schema whose references lead within the document. */
function ownReferences(schema: unknown, name: string): unknown {
  if (Array.isArray(schema)) return schema.map((item) => ownReferences(item, name));
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id');
  return Object.fromEntries(
    members.map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? ownReference(value, name) : ownReferences(value, name),
    ]),
  );
}

function ownReference(reference: string, name: string): string {
  const [file = '', place = ''] = reference.split('#');
  return `#/components/schemas/${file === '' ? name : file.replace(/^\.\/|\.schema\.json$/g, '')}${place}`;
}
