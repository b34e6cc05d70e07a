/** Who speaks to an MLflow server: as MLflow's own clients find it. Nothing of it is ever stored or shown. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MregError } from '../../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The `Authorization` for a server; undefined if nothing is known. A name and a password are Basic, else a token is Bearer. DagsHub
 * takes its token as the password of Basic.
 * @throws MREG_INVALID for DagsHub without a token */
export async function authorize(url: URL, env: Environment): Promise<string | undefined> {
  const file = await readCredentials(env);
  const inUrl = url.username === '' ? undefined : decodeURIComponent(url.username);
  const user = inUrl ?? (env.MLFLOW_TRACKING_USERNAME || file.mlflow_tracking_username);
  const passwordInUrl = url.password === '' ? undefined : decodeURIComponent(url.password);
  const password = passwordInUrl ?? (env.MLFLOW_TRACKING_PASSWORD || file.mlflow_tracking_password);
  if (user && password) return basic(user, password);
  if (env.MLFLOW_TRACKING_TOKEN) return `Bearer ${env.MLFLOW_TRACKING_TOKEN}`;
  if (!/(^|\.)dagshub\.com$/i.test(url.hostname)) return undefined;
  if (env.DAGSHUB_TOKEN) return basic(user || 'token', env.DAGSHUB_TOKEN);
  throw new MregError('MREG_INVALID', 'DAGSHUB_TOKEN not found in environment variables', {
    hint: 'export DAGSHUB_TOKEN=…, which https://dagshub.com/user/settings/tokens makes; or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
  });
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** The members of the section `[mlflow]` of ~/.mlflow/credentials. */
async function readCredentials({ HOME }: Environment): Promise<Record<string, string | undefined>> {
  if (!HOME) return {};
  const text = await readFile(join(HOME, '.mlflow', 'credentials'), 'utf8').catch(() => '');
  const [, section = ''] = /^\[mlflow\][^\n]*\n([^[]*)/m.exec(text) ?? [];
  const members = [...section.matchAll(/^[ \t]*([\w.-]+)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$/gm)];
  return Object.fromEntries(members.map(([, key = '', value]) => [key.toLowerCase(), value]));
}
