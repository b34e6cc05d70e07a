/** MLflow's filters: comparisons that all have to hold. */
import { invalid } from '../errors.ts';
import { isWord, scan, type Token } from './scan.ts';

export type Entity = 'attribute' | 'metric' | 'parameter' | 'tag' | 'dataset';

/** One comparison of a filter. */
export interface Comparison {
  readonly entity: Entity;
  readonly key: string;
  readonly comparator: string;
  readonly value: string | number | readonly string[] | null;
}

/** What one search may ask for. */
export interface Grammar {
  /** What is allowed before the dot, and what it means. */
  readonly entities: Readonly<Record<string, Entity>>;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  /** Attributes that may stand before IN; all if left out. */
  readonly lists?: readonly string[];
  /** What a key is called otherwise. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whether IS NULL may be asked of tags and params. */
  readonly nulls?: boolean;
  /** Metrics may be named without an entity of their own. */
  readonly bareKeys?: boolean;
}

const EQUALITY = ['=', '!='];
const ORDER = ['=', '!=', '<', '<=', '>', '>='];
const LIKENESS = [...EQUALITY, 'LIKE', 'ILIKE'];
const MEMBERSHIP = ['IN', 'NOT IN'];
const DATASET_KEYS = ['name', 'digest', 'context'];

/** The comparisons of a filter, in their order; none for an empty one.
 * @throws INVALID_PARAMETER_VALUE */
export function parseFilter(filter: string | undefined, grammar: Grammar): readonly Comparison[] {
  if (!filter?.trim()) return [];
  const tokens = scan(filter);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const comparisons: Comparison[] = [];
  let at = 0;
  for (;;) {
    const end = endOfClause(tokens, at);
    comparisons.push(parseClause(tokens.slice(at, end), grammar));
    if (end >= tokens.length) return comparisons;
    at = end + 1;
    if (at >= tokens.length) throw wrongClause(tokens.slice(end));
  }
}

function endOfClause(tokens: readonly Token[], from: number): number {
  const end = tokens.findIndex((token, index) => index >= from && isWord(token, 'AND'));
  return end === -1 ? tokens.length : end;
}

function parseClause(tokens: readonly Token[], grammar: Grammar): Comparison {
  const [name, ...rest] = tokens;
  const or = tokens.find((token) => isWord(token, 'OR') || token.text === ';');
  if (or) throw wrongClause([or]);
  if (!name || isWord(name, 'NOT')) throw wrongClause(tokens);
  if (rest.length === 0 || name.text === '(') throw wrongClause(tokens);
  if (name.kind !== 'name')
    throw invalid(`Invalid comparison clause. Expected 'Identifier' found '${name.text}'`);
  const { entity, key } = readIdentifier(name.text, grammar);
  const { comparator, operand } = readComparator(rest, tokens);
  checkComparator(entity, key, comparator, grammar);
  return { entity, key, comparator, value: readValue({ entity, key, comparator }, operand, grammar) };
}

function readComparator(
  rest: readonly Token[],
  clause: readonly Token[],
): { comparator: string; operand: readonly Token[] } {
  const words = rest.map(({ text }) => text.toUpperCase());
  if (words[0] === 'IS' && words[1] === 'NULL' && rest.length === 2)
    return { comparator: 'IS NULL', operand: [] };
  if (words[0] === 'IS' && words[1] === 'NOT' && words[2] === 'NULL' && rest.length === 3)
    return { comparator: 'IS NOT NULL', operand: [] };
  const isNotIn = words[0] === 'NOT' && words[1] === 'IN';
  const operand = rest.slice(isNotIn ? 2 : 1);
  const [first] = rest;
  if (first?.kind !== 'sign' && !isWord(first, 'LIKE', 'ILIKE', 'IN') && !isNotIn) throw wrongClause(clause);
  if (operand.length === 0) throw wrongClause(clause);
  const comparator = isNotIn
    ? 'NOT IN'
    : words[0] === '<>'
      ? '!='
      : words[0] === '=='
        ? '='
        : (words[0] as string);
  const isList = operand[0]?.text === '(';
  if (operand.length > 1 && !isList) throw wrongClause(clause);
  return { comparator, operand };
}

