/**
 * Conditions as people write them (docs/conditions.md):
 *
 *   condition  = all { "or" all }
 *   all        = one { "and" one }
 *   one        = "not" one | "(" condition ")" | comparison
 *   comparison = field ( operator value | ["not"] "in" "(" value { "," value } ")" | ["not"] "like" value
 *                      | ["not"] "exists" )
 *   operator   = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~"
 *   field      = a word; a part that is not one stands in quotes: tags."cost centre"
 *              | ( "latest" | "mean" | "min" | "max" | "count" ) "(" metric [ "," duration ] ")"
 *   value      = a word, or any text in quotes, where the quote itself is written twice
 */
import type { MregError } from '../../errors.ts';
import { nearest } from '../names/nearest.ts';
import { readStage } from '../names/stage.ts';
import { readVersion } from '../names/version.ts';
import { AGGREGATES, type Aggregate } from '../series/aggregate.ts';
import { readDuration, readTime } from '../values/moment.ts';
import { readNumber, readSize } from '../values/quantity.ts';
import type { Condition, Field, Operand, Operator } from './condition.ts';
import { type FieldLanguage, VERSION_FIELDS } from './fields.ts';
import { frameworkNames } from './framework-name.ts';
import { conditionError, scanCondition, type Token } from './scanner.ts';

const MAX_DEPTH = 64;
const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '~': 'like',
  like: 'like',
  in: 'in',
  exists: 'exists',
};

/** The condition that a text writes.
 * @throws MREG_INVALID with the column (from 1, in code points) of what is wrong */
export function parseCondition(
  text: string,
  stages: readonly string[],
  language: FieldLanguage = VERSION_FIELDS,
): Condition {
  return new Parser(text, stages, language).condition();
}

/** The field that a text names, as `--sort` takes it.
 * @throws MREG_INVALID */
