import type { JsonValue } from '../json/index.ts';
import { compareVersions } from '../names/version.ts';
import type { Condition, Field, Operand, Subject } from './condition.ts';
import { isScalar, numberOf, readField, type Scalar, textOf } from './value.ts';

/** Whether a version meets a condition. A comparison with a value that is missing, is NaN or is of another
 * kind holds neither as it stands nor under `not`, so that no gate lets through what nobody has measured. */
export function meets(condition: Condition, subject: Subject): boolean {
  return holds(condition, (field) => readField(field, subject));
}

/** Reads the value of a field; undefined if the subject has none. */
export type ReadField = (field: Field) => JsonValue | undefined;

/** Tests a condition on anything whose fields `read` can read. */
export function holds(condition: Condition, read: ReadField): boolean {
  return evaluate(condition, read) === true;
}

/** Whether a condition asks for more than the manifest holds. */
export function needsMetadata(condition: Condition): boolean {
  return fieldsOf(condition).some(({ kind }) => kind === 'metadata');
}

/** The members of metadata.json that fields need; no other member has to be read. */
export function neededMembers(fields: readonly Field[]): string[] {
  const paths = fields.filter(({ kind }) => kind === 'metadata').map(({ path }) => path);
  return [...new Set(paths.flatMap((path) => [path.join('.'), path[0] ?? '']))];
}

/** The fields that a condition asks for, each once. */
export function fieldsOf(condition: Condition): readonly Field[] {
  const all =
    condition.kind === 'comparison'
      ? [condition.field]
      : condition.kind === 'not'
        ? fieldsOf(condition.part)
        : condition.parts.flatMap(fieldsOf);
  return all.filter((field, at) => all.findIndex(({ name }) => name === field.name) === at);
}

/** The conditions that all have to hold: the parts of an `and`, else the condition itself. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

/** A field's value as results show it; undefined if the version has none. */
export function fieldValue(field: Field, subject: Subject): JsonValue | undefined {
  const value = readField(field, subject);
  return field.kind === 'age' && typeof value === 'number' ? `${Math.floor(value / DAY_MS)}d` : value;
}

/** Sorts subjects by a field, the lowest value first or the highest. Subjects without the field come last either way; `otherwise`
 * orders subjects of equal value. */
export function sortByField(
  subjects: readonly Subject[],
  field: Field,
  descending: boolean,
  otherwise: (a: Subject, b: Subject) => number = () => 0,
): Subject[] {
  return sortByRead(subjects, field, (subject) => readField(field, subject), descending, otherwise);
}

/** The same for anything that has fields. */
export function sortByRead<T>(
  subjects: readonly T[],
  field: Field,
  read: (subject: T) => JsonValue | undefined,
  descending: boolean,
  otherwise: (a: T, b: T) => number,
): T[] {
  // Each value is read once, not in each of the many comparisons.
  const keyed = subjects.map((subject) => ({ subject, key: sortKeyOf(field, read(subject)) }));
  keyed.sort((a, b) => {
    if (!a.key || !b.key) return Number(!a.key) - Number(!b.key) || otherwise(a.subject, b.subject);
    const order = compareKeys(field, a.key, b.key);
    return (descending ? -order : order) || otherwise(a.subject, b.subject);
  });
  return keyed.map(({ subject }) => subject);
}

interface SortKey {
  readonly text: string;
  /** NaN for a text that is no number. */
  readonly number: number;
}

function sortKeyOf(field: Field, value: JsonValue | undefined): SortKey | undefined {
  if (!isScalar(value)) return undefined;
  const text = textOf(value);
  return field.kind === 'metric' && Number.isNaN(Number(text)) ? undefined : { text, number: numberOf(text) };
}

function compareKeys({ kind }: Field, a: SortKey, b: SortKey): number {
  if (kind === 'version') return compareVersions(a.text, b.text);
  return compareNumbers(a.number, b.number) ?? compareTexts(a.text, b.text);
}

const DAY_MS = 86_400_000;

/** Kleene's logic: undefined is neither true nor false, and `not` leaves it so. */
function evaluate(condition: Condition, read: ReadField): boolean | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const decisive = condition.kind === 'or';
      let result: boolean | undefined = !decisive;
      for (const part of condition.parts) {
        const holds = evaluate(part, read);
        if (holds === decisive) return decisive;
        if (holds === undefined) result = undefined;
      }
      return result;
    }
    case 'not': {
      const holds = evaluate(condition.part, read);
      return holds === undefined ? undefined : !holds;
    }
    case 'comparison': {
      const value = read(condition.field);
      if (condition.operator === 'exists')
        return value !== undefined && !(Array.isArray(value) && value.length === 0);
      return Array.isArray(value)
        ? anyOf(value.map((item) => compare(condition, item)))
        : compare(condition, value);
    }
  }
}

/** What holds for one item of a list holds for the list. */
function anyOf(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(true)) return true;
  return results.length > 0 && results.every((holds) => holds === undefined) ? undefined : false;
}

function compare(
  { field, operator, operands }: Condition & { kind: 'comparison' },
  value: JsonValue | undefined,
): boolean | undefined {
  if (!isScalar(value)) return undefined;
  if (operator === 'like')
    return operands.some((pattern) => pattern.kind === 'text' && matches(textOf(value), pattern.value));
  if (operator === '=' || operator === 'in')
    return anyOf(operands.map((operand) => isEqual(field, value, operand)));
  const order = operands[0] && orderOf(field, value, operands[0]);
  if (order === undefined) return undefined;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** A text that is no number differs from any number; a metric that is no number cannot be compared. */
function isEqual(field: Field, value: Scalar, operand: Operand): boolean | undefined {
  const order = orderOf(field, value, operand);
  return order === undefined
    ? field.kind === 'text' || field.kind === 'metadata'
      ? false
      : undefined
    : order === 0;
}

function orderOf({ kind }: Field, value: Scalar, operand: Operand): number | undefined {
  if (operand.kind === 'number')
    return compareNumbers(typeof value === 'number' ? value : numberOf(textOf(value)), operand.value);
  const text = textOf(value);
  switch (operand.kind) {
    case 'time': {
      const at = kind === 'time' || /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
      if (Number.isNaN(at)) return undefined;
      return at < operand.from ? -1 : at > operand.to ? 1 : 0;
    }
    case 'text':
      return kind === 'version' ? compareVersions(text, operand.value) : compareTexts(text, operand.value);
  }
}

function compareNumbers(a: number, b: number): number | undefined {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether a text is a pattern's literal pieces in their order, `*` and SQL's `%` standing for any text between
 * them. In linear time, unlike a regular expression made from the pattern. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split(/[*%]+/);
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
