import { describe, expect, it } from 'vitest';
import {
  encodeDocument,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  metricNumber,
  parseJson,
  stringifyJson,
  toPlain,
} from '../../../../src/core/json/index.ts';
import { MregError } from '../../../../src/errors.ts';
import { expectLinear } from '../../../support/growth.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): JsonValue => parseJson(utf8(text), { file: 'metadata.json' });
const number = (text: string): JsonNumber => new JsonNumber(text);

function refusal(read: () => unknown): MregError {
  try {
    read();
  } catch (error) {
    if (error instanceof MregError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('parseJson accepts', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['-1', -1],
    ['1.5', 1.5],
    ['1e-7', 1e-7],
    ['1e+21', 1e21],
    ['5e-324', 5e-324],
    ['1.7976931348623157e+308', Number.MAX_VALUE],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['1.0', number('1.0')],
    ['1e-05', number('1e-05')],
    ['-0', number('-0')],
    ['-0.0', number('-0.0')],
    ['1E5', number('1E5')],
    ['1e22', number('1e22')],
    ['1e400', number('1e400')],
    ['-1e400', number('-1e400')],
    ['1e-400', number('1e-400')],
    ['9007199254740993', number('9007199254740993')],
    ['12345678901234567890', number('12345678901234567890')],
    ['0.1234567890123456789', number('0.1234567890123456789')],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['""', ''],
    ['"NaN"', 'NaN'],
    [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
    [String.raw`"\u00e9\u00E9"`, 'éé'],
    [String.raw`"\u0000"`, '\0'],
    [String.raw`"\ud83d\ude00"`, '😀'],
    [String.raw`"\uffff\ufdd0"`, '\uffff\ufdd0'],
    [String.raw`"\\u0061"`, '\\u0061'],
    ['"é😀\u007f\u2028\u2029\ufeff"', 'é😀\u007f\u2028\u2029\ufeff'],
    ['[]', []],
    ['[ ]', []],
    ['[[], {}, [null]]', [[], {}, [null]]],
    ['{}', {}],
    ['{"": 0}', { '': 0 }],
    ['{"a": {"a": 1}, "b": [{"a": 2}]}', { a: { a: 1 }, b: [{ a: 2 }] }],
    [' \t\r\n[ 1 ,\n2 ] \n', [1, 2]],
    ['\ufeff{"a": 1}', { a: 1 }],
    [
      '{"constructor": 1, "toString": 2, "hasOwnProperty": 3}',
      { constructor: 1, toString: 2, hasOwnProperty: 3 },
    ],
    ['{"e\u0301": 1, "é": 2}', { 'e\u0301': 1, é: 2 }],
  ])('%j', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it('what json.dumps of Python writes', () => {
    const written =
      '{"lr": 1e-05, "x": 1.0, "big": 12345678901234567890, "nan": NaN, "inf": [Infinity, -Infinity], ' +
      '"e": 1e+22, "z": -0.0, "u": "\\u00e9\\ud83d\\ude00", "t": 0.30000000000000004, "b": true, "no": null}';
    expect(parse(written)).toEqual({
      lr: number('1e-05'),
      x: number('1.0'),
      big: number('12345678901234567890'),
      nan: 'NaN',
      inf: ['Infinity', '-Infinity'],
      e: 1e22,
      z: number('-0.0'),
      u: 'é😀',
      t: 0.1 + 0.2,
      b: true,
      no: null,
    });
  });

  it('64 levels', () => {
    expect(parse('['.repeat(64) + ']'.repeat(64))).toHaveLength(1);
  });

  it('keys in their order', () => {
    expect(Object.keys(parse('{"z": 1, "a": 2, "m": 3}') as object)).toEqual(['z', 'a', 'm']);
  });

  it('as many bytes as it is told', () => {
    expect(parseJson(utf8('[1,2]'), { file: 'f', maxBytes: 5 })).toEqual([1, 2]);
    expect(refusal(() => parseJson(utf8('[1,2]'), { file: 'f', maxBytes: 4 })).details).toEqual({
      file: 'f',
      size: 5,
      max_bytes: 4,
    });
  });
});

describe('parseJson refuses', () => {
  // The text, the place, the pointer, and words of the message.
  it.each<[string, string, string, string]>([
    ['', '1:1', '', 'found the end of the file, expected a value'],
    [' \n ', '2:2', '', 'found the end of the file'],
    ['\ufeff', '1:1', '', 'found the end of the file'],
    ['\ufeff\ufeff1', '1:1', '', 'expected a value'],
    ['[', '1:2', '/0', 'found the end of the file'],
    ['[1', '1:3', '', 'expected "," or "]"'],
    ['[1,', '1:4', '/1', 'expected a value'],
    ['[1,]', '1:4', '/1', 'found "]", expected a value'],
    ['[,1]', '1:2', '/0', 'found ",", expected a value'],
    ['[1 2]', '1:4', '', 'found "2", expected "," or "]"'],
    ['[1}', '1:3', '', 'found "}", expected "," or "]"'],
    ['[1:2]', '1:3', '', 'found ":"'],
    [']', '1:1', '', 'found "]"'],
    ['{', '1:2', '', 'expected a key in double quotes'],
    ['{"a"', '1:5', '/a', 'expected ":"'],
    ['{"a":', '1:6', '/a', 'expected a value'],
    ['{"a":1', '1:7', '', 'expected "," or "}"'],
    ['{"a":1,', '1:8', '', 'expected a key'],
    ['{"a":1,}', '1:8', '', 'found "}", expected a key'],
    ['{"a" 1}', '1:6', '/a', 'found "1", expected ":"'],
    ['{"a":1 "b":2}', '1:8', '', 'expected "," or "}"'],
    ['{"a",1}', '1:5', '/a', 'found ",", expected ":"'],
    ['{a: 1}', '1:2', '', 'found "a", expected a key'],
    ["{'a': 1}", '1:2', '', 'expected a key'],
    ['{1: 1}', '1:2', '', 'expected a key'],
    ['{"a": 1} x', '1:10', '', 'found "x", expected the end of the file'],
    ['1 2', '1:3', '', 'expected the end of the file'],
    ['{}{}', '1:3', '', 'expected the end of the file'],
    ['[1] // note', '1:5', '', 'found "/"'],
    ['/* note */ 1', '1:1', '', 'found "/"'],
    ['# note', '1:1', '', 'found "#"'],
    ['1\0', '1:2', '', 'expected the end of the file'],
    ['\u00a01', '1:1', '', 'expected a value'],
    ['[1,\f2]', '1:4', '/1', 'expected a value'],
    ["'a'", '1:1', '', 'expected a value'],
    ['True', '1:1', '', '"True" is not a value'],
    ['None', '1:1', '', '"None" is not a value'],
    ['nan', '1:1', '', '"nan" is not a value'],
    ['-NaN', '1:1', '', '"-NaN" is not a value'],
    ['+Infinity', '1:1', '', '"+Infinity" is not a value'],
    ['undefined', '1:1', '', '"undefined" is not a value'],
    ['nul', '1:1', '', '"nul" is not a value'],
    ['truefalse', '1:1', '', '"truefalse" is not a value'],
    ['01', '1:1', '', '"01" is not a value'],
    ['-01', '1:1', '', '"-01" is not a value'],
    ['00', '1:1', '', '"00" is not a value'],
    ['+1', '1:1', '', '"+1" is not a value'],
    ['-', '1:1', '', '"-" is not a value'],
    ['--1', '1:1', '', '"--1" is not a value'],
    ['.5', '1:1', '', '".5" is not a value'],
    ['1.', '1:1', '', '"1." is not a value'],
    ['1.e5', '1:1', '', '"1.e5" is not a value'],
    ['1e', '1:1', '', '"1e" is not a value'],
    ['1e+', '1:1', '', '"1e+" is not a value'],
    ['1.2.3', '1:1', '', '"1.2.3" is not a value'],
    ['0x1F', '1:1', '', '"0x1F" is not a value'],
    ['0b1', '1:1', '', '"0b1" is not a value'],
    ['1_000', '1:1', '', '"1_000" is not a value'],
    ['1n', '1:1', '', '"1n" is not a value'],
    ['１', '1:1', '', 'found "１"'],
    ['"abc', '1:1', '', 'without its closing quote'],
    ['"abc\\"', '1:1', '', 'without its closing quote'],
    ['"abc\\', '1:5', '', '"\\\\" is not an escape'],
    ['"\t"', '1:2', '', 'a raw "\\t" in a string'],
    ['"a\nb"', '1:3', '', 'a raw "\\n" in a string'],
    ['"\0"', '1:2', '', 'a raw "\\u0000" in a string'],
    [String.raw`"\x41"`, '1:2', '', String.raw`"\\x" is not an escape`],
    [String.raw`"\'"`, '1:2', '', 'is not an escape'],
    [String.raw`"\U0041"`, '1:2', '', 'is not an escape'],
    [String.raw`"\u00"`, '1:2', '', 'is not an escape'],
    [String.raw`"\u00g1"`, '1:2', '', 'is not an escape'],
    ['"\\\n"', '1:2', '', 'is not an escape'],
    [String.raw`"\ud83d"`, '1:1', '', 'half a surrogate pair'],
    [String.raw`"\ude00"`, '1:1', '', 'half a surrogate pair'],
    [String.raw`"\ude00\ud83d"`, '1:1', '', 'half a surrogate pair'],
    [String.raw`"\ud83dx\ude00"`, '1:1', '', 'half a surrogate pair'],
    [String.raw`{"\udfff": 1}`, '1:2', '', 'half a surrogate pair'],
    ['{"a": 1, "a": 1}', '1:10', '/a', 'the key "a" stands twice'],
    [String.raw`{"a": 1, "\u0061": 2}`, '1:10', '/a', 'the key "a" stands twice'],
    ['{"": 1, "": 2}', '1:9', '/', 'the key "" stands twice'],
    ['{"0": 1, "0": 2}', '1:10', '/0', 'the key "0" stands twice'],
    ['[{"__proto__": {}}]', '1:3', '/0/__proto__', 'the key "__proto__" is not allowed'],
    [String.raw`{"\u005f_proto__": 1}`, '1:2', '/__proto__', 'the key "__proto__" is not allowed'],
    ['{"a/b": {"c~d": [0, x]}}', '1:21', '/a~1b/c~0d/1', '"x" is not a value'],
    ['{\r\n  "é😀": tru\r\n}', '2:9', '/é😀', '"tru" is not a value'],
    ['["é😀é", x]', '1:9', '/1', '"x" is not a value'],
  ])('%j', (text, place, pointer, words) => {
    const error = refusal(() => parse(text));
    const [line, column] = place.split(':').map(Number);
    expect(error.code).toBe('MREG_INVALID');
    expect(error.message.startsWith(`metadata.json:${place}: `)).toBe(true);
    expect(error.message).toContain(words);
    expect(error.details).toEqual({ file: 'metadata.json', line, column, pointer });
  });

  // Bytes, the offset of the first sequence that is not UTF-8, and its place.
  it.each<[string, number[], number, string]>([
    ['a lone continuation', [0x22, 0x80, 0x22], 1, '1:2'],
    ['a sequence cut by the end', [0x22, 0xe2, 0x82], 1, '1:2'],
    ['a sequence cut by a quote', [0x22, 0xc3, 0x22], 1, '1:2'],
    ['an over-long slash', [0x22, 0xc0, 0xaf, 0x22], 1, '1:2'],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 1, '1:2'],
    ['past U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 1, '1:2'],
    ['Latin-1 after a line and a wide character', [0x0a, 0x22, 0xc3, 0xa9, 0xe9, 0x22], 4, '2:3'],
    ['after a byte order mark', [0xef, 0xbb, 0xbf, 0x22, 0xff, 0x22], 4, '1:2'],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00], 0, '1:1'],
  ])('%s', (_name, bytes, offset, place) => {
    const error = refusal(() => parseJson(Uint8Array.from(bytes), { file: 'metadata.json' }));
    const [line, column] = place.split(':').map(Number);
    expect(error.code).toBe('MREG_INVALID');
    expect(error.message).toBe(`metadata.json:${place}: byte ${offset} is not UTF-8`);
    expect(error.details).toEqual({ file: 'metadata.json', line, column, offset });
  });

  it.each(['[', '{"a":'])('65 levels of %s', (open) => {
    const error = refusal(() => parse(open.repeat(65)));
    expect(error.message).toContain('nested too deeply, expected at most 64 levels');
    expect(error.details).toMatchObject({ line: 1, column: 64 * open.length + 1 });
  });

  it('more than 1 MiB, before it looks inside', () => {
    const error = refusal(() => parseJson(new Uint8Array(1024 * 1024 + 1), { file: 'metadata.json' }));
    expect(error.message).toBe('metadata.json: 1048577 bytes, expected at most 1048576');
  });

  it('with a message that stays short', () => {
    const key = 'k'.repeat(100_000);
    expect(refusal(() => parse(`{"${key}": ${key}}`)).message.length).toBeLessThan(250);
  });
});

