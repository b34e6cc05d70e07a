import { MregError } from '../../errors.ts';
import type { Results } from '../../generated/output.ts';
import type { Registry } from '../../registry.ts';
import type { Call, Reply, Route } from '../app.ts';
import { readBody } from '../body.ts';

/** A JSON Schema, as far as it is written here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A route of mreg's own interface: with what it takes and gives, from which the OpenAPI document is made. */
export interface ApiRoute {
  readonly method: Route['method'];
  /** Below the prefix, parts in braces: `/models/{type}/{name}`. */
  readonly path: string;
  readonly summary: string;
  /** What a query may say, by name. */
  readonly query?: Readonly<Record<string, string>>;
  /** The members of a JSON body, by name. */
  readonly body?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** The schema of the answer, as `mreg schema` has it; any JSON if left out. */
  readonly result?: keyof Results;
  /** A POST that changes nothing. */
  readonly reads?: true;
  /** Nobody has to show a token for it. */
  readonly open?: true;
  readonly status?: 201;
  run(registry: Registry, asked: Asked): Promise<Reply>;
}

/** What a request asks for. */
export interface Asked {
  readonly call: Call;
  /** A part of the path. */
  part(name: string): string;
  query(name: string): string | undefined;
  queries(name: string): readonly string[];
  /** @throws MREG_USAGE for what is no whole number from 0 on */
  count(name: string): number | undefined;
  /** The JSON body; its members are checked by the library. */
  // biome-ignore lint/suspicious/noExplicitAny: the library checks each member of it.
  readonly body: any;
}

/** The route as the server takes it. A `lenient` one passes over what it does not know in a query, as clients of others expect. */
export function apiRoute(registry: Registry, route: ApiRoute, lenient = false): Route {
  const { method, path, reads, open, status } = route;
  return {
    method,
    path: path.replace(/\{(\w+)\*\}/g, '*').replace(/\{(\w+)\}/g, ':$1'),
    ...(reads && { reads }),
    ...(open && { open }),
    async run(call) {
      if (!lenient) checkQuery(call, route);
      const body = route.body ? await readJson(call, route) : {};
      const query = (name: string) => call.query.get(name) ?? undefined;
      const said = await route.run(registry, {
        call,
        body,
        query,
        queries: (name) => call.query.getAll(name),
        part: (name) => call.params[name] ?? call.params['*'] ?? '',
        count: (name) => countOf(name, query(name)),
      });
      if (status) call.answer.code(status);
      return said;
    },
  };
}

/** A question that was misspelt would be answered as if nothing had been asked.
 * @throws MREG_USAGE for a name that the route does not know */
function checkQuery(call: Call, { query = {} }: ApiRoute): void {
  const names = Object.keys(query);
  const unknown = [...call.query.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length === 0 ? 'the query has no members' : `there are ${names.join(', ')}`;
  throw new MregError('MREG_USAGE', `the query has '${unknown}'; ${known}`);
}

/** @throws MREG_INVALID for what is no JSON object; MREG_USAGE for members that are unknown or missing */
async function readJson(
  call: Call,
  { body = {}, required = [] }: ApiRoute,
): Promise<Record<string, unknown>> {
  const bytes = await readBody(call.raw);
  const type = call.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (bytes.length > 0 && type !== 'application/json')
    throw new MregError('MREG_INVALID', 'the body is not of the type application/json');
  const given = parse(bytes);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(body, name));
  if (unknown !== undefined)
    throw new MregError('MREG_USAGE', `'${unknown}' is not one of ${Object.keys(body).join(', ')}`);
  const missing = required.find((name) => given[name] === undefined);
  if (missing !== undefined) throw new MregError('MREG_USAGE', `'${missing}' is missing`);
  return given;
}

function parse(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  let given: unknown;
  try {
    given = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new MregError('MREG_INVALID', 'the body is no JSON');
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return given as Record<string, unknown>;
  throw new MregError('MREG_INVALID', 'the body is no JSON object');
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new MregError('MREG_USAGE', `${name} '${text}' is not a whole number`);
}

/** Whether a query says so.
 * @throws MREG_USAGE for what is neither `true` nor `false` */
export function flagOf({ query }: Asked, name: string): boolean {
  const said = query(name) ?? 'false';
  if (said === 'true' || said === 'false') return said === 'true';
  throw new MregError('MREG_USAGE', `${name} '${said}' is neither true nor false`);
}

const MAX_PAGE = 1000;

/** A page of a list: `limit` items from `cursor` on, and where the next page begins. */
export function pageOf<T>(
  items: readonly T[],
  asked: Asked,
): { items: readonly T[]; next_cursor: string | null } {
  const limit = Math.min(asked.count('limit') ?? MAX_PAGE, MAX_PAGE);
  if (limit === 0) throw new MregError('MREG_USAGE', "limit '0' is not a whole number from 1");
  const from = asked.count('cursor') ?? 0;
  const end = from + limit;
  return { items: items.slice(from, end), next_cursor: end < items.length ? String(end) : null };
}

export const PAGE = {
  limit: `items on a page (at most ${MAX_PAGE})`,
  cursor: 'where the page begins: next_cursor',
};

export const TEXT: JsonSchema = { type: 'string' };
export const TEXTS: JsonSchema = { type: 'array', items: TEXT };
export const FLAG: JsonSchema = { type: 'boolean' };
export const TEXT_OR_NULL: JsonSchema = { type: ['string', 'null'] };
export const TEXTS_BY_NAME: JsonSchema = { type: 'object', additionalProperties: TEXT };

/** Members of every change. */
export const CHANGE = { reason: TEXT, dry_run: FLAG };
