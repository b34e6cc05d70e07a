import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import { EXTENDED, INVALID, NOT_METADATA, VALID } from '../support/json-documents.ts';
import { count, expectSound, figures, makeModel, snapshot, workspace } from '../support/store.ts';

/** metadata.json with a document of any bytes as the value of a member. */
function metadataWith(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.from('{"notes": "kept", "evaluation_results": '), bytes, Buffer.from('}')]);
}

async function makePlace() {
  const place = workspace();
  const root = join(place, 'registry');
  const source = join(place, 'source');
  const register = (metadata: Buffer) => {
    makeModel(source, { 'model.bin': 'weights', 'metadata.json': metadata });
    return new Registry(root).register({ source, type: 't', name: 'm' });
  };
  await register(Buffer.from('{}'));
  return { place, root, source, register };
}

/** A text of JSON without what its writer was free to choose: numbers keep their spelling. */
function canonical(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+?(?=[\s,:[\]{}"]|$)|[,:[\]{}]/g) ?? [];
  return tokens.map((token) => (token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token)).join('');
}

test('valid documents are accepted, and unchanged to the spelling of their numbers', async () => {
  const { root, register } = await makePlace();
  for (const value of VALID) {
    const { directory } = await register(metadataWith(value));
    const written = readFileSync(join(root, directory, 'metadata.json'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ notes: 'kept', model_name: 'm' });
    expect([value, canonical(written).includes(`"evaluation_results":${canonical(value)}`)]).toEqual([
      value,
      true,
    ]);
  }
  for (const [value, kept] of EXTENDED) {
    const { directory } = await register(metadataWith(value));
    const written = JSON.parse(readFileSync(join(root, directory, 'metadata.json'), 'utf8'));
    expect(written.evaluation_results).toBe(kept);
  }
  expect(expectSound(root).leftovers).toEqual([]);
  expect((await new Registry(root).verify()).damaged).toEqual([]);
  figures('valid JSON', { documents: VALID.length + EXTENDED.length });
});

test('invalid documents are refused with their place, and nothing is written or polluted', async () => {
  const { place, root, register, source } = await makePlace();
  const before = snapshot(root);
  const all = [...INVALID.map(metadataWith), ...NOT_METADATA.map((value) => Buffer.from(value))];
  for (const metadata of all) {
    const shown = metadata.toString('latin1').slice(0, 200);
    const error = await register(metadata).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect([shown, error instanceof MregError && error.code, String(error)]).toEqual([
      shown,
      'MREG_INVALID',
      expect.stringContaining('metadata.json'),
    ]);
    expect(String(error).length).toBeLessThan(1000);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('polluted' in {}).toBe(false);
  expect(snapshot(root)).toEqual(before);
  figures('invalid JSON', { documents: all.length, refused: all.length });

  for (const [index, metadata] of all.entries()) {
    if (index % count(24, 1) !== 0) continue;
    makeModel(source, { 'metadata.json': metadata });
    const run = await runMreg(['register', source, '--type', 't', '--name', 'm', '--root', root], {
      node: ['--disable-proto=throw'],
    });
    expect([index, run]).toEqual([
      index,
      { status: 3, stdout: '', stderr: expect.stringMatching(/^error: .*metadata\.json/) },
    ]);
  }
  expect(snapshot(root)).toEqual(before);
  expect(place).not.toBe('');
});
