import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/json/index.ts';
import { JsonNumber } from '../../../../src/core/json/index.ts';
import { parseCondition, parseField } from '../../../../src/core/query/parser.ts';
import {
  conjuncts,
  fieldsOf,
  fieldValue,
  meets,
  needsMetadata,
  sortByField,
} from '../../../../src/core/query/query.ts';
import type { MregError } from '../../../../src/errors.ts';
import type { VersionView } from '../../../../src/generated/output.ts';

const STAGES = ['None', 'Staging', 'Production', 'Archived'];
const version: VersionView = {
  ref: 'agents/ppo@v1.10.0',
  type: 'agents',
  model: 'ppo',
  version: 'v1.10.0',
  number: 3,
  stage: 'Staging',
  aliases: ['champion', 'eu'],
  directory: 'agents/ppo_v1.10.0_20260501120000',
  registered_at: '2026-05-01T12:00:00.000Z',
  size: 3 * 2 ** 20,
  digest: 'sha256:00',
  metadata_digest: 'sha256:01',
  tags: { team: 'quant', build: '0042', 'cost centre': 'a', 'a.b': 'dotted' },
  metrics: { f1_score: 0.83, 'validation.rmse': 0.25, broken: 'NaN', huge: '12345678901234567890' },
  description: null,
  pinned: true,
  run_id: null,
  mlflow_source: null,
  updated_at: '2026-05-03T14:00:00.000Z',
};
const metadata: JsonObject = {
  framework: { name: 'sklearn', version: '1.5.2' },
  hyperparameters: { lr: new JsonNumber('3e-04'), layers: [64, 32], optimizer: { name: 'adam' } },
  source: { git: { dirty: false } },
  parents: ['agents/base@v1.0.0'],
};
const subject = { version, metadata, now: new Date('2026-05-31T12:00:00Z') };
const holds = (text: string): boolean => meets(parseCondition(text, STAGES), subject);

describe('a condition holds', () => {
  it.each([
    'f1_score >= 0.83',
    'metrics.f1_score = 0.830',
    "validation.rmse < 0.26 and tags.team = 'quant' and stage in (Staging, Production) and registered_at > 2026-01-01",
    'huge > 12345678901234567',
    'stage = staging',
    'stage != prod',
    'alias = champion',
    'alias != challenger',
    'alias in (eu, us)',
    'type = agents and model like p*',
    'version >= 1.9.0',
    'version > v1.9',
    'version = 1.10',
    'number = 3',
    'size >= 3MiB and size < 4MB',
    'age = 30d and age < 31d and age > 4w and age >= 720h',
    'registered_at = 2026-05-01',
    'registered_at >= 2026-05-01 and registered_at <= 2026-05-01',
    'registered_at > 2026-05-01T11:00',
    'registered_at < 2026-05-01T15:00+02:00',
    'tags.build = 42',
    'tags.build < 100',
    "tags.build = '0042'",
    'tags."cost centre" = a',
    'tags.a.b = dotted',
    'tags.team exists and not tags.region exists and tags.region not exists',
    'tags.team like q%t',
    'tags.team ~ *uan*',
    'tags.team not in (infra, ops)',
    'framework = sklearn and framework.version like 1.5.*',
    'hyperparameters.lr <= 0.0003',
    'params.optimizer.name = adam',
    'params.layers = 32',
    'parents like agents/base@*',
    'source.git.dirty = false',
    'metadata.source.git.dirty != true',
    'pinned = true',
    'external = false',
    'not external = true',
    'NOT f1_score < 0.5 AND (stage = None OR stage = Staging)',
    'f1_score < 0.5 or stage = None or number == 3',
    'missing > 1 or number = 3',
    "tags.team != 'it''s'",
  ])('%s', (text) => expect(holds(text)).toBe(true));
});

it('asks whether the files are elsewhere', () => {
  const external = { ...version, mlflow_source: { uri: 's3://b/m', external: 's3://b/m' } };
  const of = (text: string) => meets(parseCondition(text, STAGES), { ...subject, version: external });
  expect([of('external = true'), of('external = false'), of('external exists')]).toEqual([true, false, true]);
});

