import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json/index.ts';
import { parseCondition } from '../../src/core/query/parser.ts';
import { meets } from '../../src/core/query/query.ts';
import { MregError } from '../../src/errors.ts';
import type { VersionView } from '../../src/generated/output.ts';

const STAGES = ['None', 'Staging', 'Production', 'Archived'];
const NOW = new Date('2026-06-01T00:00:00Z');

function subjectOf(metrics: VersionView['metrics'], tags: VersionView['tags'], metadata: JsonObject = {}) {
  const version: VersionView = {
    ref: 'a/b@v1.0.0',
    type: 'a',
    model: 'b',
    version: 'v1.0.0',
    number: 1,
    stage: 'None',
    aliases: [],
    directory: 'a/b',
    registered_at: '2026-05-01T00:00:00Z',
    size: 1,
    digest: '',
    metadata_digest: '',
    tags,
    metrics,
    description: null,
    pinned: false,
    run_id: null,
    mlflow_source: null,
    updated_at: '2026-05-03T14:00:00.000Z',
  };
  return { version, metadata, now: NOW };
}

/** A condition as data, with the text that writes it and what it amounts to by the plainest reading. */
interface Sample {
  readonly text: string;
  readonly holds: (metrics: Record<string, number>) => boolean | undefined;
}

const name = fc.constantFrom('f1', 'rmse', 'm.a', 'missing');
const operators: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const limit = fc.integer({ min: -4, max: 4 }).map((n) => n / 2);
const sample = fc.letrec<{ one: Sample; comparison: Sample; not: Sample; joined: Sample }>((tie) => ({
  one: fc.oneof({ maxDepth: 4, depthIdentifier: 'c' }, tie('comparison'), tie('not'), tie('joined')),
  comparison: fc
    .tuple(name, fc.constantFrom(...Object.keys(operators)), limit)
    .map(([field, sign, value]) => ({
      text: `${field} ${sign} ${value}`,
      holds: (metrics) =>
        metrics[field] === undefined ? undefined : operators[sign]!(metrics[field], value),
    })),
  not: tie('one').map(({ text, holds }) => ({
    text: `not (${text})`,
    holds: (metrics) => {
      const inner = holds(metrics);
      return inner === undefined ? undefined : !inner;
    },
  })),
  joined: fc.tuple(fc.constantFrom('and', 'or'), tie('one'), tie('one')).map(([word, left, right]) => ({
    text: `(${left.text}) ${word} (${right.text})`,
    holds: (metrics) => {
      const [a, b] = [left.holds(metrics), right.holds(metrics)];
      const decisive = word === 'or';
      return a === decisive || b === decisive
        ? decisive
        : a === undefined || b === undefined
          ? undefined
          : !decisive;
    },
  })),
})).one;

it('means what three-valued logic says', () => {
  let held = 0;
  fc.assert(
    fc.property(sample, fc.record({ f1: limit, rmse: limit, 'm.a': limit }), ({ text, holds }, metrics) => {
      const result = meets(parseCondition(text, STAGES), subjectOf(metrics, {}));
      expect(result).toBe(holds(metrics) === true);
      if (result) held += 1;
    }),
    { numRuns: 5000 },
  );
  console.log(`5000 conditions against the plain reading, ${held} held`);
  expect(held).toBeGreaterThan(500);
});

const word = fc.oneof(
  fc.constantFrom(
    'and',
    'or',
    'not',
    'in',
    'like',
    'exists',
    '(',
    ')',
    ',',
    '=',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '~',
    '*',
    '%',
    "'",
    '"',
    "'x'",
    '""',
    '.',
    'f1',
    'metrics.f1',
    'tags.team',
    'tags',
    'stage',
    'Staging',
    'alias',
    'version',
    'v1.2.0',
    'age',
    '30d',
    'size',
    '5MiB',
    'number',
    'registered_at',
    '2026-01-01',
    'params.lr',
    'framework',
    'metadata.a.b',
    'constructor',
    '__proto__',
    'hyperparameters.__proto__.x',
    '1e400',
    '-0',
    'latest',
    'latest(',
    'max(f1',
    'count(f1, 7d)',
    '7d)',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

/** Comparisons that mostly make sense, with some words exchanged for others. */
const phrase = fc.tuple(
  fc.constantFrom(
    'f1',
    'metrics.f1',
    'tags.team',
    'stage',
    'alias',
    'version',
    'age',
    'framework',
    'params.a',
    'latest(f1)',
    'latest ( metrics.f1 , 7d )',
    'mean(f1, 30d)',
    'count(f1, 12h)',
    'min(stage)',
  ),
  fc.constantFrom('=', '!=', '<', '>=', 'like', '~', 'exists', 'in'),
  fc.constantFrom('0.5', 'x', 'Staging', 'v1.2.0', '30d', '2026-01-01', '(1, 2)', '', '*'),
  fc.constantFrom('and', 'or', 'and not'),
);
const texts = fc
  .tuple(
    fc.array(phrase, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), word), { maxLength: 2 }),
    fc.constantFrom(' ', ' ', ' ', ''),
  )
  .map(([phrases, changes, space]) => {
    const words: string[] = phrases.flat().slice(0, -1);
    for (const [at, changed] of changes) words[at % words.length] = changed;
    return words.join(space);
  });

it('answers any text with MREG_INVALID and a place in it, or with a condition that asks any version', () => {
  let refused = 0;
  let accepted = 0;
  const value = fc.oneof(fc.double(), fc.constantFrom('NaN', 'Infinity', 'x'));
  fc.assert(
    fc.property(
      texts,
      fc.dictionary(fc.constantFrom('f1', 'constructor'), value),
      fc.dictionary(fc.constantFrom('team', ''), fc.string()),
      fc.jsonValue({ maxDepth: 3 }),
      fc.array(fc.record({ at: fc.integer({ min: 0, max: NOW.getTime() }), value: fc.double() })),
      (text, metrics, tags, framework, points) => {
        try {
          const condition = parseCondition(text, STAGES);
          const metadata = { framework, hyperparameters: framework, a: { b: framework } } as JsonObject;
          const subject = { ...subjectOf(metrics, tags, metadata), samples: new Map([['f1', points]]) };
          expect(typeof meets(condition, subject)).toBe('boolean');
          accepted += 1;
        } catch (error) {
          if (!(error instanceof MregError)) throw error;
          expect(error.code).toBe('MREG_INVALID');
          expect(error.details?.condition).toBe(text);
          const column = Number(error.details?.column);
          expect(column >= 1 && column <= [...text].length + 1).toBe(true);
          refused += 1;
        }
      },
    ),
    { numRuns: 20_000 },
  );
  console.log(`20000 texts: ${accepted} conditions, ${refused} refused with a place`);
  expect(accepted).toBeGreaterThan(1000);
});

it('a number is compared as its text is', () => {
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(-0, 0.1, 1e-7, 2 ** 53),
  );
  const sign = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
  fc.assert(
    fc.property(double, double, sign, fc.boolean(), (value, other, sign, same) => {
      const limit = same ? value : other;
      const condition = parseCondition(`f1 ${sign} ${limit}`, STAGES);
      const asText = meets(condition, subjectOf({ f1: String(value) }, {}));
      expect(meets(condition, subjectOf({ f1: value }, {}))).toBe(asText);
      expect(asText).toBe(operators[sign]!(value, limit));
    }),
    { numRuns: 1000 },
  );
});
