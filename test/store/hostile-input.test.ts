import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDisplayName, isNameElsewhere } from '../../src/core/names/display-name.ts';
import { isName } from '../../src/core/names/name.ts';
import { isAlias } from '../../src/core/names/reference.ts';
import { MregError } from '../../src/errors.ts';
import type { RegisterRequest } from '../../src/index.ts';
import { Registry } from '../../src/index.ts';
import { type RunOptions, runMreg } from '../support/executable.ts';
import { BROKEN, NAUGHTY } from '../support/naughty.ts';
import { count, expectSound, figures, makeModel, snapshot, workspace } from '../support/store.ts';

/** Reading or setting an object's prototype by its old name throws, in mreg and in all that it is made of. */
const STRICT: RunOptions = { node: ['--disable-proto=throw'] };
const ALL = Object.values(NAUGHTY).flat();

/** What a terminal may take for more than text; line feeds and tabs make the table. */
const UNSAFE =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

async function makePlace() {
  const place = workspace();
  const source = makeModel(join(place, 'source'), { 'model.bin': 'weights' });
  const root = join(place, 'registry');
  const registry = new Registry(root);
  await registry.register({ source, type: 't', name: 'm' });
  return { place, source, root, registry };
}

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof MregError) return error.code;
    throw error;
  }
}

test('as type, name, version, stage and alias: refused, a display name or a word, and nothing is written anywhere', async () => {
  const { place, source, root, registry } = await makePlace();
  const before = snapshot(place);
  const as: Record<string, (text: string) => Promise<unknown>> = {
    type: (text) => registry.register({ source, type: text, name: 'm' }),
    name: async (text) => {
      const { model, display_name } = await registry.register({
        source,
        type: 't',
        name: text,
        dryRun: true,
      });
      expect([isName(model), display_name]).toEqual([true, text]);
      throw new MregError('MREG_INVALID', 'taken as a display name');
    },
    version: (text) => registry.register({ source, type: 't', name: 'm', version: text }),
    stage: (text) => registry.register({ source, type: 't', name: 'm', stage: text }),
    'stage to go to': (text) => registry.transition({ ref: 't/m@1', to: text }),
    alias: async (text) => {
      await registry.register({ source, type: 't', name: 'm', aliases: [text], dryRun: true });
      expect([text, isAlias(text)]).toEqual([text, true]);
      throw new MregError('MREG_INVALID', 'taken as an alias');
    },
    'alias to set': async (text) => {
      await registry.setAlias({ ref: 't/m@1', alias: text, dryRun: true });
      expect([text, isAlias(text)]).toEqual([text, true]);
      throw new MregError('MREG_INVALID', 'taken as an alias');
    },
  };
  let cases = 0;
  for (const text of [...ALL, ...BROKEN]) {
    for (const [what, act] of Object.entries(as)) {
      expect([what, text, await codeOf(() => act(text))]).toEqual([what, text, 'MREG_INVALID']);
      cases += 1;
    }
  }
  expect(snapshot(place)).toEqual(before);
  expect(expectSound(root).leftovers).toEqual([]);
  figures('naughty names', { texts: ALL.length + BROKEN.length, cases, refused: cases });
});

test('as a display name: a model of its own, which the name finds again', async () => {
  const { source, root, registry } = await makePlace();
  const names = [...new Set(ALL.filter(isDisplayName))];
  for (const name of names) await registry.register({ source, type: 't', name });
  // Beside what a person may call a model there is what MLflow may.
  const odd = [...new Set(ALL)].filter((text) => isNameElsewhere(text) && !isDisplayName(text));
  for (const name of odd) await registry.createModel({ name, exact: true, type: 't' });
  for (const name of names) expect((await registry.model(name)).display_name).toBe(name);
  for (const name of odd) {
    // What follows an @ may read as nothing: then the plain name alone finds the model.
    const found = await registry.model(name).catch((error) => {
      if (name.includes('@')) return undefined;
      throw error;
    });
    if (found) expect([name, isName(found.model)]).toEqual([found.display_name ?? found.model, true]);
  }
  const { models } = await registry.models();
  expect(models.length).toBe(names.length + odd.length + 1);
  expectSound(root);
  const run = await runMreg(['list', '--root', root], STRICT);
  expect([run.status, run.stderr, UNSAFE.exec(run.stdout)]).toEqual([0, '', null]);
  figures('naughty display names', { names: names.length + odd.length });
});

test('as a reference, a condition or a path in a version: an answer, and nothing but an answer', async () => {
  const { place, registry } = await makePlace();
  const before = snapshot(place);
  for (const text of [...ALL, ...BROKEN]) {
    for (const act of [
      () => registry.version(text),
      () => registry.version(`t/m@${text}`),
      () => registry.search({ condition: text }),
      () => registry.path({ ref: 't/m@1', file: text, cwd: place }),
      () => registry.restore({ ref: text }),
      () => registry.history({ at: text }),
    ]) {
      const code = await codeOf(act);
      expect([text, code]).toEqual([
        text,
        expect.stringMatching(/^(done|MREG_(INVALID|NOT_FOUND|USAGE|CONFLICT|DAMAGED|AMBIGUOUS))$/),
      ]);
    }
  }
  expect(snapshot(place)).toEqual(before);
});