describe('the time for a text grows no faster than the text', () => {
  it.each<[string, (size: number) => string]>([
    ['opening brackets', (size) => '['.repeat(size)],
    ['nested objects', (size) => '{"a":'.repeat(size / 8)],
    ['a string', (size) => `"${'x'.repeat(size - 2)}"`],
    ['a string that does not end', (size) => `"${'x'.repeat(size - 1)}`],
    ['escapes', (size) => `"${'\\n'.repeat(size / 2 - 1)}"`],
    ['spaces', (size) => ' '.repeat(size)],
    ['lines', (size) => '\n'.repeat(size)],
    ['digits', (size) => '1'.repeat(size)],
    ['zeros between digits', (size) => `1${'0'.repeat(size - 2)}1`],
    ['letters', (size) => 'a'.repeat(size)],
    ['empty objects', (size) => `[${'{},'.repeat(size / 4)}{}]`],
    ['keys', (size) => `{${Array.from({ length: size / 16 }, (_, index) => `"key${index}":1`).join(',')}}`],
  ])('%s', (_, write) =>
    expectLinear(1024 * 1024, (size) => {
      const text = write(size);
      return () => {
        try {
          metricNumber(parse(text));
        } catch (error) {
          expect(error).toMatchObject({ code: 'MREG_INVALID' });
        }
      };
    }),
  );
});