export function parseField(text: string, language: FieldLanguage = VERSION_FIELDS): Field {
  return new Parser(text, [], language).onlyField();
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;
  private readonly source: string;
  private readonly stages: readonly string[];
  private readonly language: FieldLanguage;

  constructor(source: string, stages: readonly string[], language: FieldLanguage) {
    this.source = source;
    this.stages = stages;
    this.language = language;
    this.tokens = scanCondition(source);
  }

  condition(): Condition {
    const condition = this.either();
    if (this.peek.kind !== 'end') throw this.unexpected("'and', 'or' or the end");
    return condition;
  }

  onlyField(): Field {
    const field = this.anyField();
    if (this.peek.kind !== 'end') throw this.unexpected('the end');
    return field;
  }

  private either(): Condition {
    return this.joined('or', () => this.joined('and', () => this.one()));
  }

  private joined(kind: 'and' | 'or', part: () => Condition): Condition {
    const start = this.peek.at;
    const parts = [part()];
    while (this.skip(kind)) parts.push(part());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind, parts, text: this.textFrom(start) };
  }

  private one(): Condition {
    const { at } = this.peek;
    if (this.depth === MAX_DEPTH)
      throw this.error(at, `nested too deeply, expected at most ${MAX_DEPTH} levels`);
    this.depth += 1;
    try {
      if (this.skip('not')) return { kind: 'not', part: this.one(), text: this.textFrom(at) };
      if (!this.skip('(')) return this.comparison();
      const inner = this.either();
      if (!this.skip(')')) throw this.unexpected("')'");
      return { ...inner, text: this.textFrom(at) };
    } finally {
      this.depth -= 1;
    }
  }

  private comparison(): Condition {
    const { at } = this.peek;
    const field = this.anyField();
    const negated = this.skip('not');
    const sign = this.take();
    const word = sign.text.toLowerCase();
    const unequal = sign.text === '!=' && !negated;
    const operator = unequal
      ? '='
      : Object.hasOwn(OPERATORS, word) && !sign.quoted
        ? OPERATORS[word]
        : undefined;
    if (operator === undefined || (negated && !/^[a-z]/.test(word))) {
      throw this.unexpected(
        negated ? "'in', 'like' or 'exists' after 'not'" : "a comparison such as '>=', 'in' or 'exists'",
        sign,
      );
    }
    const operands =
      operator === 'exists' ? [] : operator === 'in' ? this.list(field) : this.operand(field, operator);
    const text = this.textFrom(at);
    const comparison: Condition = { kind: 'comparison', field, operator, operands, text };
    return negated || unequal ? { kind: 'not', part: comparison, text } : comparison;
  }

  private list(field: Field): Operand[] {
    if (!this.skip('(')) throw this.unexpected("'(' and a list of values");
    const operands = [...this.operand(field, 'in')];
    while (this.skip(',')) operands.push(...this.operand(field, 'in'));
    if (!this.skip(')')) throw this.unexpected("',' or ')'");
    return operands;
  }

  /** A value; a framework has several names, and each of them is meant. */
  private operand(field: Field, operator: Operator): Operand[] {
    const operand = this.readOperand(field, operator);
    const isFramework = field.kind === 'metadata' && field.path.join('.') === 'framework.name';
    if (!isFramework || operand.kind !== 'text' || !/^(?:=|in)$/.test(operator)) return [operand];
    return frameworkNames(operand.value).map((value) => ({ kind: 'text', value }));
  }

  /** A value as its field reads it. A value that no version could ever have is an error here, not a condition that is never met. */
  private readOperand({ name, kind }: Field, operator: Operator): Operand {
    const token = this.take();
    if (token.kind !== 'word') throw this.unexpected('a value', token);
    const { text, quoted } = token;
    const refuse = (expected: string, hint?: string) =>
      this.error(token.at, `'${text}' is no value for ${name}, expected ${expected}`, hint);
    const number = (value: number | undefined, expected: string): Operand => {
      if (value === undefined) throw refuse(expected);
      return { kind: 'number', value };
    };
    if (operator === 'like') return { kind: 'text', value: text };
    switch (kind) {
      case 'metric': {
        const value = readNumber(text);
        if (value !== undefined) return { kind: 'number', value };
        const close = nearest(name, this.language.names);
        throw refuse('a number, since no other field has that name', close && `did you mean ${close}?`);
      }
      case 'series':
      case 'number':
        return number(readNumber(text), 'a number');
      case 'size':
        return number(readSize(text), 'a size such as 500MB or 1.5GiB');
      case 'age':
        return number(readDuration(text), 'a duration such as 30d, 12h or 2w');
      case 'time': {
        const time = readTime(text);
        if (!time) throw refuse('a date or a time such as 2026-05-03 or 2026-05-03T14:00:00Z');
        return { kind: 'time', ...time };
      }
      case 'version': {
        const version = readVersion(text) ?? readVersion(`${text}.0`) ?? readVersion(`${text}.0.0`);
        if (!version) throw refuse('a version such as v1.2.0');
        return { kind: 'text', value: version };
      }
      case 'stage': {
        const stage = readStage(text, this.stages);
        const close = nearest(text, this.stages);
        if (stage === undefined)
          throw refuse(`one of ${this.stages.join(', ')}`, close && `did you mean ${close}?`);
        return { kind: 'text', value: stage };
      }
      default: {
        const value = quoted ? undefined : readNumber(text);
        if (value !== undefined) return { kind: 'number', value };
        const time = quoted ? undefined : readTime(text);
        return time ? { kind: 'time', ...time } : { kind: 'text', value: text };
      }
    }
  }

  private anyField(): Field {
    const token = this.take();
    const over = AGGREGATES.find((name) => name === token.text.toLowerCase());
    const calls = over !== undefined && !token.quoted && this.skip('(');
    return calls ? this.seriesField(token, over) : this.field(token);
  }

  /** Reads the parentheses of an aggregate: a metric, and how far back its points count. */
  private seriesField(token: Token, over: Aggregate): Field {
    const inner = this.take();
    const { kind, path } = this.field(inner);
    if (kind !== 'metric') throw this.unexpected('a metric such as accuracy or metrics.accuracy', inner);
    const windowMs = this.skip(',') ? this.duration() : undefined;
    if (!this.skip(')')) throw this.unexpected(windowMs === undefined ? "',' and a duration, or ')'" : "')'");
    return {
      name: this.textFrom(token.at),
      kind: 'series',
      path: path.slice(1),
      series: { over, windowMs },
    };
  }

  private duration(): number {
    const token = this.take();
    const duration = token.kind === 'word' && !token.quoted ? readDuration(token.text) : undefined;
    if (duration === undefined) throw this.unexpected('a duration such as 30d, 12h or 2w', token);
    return duration;
  }

  private field(token: Token): Field {
    const { text: name, path, at } = token;
    if (token.kind !== 'word' || isKeyword(token))
      throw this.unexpected('a field such as f1_score, tags.team or stage', token);
    const field = this.language.fieldOf(name, path);
    if (field) return field;
    throw this.error(
      at,
      `'${name}' is not one field, expected one of it`,
      `for example: ${name === 'tags' ? 'tags.team' : 'metrics.f1_score'}`,
    );
  }

  private get peek(): Token {
    return this.tokens[this.next] as Token;
  }

  private take(): Token {
    const token = this.peek;
    if (token.kind !== 'end') this.next += 1;
    return token;
  }

  private skip(word: string): boolean {
    const { text, quoted, kind } = this.peek;
    if (kind === 'end' || quoted || text.toLowerCase() !== word) return false;
    this.next += 1;
    return true;
  }

  private textFrom(start: number): string {
    return this.source.slice(start, this.tokens[this.next - 1]?.end);
  }

  private unexpected(expected: string, { kind, text, at }: Token = this.peek): MregError {
    return this.error(at, `found ${kind === 'end' ? 'the end' : `'${text}'`}, expected ${expected}`);
  }

  private error(at: number, problem: string, hint?: string): MregError {
    return conditionError(this.source, at, problem, hint);
  }
}

function isKeyword({ text, quoted }: Token): boolean {
  return !quoted && /^(?:and|or|not|in|like|exists)$/i.test(text);
}
