import { describe, expect, it } from 'vitest';
import { decideGates, type GateRequest } from '../../../../src/core/decide/gate.ts';
import { directionOf } from '../../../../src/core/query/direction.ts';
import type { VersionState } from '../../../../src/core/state/model.ts';
import type { FoundVersion } from '../../../../src/core/state/references/resolve.ts';
import { EMPTY_STATE, type State } from '../../../../src/core/state/state.ts';
import { Versions } from '../../../../src/core/state/versions.ts';
import type { MregError } from '../../../../src/errors.ts';
import { decided } from '../../../support/state.ts';

const NOW = new Date('2026-05-03T14:00:00Z');
const STAGES = ['None', 'Staging', 'Production', 'Archived'];

/** A model whose first version holds Production, if it has metrics, and whose second wants to. */
function setting(
  metrics: VersionState['metrics'],
  incumbent?: VersionState['metrics'],
): { state: State; candidate: FoundVersion } {
  const version = (number: number, values: VersionState['metrics']): VersionState => ({
    number,
    directory: `agents/ppo_v${number}`,
    registered_at: '2026-01-01T00:00:00Z',
    metadata_sha256: String(number),
    digest: '',
    size: 1,
    ...(values && { metrics: values }),
  });
  const versions = { 'v1.0.0': version(1, incumbent), 'v2.0.0': version(2, metrics) };
  const model = {
    revision: 1,
    next_number: 3,
    stages: incumbent ? { Production: ['v1.0.0'] } : {},
    aliases: {},
    versions: new Versions(versions),
  };
  const state = { ...EMPTY_STATE, models: { 'agents/ppo': model } };
  return {
    state,
    candidate: { type: 'agents', name: 'ppo', model, version: 'v2.0.0', state: versions['v2.0.0'] },
  };
}

function ask(
  request: GateRequest,
  metrics: VersionState['metrics'],
  incumbent?: VersionState['metrics'],
  configured = {},
) {
  const { state, candidate } = setting(metrics, incumbent);
  const policy = { stages: STAGES, auto_archive: true, ...configured };
  const metadataOf = () => ({ framework: { name: 'onnx' } });
  const samplesOf = () => new Map([['acc', [{ at: NOW.getTime() - 3_600_000, value: 0.9 }]]]);
  const facts = { now: NOW, metadataOf, samplesOf };
  return decided(decideGates(candidate, 'Production', request, { state, policy, ...facts }));
}

const passes = (...args: Parameters<typeof ask>): boolean => {
  try {
    ask(...args);
    return true;
  } catch (error) {
    if ((error as MregError).code !== 'MREG_NO') throw error;
    return false;
  }
};

describe('--better-than', () => {
  const better = (by?: string): GateRequest => ({ betterThan: 'production', metric: 'rmse', by });
  it.each([
    ['lower is better', better(), 0.25, 0.26, true],
    ['equal is not better', better(), 0.25, 0.25, false],
    ['higher is worse', better(), 0.27, 0.26, false],
    ['the direction can be turned', { ...better(), direction: 'max' as const }, 0.27, 0.26, true],
    ['2% better', better('2%'), 0.98, 1, true],
    ['not quite 2% better', better('2%'), 0.9801, 1, false],
    ['an amount that doubles do not hold', better('0.1'), 0.2, 0.3, true],
    ['a percentage of a negative value', { ...better('10%'), direction: 'max' as const }, -0.9, -1, true],
    ['zero against anything by a percentage', better('5%'), -1, 0, true],
    ['a value that is NaN', better(), 'NaN', 0.3, false],
    ['an incumbent that is NaN', better(), 0.3, 'NaN', false],
    ['minus infinity', better(), '-Infinity', 0.3, true],
  ])('%s', (_, request, value, other, expected) => {
    expect(passes(request, { rmse: value }, { rmse: other })).toBe(expected);
  });

  it('passes where nothing holds the stage, and says so', () => {
    expect(ask(better(), { rmse: 1 })).toEqual({
      gates: [
        {
          condition: 'rmse lower than production',
          candidate: 1,
          incumbent: null,
          incumbent_ref: null,
          passed: true,
        },
      ],
    });
  });

  it('fails where either has no value', () => {
    expect(passes(better(), {})).toBe(false);
    expect(passes(better(), { rmse: 1 }, {})).toBe(false);
  });

  it('takes a version, an alias or a reference, and refuses one that is not there', () => {
    expect(passes({ betterThan: 'v1.0.0', metric: 'metrics.rmse' }, { rmse: 1 }, { rmse: 2 })).toBe(true);
    expect(passes({ betterThan: 'agents/ppo@1', metric: 'rmse' }, { rmse: 1 }, { rmse: 2 })).toBe(true);
    expect(() => ask({ betterThan: 'champoin', metric: 'rmse' }, { rmse: 1 })).toThrow(
      "no stage or alias 'champoin'",
    );
  });

  it('needs a metric, a direction and a margin that can be read', () => {
    expect(() => ask({ betterThan: 'production' }, {})).toThrow('needs --better-than and --metric');
    expect(() => ask({ betterThan: 'production', metric: 'zeal' }, {})).toThrow("a high 'zeal' is better");
    expect(() => ask({ betterThan: 'production', metric: 'rmse', by: 'much' }, {})).toThrow("--by 'much'");
    expect(
      passes(
        { betterThan: 'production', metric: 'zeal' },
        { zeal: 2 },
        { zeal: 1 },
        { metrics: { zeal: 'max' } },
      ),
    ).toBe(true);
  });
});