describe('prototypes', () => {
  it('are neither read nor changed', () => {
    const object = parse('{"a": {}}') as { a: object };
    expect(Object.getPrototypeOf(object)).toBeNull();
    expect(Object.getPrototypeOf(object.a)).toBeNull();
    expect('toString' in object.a).toBe(false);
    expect(Object.getPrototypeOf(toPlain(object as unknown as JsonValue))).toBeNull();
  });

  it('need no __proto__ accessor, as under node --disable-proto=throw', () => {
    const accessor = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__') as PropertyDescriptor;
    const forbidden = (): never => {
      throw new Error('__proto__ was used');
    };
    const text = '{"constructor":{"prototype":{"polluted":1.0}}}';
    let written: string;
    Object.defineProperty(Object.prototype, '__proto__', {
      configurable: true,
      get: forbidden,
      set: forbidden,
    });
    try {
      const value = parse(text);
      toPlain(value);
      written = stringifyJson(value);
      expect(() => parse('{"__proto__": {"polluted": 1}}')).toThrow(MregError);
    } finally {
      Object.defineProperty(Object.prototype, '__proto__', accessor);
    }
    expect(written).toBe(text);
    expect('polluted' in {}).toBe(false);
  });
});

describe('JsonNumber', () => {
  it.each(['', 'abc', '01', '+1', '1.', '.5', 'NaN', 'Infinity', ' 1', '1\n', '1,2', '0x1'])(
    'is never %j',
    (text) => {
      expect(refusal(() => new JsonNumber(text)).code).toBe('MREG_INVALID');
    },
  );

  it('is the nearest double', () => {
    expect(number('12345678901234567890').toNumber()).toBe(12345678901234567000);
    expect(number('1e400').toNumber()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('encodeDocument', () => {
  it.each([
    '{}',
    '{"a":1e-05,"b":[],"c":{},"d":null,"é":"日本"}',
    '{"files":[{"path":"a","size":1},{"path":"b","size":2}],"last":[[1],[]]}',
    `{"long":[${Array.from({ length: 9000 }, (_, index) => `"${'日'.repeat(9)}${index}"`).join(',')}]}`,
  ])('gives the bytes of the same text: %.60s', (text) => {
    const document = parse(text) as JsonObject;
    expect(encodeDocument(document).toString()).toBe(`${stringifyJson(document, 2)}\n`);
    expect(encodeDocument({ ...document, gone: undefined })).toEqual(encodeDocument(document));
  });
});

describe('stringifyJson', () => {
  it.each([
    '[1.0,1e-05,-0,-0.0,1E+2,12345678901234567890,0.1234567890123456789,1e400,100,1.5]',
    '{"z":[],"a":{},"m":[[{}]],"text":"é\\n\\u0000"}',
  ])('writes %s as it was read', (text) => {
    expect(stringifyJson(parse(text))).toBe(text);
  });

  it('indents', () => {
    const plain = { a: [1, { b: [] }], c: {}, d: 'x' };
    expect(stringifyJson(plain, 2)).toBe(JSON.stringify(plain, null, 2));
    expect(stringifyJson({ lr: number('1e-05') }, 2)).toBe('{\n  "lr": 1e-05\n}');
  });

  it('keeps what is not finite as a string', () => {
    expect(stringifyJson([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(
      '["NaN","Infinity","-Infinity"]',
    );
    expect(stringifyJson(parse('[NaN, -Infinity]'))).toBe('["NaN","-Infinity"]');
  });

  it('skips undefined members and writes holes as null', () => {
    const holes = [1, undefined, 2];
    holes.length = 4;
    expect(stringifyJson({ a: undefined, b: holes })).toBe('{"b":[1,null,2,null]}');
    expect(stringifyJson({ a: undefined }, 2)).toBe('{}');
  });

  it('escapes lone surrogates', () => {
    expect(stringifyJson({ '\ud83d': '\ude00' })).toBe('{"\\ud83d":"\\ude00"}');
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['bytes', new Uint8Array(2)],
  ])('refuses %s', (_name, value) => {
    expect(() => stringifyJson(value)).toThrow(TypeError);
  });
});

describe('toPlain', () => {
  it('turns numbers into doubles at every level and leaves the rest', () => {
    const value = parse('{"a": [1.0, {"b": 1e-05}], "c": "1.0", "d": null, "e": true, "f": 2}');
    expect(toPlain(value)).toEqual({ a: [1, { b: 0.00001 }], c: '1.0', d: null, e: true, f: 2 });
  });
});

describe('metricNumber', () => {
  it.each<[string, number | string | undefined]>([
    ['1', 1],
    ['0.1', 0.1],
    ['1.0', 1],
    ['100.00', 100],
    ['1e-05', 0.00001],
    ['1E5', 100000],
    ['1e22', 1e22],
    ['0.00012e4', 1.2],
    ['-0', 0],
    ['-0.0e9', 0],
    ['0e999999999999', 0],
    ['-2.50', -2.5],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1e400', '1e400'],
    ['-1e400', '-1e400'],
    ['1e-400', '1e-400'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['"NaN"', 'NaN'],
    ['"1.0"', undefined],
    ['"nan"', undefined],
    ['null', undefined],
    ['true', undefined],
    ['[1]', undefined],
    ['{}', undefined],
  ])('%s', (text, expected) => {
    expect(metricNumber(parse(text))).toBe(expected);
  });

  it('takes what no parser made', () => {
    expect(metricNumber(Number.NaN)).toBe('NaN');
    expect(metricNumber(Number.NEGATIVE_INFINITY)).toBe('-Infinity');
  });
});