describe('a condition does not hold', () => {
  it.each([
    'f1_score > 0.83',
    'missing > 1',
    'missing != 1',
    'not missing > 1',
    'not (missing > 1 and number = 3)',
    'broken < 1',
    'not broken < 1',
    'broken != 1',
    'registered_at > 2026-05-01',
    'registered_at < 2026-05-01',
    "tags.build = '42'",
    'tags.team > 5',
    'not tags.team > 5',
    'tags.toString exists',
    'metrics.constructor exists',
    'description exists',
    'tags.team like q',
    'tags.team like quant*quant',
    'hyperparameters = 3',
    'alias = e',
    'params.optimizer > 1',
  ])('%s', (text) => expect(holds(text)).toBe(false));
});

describe('a condition that cannot be read says where', () => {
  it.each([
    ['', 1, 'found the end, expected a field'],
    ['f1_score', 9, 'found the end, expected a comparison'],
    ['f1_score >', 11, 'found the end, expected a value'],
    ['f1_score > < 3', 12, "found '<', expected a value"],
    ['f1_score >= high', 13, "'high' is no value for f1_score, expected a number"],
    ['f1_score >= 0.8 tags.a = b', 17, "found 'tags.a', expected 'and', 'or' or the end"],
    ['(f1_score >= 0.8', 17, "found the end, expected ')'"],
    ['stage = Prodction', 9, "'Prodction' is no value for stage, expected one of None, Staging"],
    ['size > 3 parsecs', 10, "found 'parsecs', expected 'and'"],
    ['size > 3pc', 8, "'3pc' is no value for size"],
    ['age < 30', 7, "'30' is no value for age, expected a duration such as 30d"],
    ['version > newest', 11, "'newest' is no value for version"],
    ['registered_at > 2026-13-01', 17, "'2026-13-01' is no value for registered_at"],
    ['tags.team = "quant', 13, 'a text without its closing quote'],
    ['tags = quant', 1, "'tags' is not one field"],
    ['stage in Staging', 10, "found 'Staging', expected '('"],
    ['stage in (Staging', 18, "found the end, expected ',' or ')'"],
    ['a > 1 and and b > 2', 11, "found 'and', expected a field"],
    ['a not > 1', 7, "found '>', expected 'in', 'like' or 'exists' after 'not'"],
    ['a ! 1', 3, "'!' is no part of a condition"],
    ['𝛼 > x', 5, "'x' is no value for 𝛼"],
    [`${'('.repeat(10_000)}a > 1`, 65, 'nested too deeply'],
    [`${'not '.repeat(10_000)}a > 1`, 257, 'nested too deeply'],
  ])('%.40s', (text, column, problem) => {
    const read = (): unknown => parseCondition(text, STAGES);
    expect(read).toThrow(problem);
    try {
      read();
    } catch (error) {
      const { code, details } = error as MregError;
      expect({ code, details }).toEqual({ code: 'MREG_INVALID', details: { condition: text, column } });
    }
  });
});

it('takes no day that no calendar has, and zones as they are written elsewhere', () => {
  expect(() => parseCondition('registered_at > 2026-02-30', STAGES)).toThrow('2026-02-30');
  expect(meets(parseCondition('registered_at > 2026-05-01T13:30+0200', STAGES), subject)).toBe(true);
});

it('says what it needs and what it consists of', () => {
  const condition = parseCondition(
    'f1_score > 0.8 and (stage = Staging or framework = onnx) and f1_score < 1',
    STAGES,
  );
  expect(needsMetadata(condition)).toBe(true);
  expect(fieldsOf(condition).map(({ name }) => name)).toEqual(['f1_score', 'stage', 'framework']);
  expect(conjuncts(condition).map(({ text }) => text)).toEqual([
    'f1_score > 0.8',
    '(stage = Staging or framework = onnx)',
    'f1_score < 1',
  ]);
  expect(needsMetadata(parseCondition('tags.a = b and age < 3d', STAGES))).toBe(false);
});

it('shows values as results do', () => {
  const value = (name: string): unknown => fieldValue(parseField(name), subject);
  expect([value('f1_score'), value('age'), value('alias'), value('nothing'), value('broken')]).toEqual([
    0.83,
    '30d',
    ['champion', 'eu'],
    undefined,
    'NaN',
  ]);
});