test('as note, description, tag and reason: kept to the byte', async () => {
  const { place, source, root, registry } = await makePlace();
  const texts = ALL.filter((_, index) => index % count(3, 1) === 0);
  // A tag has a name.
  const nameOf = (text: string) => text || 'nameless';
  for (const [index, text] of texts.entries()) {
    const metadata: RegisterRequest['metadata'] = {
      notes: text,
      description: text,
      tags: { key: text, [text]: 'value' },
      hyperparameters: { [text]: text },
    };
    const { ref } = await registry.register({ source, type: 't', name: 'n', metadata, reason: text });
    const info = await registry.info(ref);
    expect([index, info]).toEqual([
      index,
      expect.objectContaining({
        description: text,
        tags: { key: text, [text]: 'value' },
        metadata: expect.objectContaining({
          notes: text,
          description: text,
          hyperparameters: { [text]: text },
        }),
      }),
    ]);
    await registry.describe({ ref: 't/m@1', to: text });
    await registry.tag({ ref: 't/m@1', set: { [nameOf(text)]: text } });
  }
  const version = await registry.version('t/m@1');
  expect(version.tags).toEqual(Object.fromEntries(texts.map((text) => [nameOf(text), text])));
  const { entries } = await registry.history({ ref: 't/n' });
  expect(entries.map(({ reason }) => reason).reverse()).toEqual(texts);
  expect(readdirSync(place).sort()).toEqual(['registry', 'source']);
  expect(existsSync(join(process.cwd(), 'pwned'))).toBe(false);
  expect(expectSound(root).leftovers).toEqual([]);
  figures('naughty texts', { texts: texts.length, 'kept to the byte': texts.length });

  for (const line of [
    'list',
    'list t/n',
    'info t/m@1',
    'info t/n',
    'history t/n',
    'history t/m',
    'search size>0',
    'diff t/n@1 t/n@2',
    'compare t/n@3 t/n@4',
    'alias list',
  ]) {
    const run = await runMreg([...line.split(' '), '--root', root], STRICT);
    expect([line, [0, 1].includes(run.status as number), run.stderr]).toEqual([line, true, '']);
    expect([line, UNSAFE.exec(run.stdout)]).toEqual([line, null]);
  }
  for (let number = 1; number <= texts.length; number += count(9, 1)) {
    const run = await runMreg(['info', `t/n@${number}`, '--root', root], STRICT);
    expect([number, run.status, run.stderr, UNSAFE.exec(run.stdout)]).toEqual([number, 0, '', null]);
  }
});

test('half a character: refused where a file could not hold it', async () => {
  const { place, source, registry } = await makePlace();
  const before = snapshot(place);
  for (const text of BROKEN)
    for (const metadata of [
      { notes: text },
      { tags: { key: text } },
      { hyperparameters: { [text]: 1 } },
      { description: text },
    ])
      expect([
        text,
        await codeOf(() => registry.register({ source, type: 't', name: 'm', metadata })),
      ]).toEqual([text, 'MREG_INVALID']);
  expect(snapshot(place)).toEqual(before);
});

test('the executable: names are refused with status 3 and shown escaped, texts come back as they were', async () => {
  const { place, source, root } = await makePlace();
  // An argument cannot hold a zero byte.
  const sample = Object.values(NAUGHTY).flatMap((texts) =>
    texts.filter((text, index) => index % count(16, 1) === 0 && !text.includes('\0')),
  );
  const run = (command: string, ...words: string[]) =>
    runMreg([command, '--root', root, ...words], { ...STRICT, cwd: place });
  const before = snapshot(place);
  for (const text of sample) {
    for (const option of ['--type', '--name', '--version', '--stage', '--alias']) {
      const rest = ['--type', 't', '--name', 'm'].filter(
        (_, index, all) => all[index - (index % 2)] !== option,
      );
      const isTaken = option === '--alias' ? isAlias(text) : option === '--name' && isDisplayName(text);
      const tried = isTaken ? [...rest, '--dry-run'] : rest;
      const refused = await run('register', source, ...tried, `${option}=${text}`);
      if (isTaken) {
        expect([text, refused.status, UNSAFE.exec(refused.stderr)]).toEqual([text, 0, null]);
        continue;
      }
      // An empty text is no text.
      const status = text === '' ? [2, 3] : [3];
      expect([option, text, status.includes(refused.status as number), refused.stdout]).toEqual([
        option,
        text,
        true,
        '',
      ]);
      expect([option, text, refused.stderr.startsWith('error: '), UNSAFE.exec(refused.stderr)]).toEqual([
        option,
        text,
        true,
        null,
      ]);
    }
  }
  expect(snapshot(place)).toEqual(before);
  for (const text of sample) {
    expect(await run('describe', 't/m@1', `--reason=${text}`, '--', text || ' ')).toMatchObject({
      status: 0,
      stderr: '',
    });
    const { stdout } = await run('info', 't/m@1', '--json');
    expect(JSON.parse(stdout).result.description).toBe(text || ' ');
  }
  expect(readdirSync(place).sort()).toEqual(['registry', 'source']);
  figures('naughty arguments', { texts: sample.length, refused: 5 * sample.length });
});
