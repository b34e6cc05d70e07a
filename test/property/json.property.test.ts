import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type JsonValue,
  metricNumber,
  parseJson,
  stringifyJson,
  toPlain,
} from '../../src/core/json/index.ts';
import { MregError } from '../../src/errors.ts';

const parse = (text: string): JsonValue => parseJson(new TextEncoder().encode(text), { file: 'f' });

// Well-formed text, with keys that objects are known to trip over.
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('constructor', 'toString', 'length', '0', ''),
);
const key = text.filter((name) => name !== '__proto__');
const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      text,
    ),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value;

const digits = (least: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789'), { minLength: least, maxLength: 25 })
    .map((list) => list.join(''));
const whole = digits(1).map((run) => run.replace(/^0+(?=.)/, ''));
const numberToken = fc
  .tuple(
    fc.constantFrom('', '-'),
    whole,
    fc.option(digits(1), { nil: undefined }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-', 'e-'), fc.integer({ min: 0, max: 400 })), {
      nil: undefined,
    }),
  )
  .map(
    ([sign, integer, fraction, power]) =>
      `${sign}${integer}${fraction === undefined ? '' : `.${fraction}`}${power === undefined ? '' : power.join('')}`,
  );

/** The exact value as a fraction, by another way than the code under test takes. */
function ratio(token: string): { readonly over: bigint; readonly under: bigint } {
  const [, sign = '', integer = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(token) ?? [];
  const shift = Number(power) - fraction.length;
  const over = BigInt(integer + fraction) * (sign === '' ? 1n : -1n);
  return { over: over * 10n ** BigInt(Math.max(shift, 0)), under: 10n ** BigInt(Math.max(-shift, 0)) };
}

it('reads what JSON.stringify writes', () => {
  fc.assert(
    fc.property(plain, fc.constantFrom(0, 1, 2, 4), (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      expect(toPlain(parse(written))).toEqual(JSON.parse(written));
    }),
    { numRuns: 2000 },
  );
});

it('writes what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.oneof(plain, fc.jsonValue()), fc.constantFrom(0, 1, 2, 4), (value, indent) => {
      expect(stringifyJson(value, indent)).toBe(JSON.stringify(value, null, indent));
    }),
    { numRuns: 2000 },
  );
});

it('keeps every number token', () => {
  fc.assert(
    fc.property(fc.array(numberToken), (tokens) => {
      const written = `[${tokens.join(',')}]`;
      expect(stringifyJson(parse(written))).toBe(written);
    }),
    { numRuns: 2000 },
  );
});

it('gives a metric as a number exactly where no digit is lost', () => {
  fc.assert(
    fc.property(
      fc.oneof(numberToken, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
      (token) => {
        const metric = metricNumber(parse(token));
        const printed = String(Number(token));
        const exact = ratio(token);
        const double = Number.isFinite(Number(token)) ? ratio(printed) : { over: 1n, under: 0n };
        const isKept = double.under !== 0n && exact.over * double.under === double.over * exact.under;
        expect(metric).toBe(isKept ? Number(printed) : token);
      },
    ),
    { numRuns: 5000 },
  );
});

it('answers any damage with MREG_INVALID or a value that can be written and read', () => {
  const mutation = fc.tuple(
    fc.nat(),
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom('set', 'insert', 'remove'),
  );
  const seed = fc.oneof(
    plain.map((value) => JSON.stringify(value)),
    fc.constant(
      '{"lr": 1e-05, "f1": NaN, "tags": {"a\\u00e9": ["\\ud83d\\ude00", -Infinity, true]}, "n": null}',
    ),
  );
  let refused = 0;
  let accepted = 0;
  fc.assert(
    fc.property(seed, fc.array(mutation, { minLength: 1, maxLength: 4 }), (written, mutations) => {
      const bytes = [...new TextEncoder().encode(written)];
      for (const [position, byte, kind] of mutations) {
        const at = position % (bytes.length + 1);
        bytes.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [byte]));
      }
      try {
        const value = parseJson(Uint8Array.from(bytes), { file: 'f' });
        const again = stringifyJson(value);
        JSON.parse(again);
        expect(parse(again)).toEqual(value);
        accepted += 1;
      } catch (error) {
        if (!(error instanceof MregError)) throw error;
        expect(error.code).toBe('MREG_INVALID');
        expect(error.message.startsWith('f:')).toBe(true);
        refused += 1;
      }
    }),
    { numRuns: 20_000 },
  );
  expect(refused).toBeGreaterThan(1000);
  expect(accepted).toBeGreaterThan(100);
});

it('answers any bytes with MREG_INVALID or a value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        parseJson(bytes, { file: 'f' });
      } catch (error) {
        expect(error).toBeInstanceOf(MregError);
        expect(error).toHaveProperty('code', 'MREG_INVALID');
      }
    }),
    { numRuns: 5000 },
  );
});
