/**
 * Who asks, and where: from the same variables and files as the store's own clients read (AWS SDKs and Tools Reference Guide,
 * "Standardized credential providers" and "Service-specific endpoints"). None of it is ever part of a message.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MregError } from '../../../errors.ts';
import { readRegular } from '../../../regular-file.ts';
import { ifPresent, io } from '../../../system-error.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How a bucket is reached. */
export interface Access {
  readonly credentials: Credentials;
  readonly region: string;
  /** Undefined for Amazon's own. */
  readonly endpoint: URL | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

type Profile = Readonly<Record<string, string>>;

const MOST_BYTES = 1 << 20;

/** Looks in the environment first, then in the files.
 * @throws MREG_INVALID if no credentials are found, or the endpoint is no address; MREG_IO */
export async function findAccess(env: Environment = process.env): Promise<Access> {
  let profile: Profile | undefined;
  const inProfile = async (key: string) => {
    profile ??= await readProfile(env);
    return profile[key] || undefined;
  };
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || (await inProfile('endpoint_url'));
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || (await inProfile('region'));
  const accessKeyId = env.AWS_ACCESS_KEY_ID || (await inProfile('aws_access_key_id'));
  const own = env.AWS_ACCESS_KEY_ID ? env : undefined;
  const secretAccessKey = own ? own.AWS_SECRET_ACCESS_KEY : await inProfile('aws_secret_access_key');
  const sessionToken = own ? own.AWS_SESSION_TOKEN : await inProfile('aws_session_token');
  if (!accessKeyId || !secretAccessKey)
    throw new MregError('MREG_INVALID', 'no credentials for the bucket were found', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile of ~/.aws/credentials',
    });
  return {
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region: region ?? 'us-east-1',
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint),
  };
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '') return url;
  throw new MregError(
    'MREG_INVALID',
    'the endpoint of the bucket is no address, expected http:// or https://',
    {
      hint: 'AWS_ENDPOINT_URL=https://minio.example.com:9000',
    },
  );
}

/** A profile of both files; what the credentials file says counts more.
 * @throws MREG_INVALID if a profile was asked for that neither has; MREG_IO */
async function readProfile(env: Environment): Promise<Profile> {
  const name = env.AWS_PROFILE || 'default';
  const directory = join(homedir(), '.aws');
  const [config, credentials] = await Promise.all([
    readSections(env.AWS_CONFIG_FILE || join(directory, 'config')),
    readSections(env.AWS_SHARED_CREDENTIALS_FILE || join(directory, 'credentials')),
  ]);
  const found = [config.get(`profile ${name}`), config.get(name), credentials.get(name)];
  if (env.AWS_PROFILE && found.every((one) => one === undefined))
    throw new MregError('MREG_INVALID', `there is no profile '${name}' for the bucket`, {
      hint: 'AWS_PROFILE names a profile of ~/.aws/credentials or ~/.aws/config',
    });
  return Object.assign(Object.create(null), ...found);
}

async function readSections(path: string): Promise<Map<string, Profile>> {
  const bytes = await io('read', path, () =>
    ifPresent((async () => readRegular(path, { most: MOST_BYTES }))()),
  );
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  for (const line of (bytes?.toString('utf8') ?? '').split('\n')) {
    const [, title] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? [];
    if (title !== undefined) {
      section = Object.create(null);
      sections.set(title, section);
      continue;
    }
    // What is indented belongs to a setting of several lines, such as `s3`.
    const [, key, value] = /^([a-z_0-9]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key !== undefined) section[key] = value as string;
  }
  return sections;
}
