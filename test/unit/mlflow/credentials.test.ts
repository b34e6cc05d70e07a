import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { authorize } from '../../../src/mlflow/client/credentials.ts';

const home = mkdtempSync(join(tmpdir(), 'mreg-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
mkdirSync(join(home, '.mlflow'));
writeFileSync(
  join(home, '.mlflow', 'credentials'),
  '[other]\nmlflow_tracking_username = eve\n\n[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = pa=ss word\n',
);

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const own = new URL('http://127.0.0.1:5000');
const dagshub = new URL('https://dagshub.com/ada/stocks.mlflow');

it.each([
  ['nothing', own, {}, undefined],
  ['a token', own, { MLFLOW_TRACKING_TOKEN: 't' }, 'Bearer t'],
  [
    'a name and a password, which go before a token',
    own,
    { MLFLOW_TRACKING_USERNAME: 'bo', MLFLOW_TRACKING_PASSWORD: 'p', MLFLOW_TRACKING_TOKEN: 't' },
    basic('bo:p'),
  ],
  ['the file', own, { HOME: home }, basic('ada:pa=ss word')],
  ['an address with a name', new URL('http://bo:p%20q@host'), { HOME: home }, basic('bo:p q')],
  ['a token of DagsHub for another server', own, { DAGSHUB_TOKEN: 'd' }, undefined],
  ['a token of DagsHub', dagshub, { DAGSHUB_TOKEN: 'd' }, basic('token:d')],
  ['likewise with a name', dagshub, { DAGSHUB_TOKEN: 'd', MLFLOW_TRACKING_USERNAME: 'bo' }, basic('bo:d')],
] as const)('%s', async (_, url, env, expected) => {
  expect(await authorize(url, env)).toBe(expected);
});

it('DagsHub without a token', async () => {
  await expect(authorize(dagshub, {})).rejects.toMatchObject({ code: 'MREG_INVALID' });
});
