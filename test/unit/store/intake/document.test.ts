import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringifyJson } from '../../../../src/core/json/index.ts';
import { MregError } from '../../../../src/errors.ts';
import { readDocument } from '../../../../src/store/intake/document.ts';

const MIB = 1024 * 1024;

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'mreg-document-'));
});
afterEach(() => rmSync(top, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(top, name);
  writeFileSync(file, content);
  return file;
}

async function failure(work: Promise<unknown>): Promise<MregError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof MregError) return error;
  throw new Error('no MregError was thrown', { cause: error });
}

async function read(name: string, content: string | Uint8Array): Promise<string> {
  return stringifyJson(await readDocument(write(name, content)));
}

describe('a document', () => {
  it.each([
    ['m.json', '{"f1": 0.83, "tags": ["a", null, true]}'],
    ['m.json', '\uFEFF{"f1": 0.83, "tags": ["a", null, true]}'],
    ['m.yaml', 'f1: 0.83\ntags: [a, null, true]\n'],
    ['m.yml', '---\n# of the last run\nf1: 0.83\ntags:\n- a\n- ~\n- true\n'],
    ['M.YAML', '{"f1": 0.83, "tags": ["a", null, true]}'],
  ])('is read from %s', async (name, content) => {
    expect(await read(name, content)).toBe('{"f1":0.83,"tags":["a",null,true]}');
  });

  it.each(['1.0', '-0.0', '1e-05', '2.5E+10', '12345678901234567890', '0.1000'])(
    'keeps the number %s as it was written, in either language',
    async (number) => {
      expect(await read('m.json', `{"a": ${number}}`)).toBe(`{"a":${number}}`);
      expect(await read('m.yaml', `a: ${number}\n`)).toBe(`{"a":${number}}`);
    },
  );

  it('reads what Python writes for numbers that JSON lacks', async () => {
    const expected = '{"a":"NaN","b":"Infinity","c":"-Infinity"}';
    expect(await read('m.json', '{"a": NaN, "b": Infinity, "c": -Infinity}')).toBe(expected);
    expect(await read('m.yaml', 'a: .nan\nb: .inf\nc: -.Inf\n')).toBe(expected);
  });

  it('resolves aliases', async () => {
    expect(await read('m.yaml', 'a: &x [1.0]\nb: *x\n')).toBe('{"a":[1.0],"b":[1.0]}');
  });

  it('inherits nothing', async () => {
    const document = await readDocument(write('m.yaml', 'a: 1\n'));
    expect(Object.getPrototypeOf(document)).toBeNull();
  });

  it('is read through a link, and up to 1 MiB', async () => {
    const comment = `#${'x'.repeat(MIB - 7)}\n`;
    symlinkSync(write('m.yaml', `${comment}a: 1\n`), join(top, 'link.yaml'));
    expect(stringifyJson(await readDocument(join(top, 'link.yaml')))).toBe('{"a":1}');
  });
});

describe('what is no document', () => {
  it('is not found where there is no file', async () => {
    const path = join(top, 'none.json');
    expect(await failure(readDocument(path))).toMatchObject({
      code: 'MREG_NOT_FOUND',
      message: `no file ${path}`,
      details: { path },
    });
  });

  it.each([
    ['m.json', '{\n  "a": 1,\n}', 3, 1],
    ['m.json', '{"a": 1, "a": 2}', 1, 10],
    ['m.json', '{"é": tru}', 1, 7],
    ['m.yaml', 'a: 1\nb: [1\n', 3, 1],
    ['m.yaml', 'a: 1\na: 2\n', 2, 1],
    ['m.yaml', 'a: 1\n---\nb: 2\n', 2, 1],
    ['m.yml', 'a: "x\\q"\n', 1, 6],
  ])('is refused with its place: %s %j', async (name, content, line, column) => {
    const file = write(name, content);
    const error = await failure(readDocument(file));
    expect(error).toMatchObject({ code: 'MREG_INVALID', details: { file, line, column } });
    expect(error.message.startsWith(`${file}:${line}:${column}: `)).toBe(true);
  });

  it.each([
    ['a key __proto__', 'm.json', '{"__proto__": 1}'],
    ['a key __proto__', 'm.yaml', '__proto__: 1\n'],
    ['65 levels', 'm.json', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['65 levels', 'm.yaml', `${'{a: '.repeat(65)}1${'}'.repeat(65)}`],
    ['a depth that would fill the stack', 'm.yaml', '['.repeat(MIB)],
    ['bytes that are not UTF-8', 'm.json', new Uint8Array([0x7b, 0xff])],
    ['bytes that are not UTF-8', 'm.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xff])],
    ['half a surrogate pair', 'm.yaml', 'a: "\\ud800"\n'],
    ['an alias without an anchor', 'm.yaml', 'a: *x\n'],
    ['an alias within its own anchor', 'm.yaml', 'a: &x [*x]\n'],
    [
      'aliases that would fill the memory',
      'm.yaml',
      `l0: &l0 [a]\n${Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`).join('\n')}\n`,
    ],
  ])('is refused for %s: %s', async (_, name, content) => {
    const file = write(name, content);
    const error = await failure(readDocument(file));
    expect(error).toMatchObject({ code: 'MREG_INVALID', details: { file } });
    expect(error.message.startsWith(`${file}:`)).toBe(true);
  });

  it.each([
    ['m.json', '[]'],
    ['m.json', 'null'],
    ['m.json', '1.0'],
    ['m.json', '"a"'],
    ['m.yaml', '- a: 1\n'],
    ['m.yaml', ''],
    ['m.yaml', '# nothing\n'],
    ['m.yaml', 'just words\n'],
  ])('is refused where the top is no object: %s %j', async (name, content) => {
    const file = write(name, content);
    const error = await failure(readDocument(file));
    expect(error).toMatchObject({ code: 'MREG_INVALID', details: { file } });
    expect(error.message).toContain('object');
  });

  it.each(['m.json', 'm.yaml'])('is refused past 1 MiB before it is read: %s', async (name) => {
    const file = write(name, '{}');
    // Sparse: more than memory holds.
    truncateSync(file, 2 ** 40);
    expect(await failure(readDocument(file))).toMatchObject({
      code: 'MREG_INVALID',
      details: { file, max_bytes: MIB },
    });
  });

  it('is an error of the system, with its name, where reading fails', async () => {
    const directory = join(top, 'm.json');
    mkdirSync(directory);
    expect(await failure(readDocument(directory))).toMatchObject({
      code: 'MREG_IO',
      details: { operation: 'read', path: directory, errno: 'EISDIR' },
    });
    expect((await failure(readDocument(join(write('file', ''), 'm.json')))).code).toBe('MREG_IO');
  });
});