function readIdentifier(text: string, grammar: Grammar): { entity: Entity; key: string } {
  const dot = text.startsWith('`') || text.startsWith('"') ? -1 : text.indexOf('.');
  const before = dot === -1 ? undefined : text.slice(0, dot);
  const asked = unquote(dot === -1 ? text : text.slice(dot + 1));
  const key = (grammar.aliases && Object.hasOwn(grammar.aliases, asked) && grammar.aliases[asked]) || asked;
  const entity = before === undefined ? 'attribute' : own(grammar.entities, before);
  if (entity === undefined)
    throw invalid(
      `Invalid entity type '${before}'. Valid values are ${list([...new Set(Object.values(grammar.entities))])}`,
    );
  const attributes = [...grammar.texts, ...grammar.numbers];
  if (entity === 'attribute' && !attributes.includes(key))
    throw invalid(`Invalid attribute key '${asked}' specified. Valid keys are '${list(attributes)}'`);
  if (entity === 'dataset' && !DATASET_KEYS.includes(key))
    throw invalid(`Invalid dataset key '${key}' specified. Valid keys are '${list(DATASET_KEYS)}'`);
  return { entity, key };
}

function checkComparator(entity: Entity, key: string, comparator: string, grammar: Grammar): void {
  const isNull = comparator.startsWith('IS');
  if (isNull && !(grammar.nulls && (entity === 'tag' || entity === 'parameter')))
    throw invalid(
      `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entity}' '${key}'`,
    );
  const isNumber = entity === 'metric' || (entity === 'attribute' && grammar.numbers.includes(key));
  const allowed = isNumber
    ? ORDER
    : entity === 'attribute' || entity === 'dataset'
      ? [...LIKENESS, ...MEMBERSHIP]
      : [...LIKENESS, ...(grammar.nulls ? ['IS NULL', 'IS NOT NULL'] : [])];
  if (allowed.includes(comparator)) return;
  throw invalid(`Invalid comparator '${comparator}' not one of '${list(allowed)}'`);
}

function readValue(
  { entity, key, comparator }: Omit<Comparison, 'value'>,
  operand: readonly Token[],
  grammar: Grammar,
): Comparison['value'] {
  if (comparator.startsWith('IS')) return null;
  const [token] = operand as [Token];
  const isNumber = entity === 'metric' || (entity === 'attribute' && grammar.numbers.includes(key));
  if (MEMBERSHIP.includes(comparator)) {
    if (entity === 'attribute' && grammar.lists && !grammar.lists.includes(key))
      throw invalid(
        `Only ${list(grammar.lists)} attributes support comparison with a list of quoted string values.`,
      );
    return readList(operand);
  }
  if (isNumber) {
    if (token.kind === 'number') return token.value;
    if (entity === 'metric') throw invalid(`Expected numeric value type for metric. Found ${token.text}`);
    const value = Number(unquote(token.text));
    if (token.kind === 'text' && Number.isInteger(value)) return value;
    throw invalid(`Expected numeric value type for numeric attribute: ${key}. Found ${token.text}`);
  }
  if (token.kind === 'text') return token.value;
  if (token.kind === 'number' && entity === 'attribute')
    throw invalid(`Expected a quoted string value for attributes. Got value ${token.text}`);
  if (token.kind === 'name' && !isQuoted(token.text))
    throw invalid(
      `Parameter value is either not quoted or unidentified quote types used for string value ${token.text}. Use either single or double quotes.`,
    );
  if (token.kind === 'name') return unquote(token.text);
  throw invalid(`Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${token.text}`);
}

function readList(operand: readonly Token[]): readonly string[] {
  const [open, ...inner] = operand;
  const close = inner.pop();
  const values: string[] = [];
  const isList = open?.text === '(' && close?.text === ')' && inner.length > 0;
  const fits = inner.every((token, index) => {
    if (index % 2 === 1) return token.text === ',';
    if (token.kind === 'text') values.push(token.value);
    return token.kind === 'text';
  });
  if (isList && fits) return values;
  throw invalid(
    'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list',
  );
}

function wrongClause(tokens: readonly Token[]): Error {
  return invalid(`Invalid clause(s) in filter string: '${tokens.map(({ text }) => text).join(' ')}'`);
}

function isQuoted(text: string): boolean {
  return /^(["'`]).*\1$/.test(text) && text.length >= 2;
}

export function unquote(text: string): string {
  return isQuoted(text) ? text.slice(1, -1) : text;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function list(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}