it('sorts by a field, versions by precedence, what has none last', () => {
  const of = (name: string, f1?: number): typeof subject => ({
    ...subject,
    version: { ...version, version: name, metrics: f1 === undefined ? {} : { f1 } },
  });
  const all = [of('v1.10.0', 0.5), of('v1.9.0'), of('v1.2.0', 0.7)];
  const sorted = (name: string, descending: boolean): string[] =>
    sortByField(all, parseField(name), descending).map(({ version: view }) => view.version);
  expect(sorted('version', false)).toEqual(['v1.2.0', 'v1.9.0', 'v1.10.0']);
  expect(sorted('f1', true)).toEqual(['v1.2.0', 'v1.10.0', 'v1.9.0']);
  expect(sorted('f1', false)).toEqual(['v1.10.0', 'v1.2.0', 'v1.9.0']);
  const byVersion = sortByField(all, parseField('stage'), true, (a, b) =>
    a.version.version < b.version.version ? -1 : 1,
  );
  expect(byVersion.map(({ version: view }) => view.version)).toEqual(['v1.10.0', 'v1.2.0', 'v1.9.0']);
  expect(() => parseField('a b')).toThrow("found 'b', expected the end");
});

describe('values over time', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const day = (ago: number, value: number) => ({ at: now.getTime() - ago * 86_400_000, value });
  const samples = new Map([
    ['accuracy', [day(20, 0.5), day(1, 0.9), day(3, 0.7), day(1, 0.8)]],
    ['val.loss', [day(2, Number.NaN), day(1, 0.1)]],
  ]);
  const holds = (text: string) => meets(parseCondition(text, STAGES), { version, now, samples });

  it.each([
    ['latest(accuracy) = 0.8', true],
    ['latest(metrics.accuracy, 7d) > 0.8', false],
    ['LATEST( accuracy ,7d )>=0.8', true],
    ['mean(accuracy, 7d) > 0.79 and mean(accuracy, 7d) < 0.81', true],
    ['min(accuracy, 7d) = 0.7', true],
    ['min(accuracy) = 0.5', true],
    ['max(accuracy, 7d) in (0.9, 1)', true],
    ['count(accuracy, 2d) = 2', true],
    ['count(nothing) = 0', true],
    ['count(accuracy, 12h) = 0', true],
    ['latest(val.loss) <= 0.1', true],
    // Nobody can say what the lowest is of values of which one is NaN.
    ['min(val.loss) <= 0.1', false],
    ['not min(val.loss) > 0.1', false],
    ['latest(accuracy, 12h) > 0', false],
    ['not latest(accuracy, 12h) > 0', false],
    ['latest(accuracy, 12h) not exists', true],
    ['latest(nothing) exists', false],
    ['latest exists', false],
    ['f1_score > 0.8 and latest(accuracy) > 0.7', true],
  ])('%s', (text, expected) => expect(holds(text)).toBe(expected));

  it('a version without a series meets nothing', () => {
    expect(meets(parseCondition('latest(accuracy) < 1', STAGES), { version, now })).toBe(false);
  });

  it.each([
    ['latest(', 8, 'found the end, expected a field'],
    ['latest(accuracy', 16, "expected ',' and a duration, or ')'"],
    ['latest(accuracy, 7)', 18, "found '7', expected a duration"],
    ["latest(accuracy, '7d') > 1", 18, 'expected a duration'],
    ['latest(accuracy, 7d', 20, "expected ')'"],
    ['latest(stage) = 1', 8, "found 'stage', expected a metric"],
    ['latest(latest(a)) = 1', 14, "expected ',' and a duration"],
    ['latest(accuracy) = high', 20, "'high' is no value for latest(accuracy), expected a number"],
    ['first(accuracy) = 1', 6, "found '(', expected a comparison"],
  ])('%s is an error at column %i', (text, column, problem) => {
    try {
      parseCondition(text, STAGES);
      expect.unreachable();
    } catch (error) {
      expect((error as MregError).message).toContain(`column ${column}: `);
      expect((error as MregError).message).toContain(problem);
    }
  });

  it('sorts by them, versions without them last', () => {
    const field = parseField('latest(accuracy, 7d)');
    const subject = { version, now, samples };
    expect(fieldValue(field, subject)).toBe(0.8);
    expect(sortByField([{ version, now }, subject], field, true)).toEqual([subject, { version, now }]);
  });
});
