import { invalid } from './errors.ts';

type Given = Readonly<Record<string, unknown>>;

/** The members of a request, as MLflow's clients send them: of a query or of a JSON body, in snake case or in camel case. An
 * empty text counts as missing; a member of another kind is refused. */
export class Fields {
  readonly #given: Given;
  /** All that a query says is text. */
  readonly #isQuery: boolean;

  constructor(given: Given, isQuery = false) {
    this.#given = given;
    this.#isQuery = isQuery;
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#read(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw wrongKind(name, value);
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingValue(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.#read(name);
    if (value === undefined || value === '') return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) throw wrongKind(name, value);
    return number;
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw missingValue(name);
    return value;
  }

  /** A double, as protobuf's JSON writes it. */
  requiredDouble(name: string): number {
    const value = this.#read(name);
    if (value === undefined || value === '') throw missingValue(name);
    const number = typeof value === 'string' ? readDouble(value) : value;
    if (typeof number !== 'number') throw wrongKind(name, value);
    return number;
  }

  /** The name of one of protobuf's enumerations, or its number. */
  enumeration(name: string): string | undefined {
    const value = this.#read(name);
    return value === undefined || value === '' ? undefined : String(value);
  }

  flag(name: string): boolean {
    const value = this.#read(name);
    if (value === undefined || value === '') return false;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && this.#isQuery) {
      if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
      throw invalid(`Invalid boolean value: ${value}, must be 'true' or 'false'.`);
    }
    throw wrongKind(name, value);
  }

  texts(name: string): readonly string[] {
    const values = this.#list(name);
    if (!values.every((value) => typeof value === 'string')) throw wrongKind(name, values);
    return values;
  }

  objects(name: string): readonly Fields[] {
    const values = this.#list(name);
    return values.map((value) => {
      if (!isObject(value)) throw wrongKind(name, values);
      return new Fields(value);
    });
  }

  object(name: string): Fields | undefined {
    const value = this.#read(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw wrongKind(name, value);
    return new Fields(value);
  }

  /** Pairs of keys and values; of two with one key the last holds. */
  tags(name: string): Record<string, string> {
    const pairs: Record<string, string> = Object.create(null);
    for (const pair of this.objects(name)) pairs[pair.requiredText('key')] = pair.text('value') ?? '';
    return pairs;
  }

  #list(name: string): readonly unknown[] {
    const value = this.#read(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw wrongKind(name, value);
    return value;
  }

  #read(name: string): unknown {
    const snake = own(this.#given, name);
    const camel = name.includes('_') ? own(this.#given, camelCase(name)) : undefined;
    if (snake !== undefined && camel !== undefined)
      throw invalid(`The request has both '${name}' and '${camelCase(name)}'.`);
    return snake ?? camel;
  }
}

/** The fields of a query: a list for what may be repeated, else the first. */
export function queryFields(search: URLSearchParams, repeated: readonly string[] = []): Fields {
  const given: Record<string, unknown> = Object.create(null);
  for (const key of new Set(search.keys()))
    given[key] = repeated.includes(key) ? search.getAll(key) : search.get(key);
  return new Fields(given, true);
}

/** The fields of a body. A body that is no JSON counts as empty; JSON within a JSON text is read, as old clients send it. */
export function bodyFields(body: Buffer): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'string') parsed = JSON.parse(parsed);
  } catch {
    parsed = undefined;
  }
  return new Fields(isObject(parsed) ? parsed : {});
}

export function missingValue(name: string): Error {
  return invalid(
    `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`,
  );
}

function wrongKind(name: string, value: unknown): Error {
  return invalid(
    `Invalid value ${JSON.stringify(value)} for parameter '${name}' supplied:  Hint: Value was of type '${kindOf(value)}'. See the API docs for more information about request parameters.`,
  );
}

/** The kind as Python calls it, in whose words MLflow answers. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return value === null ? 'NoneType' : 'dict';
}

function readDouble(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity' || text === '-Infinity') return Number(text);
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

function own(given: Given, name: string): unknown {
  return Object.hasOwn(given, name) ? (given[name] ?? undefined) : undefined;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
