import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findAccess } from '../../../../../src/store/place/bucket/credentials.ts';

/** An environment with these two files. */
function environment({ config = '', credentials = '' }: { config?: string; credentials?: string } = {}) {
  const place = mkdtempSync(join(tmpdir(), 'mreg-aws-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  writeFileSync(join(place, 'config'), config);
  writeFileSync(join(place, 'credentials'), credentials);
  return {
    AWS_CONFIG_FILE: join(place, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(place, 'credentials'),
  };
}

const FILES = {
  config: `[default]\nregion = eu-west-1\n[profile team]\nregion=eu-central-1\nendpoint_url = https://minio.example.com\ns3 =\n  region = nested\n`,
  credentials: `# keys\n[default]\naws_access_key_id = A\naws_secret_access_key = B\n\n[team]\naws_access_key_id=C\naws_secret_access_key = D=E \naws_session_token = F\n`,
};

it('takes the variables first', async () => {
  const env = {
    ...environment(FILES),
    AWS_ACCESS_KEY_ID: 'X',
    AWS_SECRET_ACCESS_KEY: 'Y',
    AWS_REGION: 'us-west-2',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9000',
  };
  expect(await findAccess(env)).toEqual({
    credentials: { accessKeyId: 'X', secretAccessKey: 'Y' },
    region: 'us-west-2',
    endpoint: new URL('http://127.0.0.1:9000'),
  });
  expect((await findAccess({ ...env, AWS_ENDPOINT_URL_S3: 'https://s3.example.com' })).endpoint?.host).toBe(
    's3.example.com',
  );
});

it('takes a profile of both files', async () => {
  const env = environment(FILES);
  expect(await findAccess(env)).toEqual({
    credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
    region: 'eu-west-1',
    endpoint: undefined,
  });
  expect(await findAccess({ ...env, AWS_PROFILE: 'team' })).toEqual({
    credentials: { accessKeyId: 'C', secretAccessKey: 'D=E', sessionToken: 'F' },
    region: 'eu-central-1',
    endpoint: new URL('https://minio.example.com'),
  });
});

it.each([
  ['no key at all', {}],
  ['a key without its secret', { AWS_ACCESS_KEY_ID: 'X' }],
  ['a profile that there is not', { AWS_PROFILE: 'nobody' }],
  [
    'an endpoint that is none',
    { AWS_ACCESS_KEY_ID: 'X', AWS_SECRET_ACCESS_KEY: 'Y', AWS_ENDPOINT_URL: 'minio' },
  ],
  [
    'an endpoint with a password in it',
    { AWS_ACCESS_KEY_ID: 'X', AWS_SECRET_ACCESS_KEY: 'Y', AWS_ENDPOINT_URL: 'http://a:b@minio' },
  ],
])('refuses %s', async (_, env) => {
  await expect(findAccess({ ...environment(), ...env })).rejects.toMatchObject({ code: 'MREG_INVALID' });
});