describe('conditions', () => {
  it('come from the configuration and the request, each once, parts of an and by themselves', () => {
    const gates = { Production: ['f1 > 0.8 and rmse < 1'] };
    const evidence = ask(
      { require: ['rmse < 1', 'framework = onnx'] },
      { f1: 0.9, rmse: 0.5 },
      { f1: 0.7 },
      { gates },
    );
    expect(
      evidence.gates?.map(({ condition, candidate, incumbent }) => [condition, candidate, incumbent]),
    ).toEqual([
      ['f1 > 0.8', 0.9, 0.7],
      ['rmse < 1', 0.5, null],
      ['framework = onnx', 'onnx', 'onnx'],
    ]);
  });

  it('show each value where a condition has several', () => {
    expect(ask({ require: ['f1 > 0.8 or rmse < 1'] }, { f1: 0.9 }).gates?.[0]?.candidate).toEqual({
      f1: 0.9,
      rmse: null,
    });
  });

  it('that fail are reported together with those that hold, and can be overridden', () => {
    const request = { require: ['f1 > 0.8', 'rmse < 1'] };
    expect(() => ask(request, { f1: 0.5, rmse: 0.5 })).toThrow(
      'agents/ppo@v2.0.0 does not enter Production: 1 of 2 conditions are not met',
    );
    const evidence = ask({ ...request, override: 'a reason' }, { f1: 0.5, rmse: 0.5 });
    expect(evidence).toMatchObject({ override: 'a reason', gates: [{ passed: false }, { passed: true }] });
    expect(ask({ ...request, override: 'a reason' }, { f1: 0.9, rmse: 0.5 })).not.toHaveProperty('override');
  });

  it('are no evidence where there are none', () => expect(ask({}, {})).toEqual({}));
});

it.each([
  ['validation.rmse', 'min'],
  ['eval_loss', 'min'],
  ['f1_score', 'max'],
  ['test.accuracy', 'max'],
  ['sharpe_ratio', 'max'],
  ['mean_reward', 'max'],
  ['roc_auc', 'max'],
  ['loss.f1', 'max'],
  ['zeal', undefined],
  ['constructor', undefined],
])('%s is better at its %s', (metric, direction) => {
  expect(directionOf(metric)).toBe(direction);
  expect(directionOf(metric, { [metric]: 'min' })).toBe('min');
});

it('what has not been read yet is asked for, all of it at once', () => {
  const { state, candidate } = setting({}, {});
  const require = ['framework = onnx', 'latest(acc, 7d) > 0.8', 'f1 > 0'];
  const facts = { now: NOW, metadataOf: () => undefined, samplesOf: () => undefined };
  const policy = { stages: STAGES, auto_archive: true };
  const decision = decideGates(candidate, 'Production', { require }, { state, policy, ...facts });
  const samples = { metrics: ['acc'], since: NOW.getTime() - 7 * 86_400_000 };
  const incumbent = { version: 'v1.0.0' };
  expect(decision).toMatchObject({
    needs: [
      { found: { version: 'v2.0.0' }, role: 'candidate' },
      { found: incumbent, role: 'incumbent' },
      { found: { version: 'v2.0.0' }, role: 'candidate', samples },
      { found: incumbent, role: 'incumbent', samples },
    ],
  });
});

describe('values over time', () => {
  it('are a gate like any other, with both values in the report', () => {
    const { gates } = ask({ require: ['latest(acc, 7d) > 0.8'] }, {}, {});
    expect(gates).toMatchObject([
      { condition: 'latest(acc, 7d) > 0.8', candidate: 0.9, incumbent: 0.9, passed: true },
    ]);
  });

  it.each(['latest(acc, 7d) > 0.9', 'latest(acc, 1s) > 0', 'latest(other) < 1', 'not latest(other) > 1'])(
    '%s is not met',
    (text) => expect(passes({ require: [text] }, {})).toBe(false),
  );
});
