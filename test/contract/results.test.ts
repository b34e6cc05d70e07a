import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allCommands } from '../../src/cli/commands/index.ts';
import { runMreg } from '../support/run-mreg.ts';

const ajv = new Ajv({ allowUnionTypes: true, strict: false });
const folder = 'schemas/output';
const schemas = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
ajv.addSchema(schemas);

/** One story in which every command answers once; the schema that its answer must fit. */
const STORY: readonly (readonly [line: string, schema: string])[] = [
  ['init', 'init'],
  ['register out --type agents --name ppo --metric reward=1.5 --tag team=quant', 'register'],
  ['register out --type agents --name ppo --stage staging --alias champion', 'register'],
  ['register out --type agents --name ppo --dry-run', 'register'],
  ['register moved.bin --type agents --name moved --move', 'register'],
  ['adopt --dry-run', 'adopt'],
  ['list', 'list'],
  ['list ppo', 'list-versions'],
  ['info ppo', 'info-model'],
  ['info ppo@latest', 'info-version'],
  ['path ppo@1', 'path'],
  ['path ppo@production --fallback ./out', 'path'],
  ['promote ppo', 'transition'],
  ['transition ppo 1 Production', 'transition'],
  ['rollback ppo', 'transition'],
  ['archive ppo@1 ppo@2 --dry-run', 'transition'],
  ['alias set ppo@1 challenger', 'version-change'],
  ['alias list', 'alias-list'],
  ['alias rm ppo challenger', 'version-change'],
  ['tag ppo@1 a=b', 'version-change'],
  ['untag ppo@1 a', 'version-change'],
  ['describe ppo@1 text', 'version-change'],
  ['pin ppo@1', 'version-change'],
  ['unpin ppo@1', 'version-change'],
  ['register out --type agents --name old', 'register'],
  ['cleanup --keep 1 --dry-run', 'cleanup'],
  ['cleanup old --older-than 0d', 'cleanup'],
  ['delete old@1', 'delete'],
  ['list --deleted', 'list-versions'],
  ['restore old@1', 'version-change'],
  ['delete old@1', 'delete'],
  ['gc --dry-run', 'gc'],
  ['gc --older-than 0d --yes', 'gc'],
  ['export ppo -o ppo.tar', 'export'],
  ['import ppo.tar --root there', 'import'],
  ['compare ppo@1 ppo@2', 'compare'],
  ['diff ppo@1 ppo@1', 'diff'],
  ['best ppo --metric reward', 'best'],
  ['search reward>1 --sort -reward --limit 3', 'search'],
  ['lineage ppo@1', 'lineage'],
  ['report', 'report'],
  ['report ppo --compare ppo@1 --since 2000-01-01 --title Agents -o -', 'report'],
  ['lineage --data-version none --origins', 'lineage'],
  ['metric log ppo@1 reward=1.7 --step 3', 'metric-log'],
  ['metric show ppo@1 --since 1d', 'metric-show'],
  ['history', 'history'],
  ['history ppo --at 2100-01-01', 'history'],
  ['verify', 'verify'],
  ['verify ppo@1 --quick', 'verify'],
  ['doctor --dry-run', 'doctor'],
  ['validate metadata.json', 'validate'],
  ['schema metadata', 'schema'],
  ['schema', 'schema'],
  ['config', 'config'],
  ['completion bash', 'completion'],
];

const work = mkdtempSync(join(tmpdir(), 'mreg-contract-'));
beforeAll(async () => {
  await mkdir(join(work, 'out'));
  writeFileSync(join(work, 'out', 'model.bin'), 'weights');
  writeFileSync(join(work, 'moved.bin'), 'other weights');
  writeFileSync(
    join(work, 'metadata.json'),
    '{"model_name":"ppo","model_version":"v1.0.0","model_artifact_files":[]}',
  );
});
afterAll(() => rmSync(work, { recursive: true }));

it('covers every command', async () => {
  const lines = STORY.map(([line]) => line);
  const missing = (await allCommands()).filter(
    ({ name, hidden }) => !hidden && !lines.some((line) => `${line} `.startsWith(`${name} `)),
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

it.each(STORY)('mreg %s answers as schemas/output/%s says', async (line, name) => {
  const { status, stdout, stderr } = await runMreg([...line.split(' '), '--json'], work);
  expect(stderr.replace(/^note: .*\n?/gm, '')).toBe('');
  expect(status).toBe(0);
  const document = JSON.parse(stdout);
  expect(Object.keys(document)).toEqual(['result']);
  const check = ajv.getSchema(`${name}.schema.json`);
  expect(check?.(document.result), JSON.stringify(check?.errors)).toBe(true);
  for (const key of Object.keys(document.result)) expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
});

it('a failure is one document on stderr, and stdout stays empty', async () => {
  const { status, stdout, stderr } = await runMreg(['info', 'nothing', '--json'], work);
  expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  expect(ajv.validate('error.schema.json', JSON.parse(stderr)), ajv.errorsText()).toBe(true);
});
