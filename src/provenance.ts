/** Where a source comes from, as far as it can be told: nothing here ever fails. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Provenance {
  readonly git?: {
    readonly commit: string;
    readonly branch?: string;
    readonly dirty: boolean;
    readonly remote?: string;
  };
  /** The address of the CI run. */
  readonly run_url?: string;
}

const TIMEOUT_MS = 5000;

/** The git commit of the repository that holds `path`, and the CI run that the environment tells of. */
export async function findProvenance({ path, env }: { path: string; env: Environment }): Promise<Provenance> {
  const git = await findGit(path).catch(() => undefined);
  const run_url = runUrl(env);
  return { ...(git && { git }), ...(run_url !== undefined && { run_url }) };
}

/** `dirty` counts tracked files only, as `git describe --dirty` does: what a training run puts out is seldom tracked. */
async function findGit(path: string): Promise<Provenance['git']> {
  const directory = (await stat(path)).isDirectory() ? path : dirname(path);
  // Without a repository no program is started, nor the library loaded that would start it.
  if ((await firstUpward(directory, '.git')) === undefined) return undefined;
  const { execa } = await import('execa');
  const git = (...args: string[]) =>
    execa('git', ['-C', directory, '-c', 'core.fsmonitor=false', ...args], {
      timeout: TIMEOUT_MS,
      reject: false,
      stdin: 'ignore',
      env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
  const [status, origin] = await Promise.all([
    git('status', '--porcelain=v2', '--branch', '--untracked-files=no'),
    git('config', '--get', 'remote.origin.url'),
  ]);
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(status.stdout ?? '')?.[1];
  if (status.exitCode !== 0 || commit === undefined) return undefined;
  const branch = /^# branch\.head (?!\(detached\)$)(.+)$/m.exec(status.stdout)?.[1];
  const remote = origin.exitCode === 0 ? withoutCredentials(origin.stdout) : undefined;
  return {
    commit,
    ...(branch !== undefined && { branch }),
    dirty: /^[^#]/m.test(status.stdout),
    ...(remote !== undefined && { remote }),
  };
}

function withoutCredentials(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** Each CI system's variables for the address of the run, as its documentation names them. */
const RUN_URLS: readonly ((env: Environment) => string | undefined)[] = [
  ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  ({ CI_JOB_URL }) => CI_JOB_URL,
  ({ BUILDKITE_BUILD_URL }) => BUILDKITE_BUILD_URL,
  ({ CIRCLE_BUILD_URL }) => CIRCLE_BUILD_URL,
  ({ SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
    server && project && build ? `${server}${project}/_build/results?buildId=${build}` : undefined,
  ({ BUILD_URL }) => BUILD_URL,
];

function runUrl(env: Environment): string | undefined {
  for (const find of RUN_URLS) {
    const url = find(env);
    if (url) return url;
  }
  return undefined;
}

/**
 * The digest that DVC has on record for a data file or directory, as `md5:<hex>`: from `<path>.dvc` beside
 * it, else from the nearest dvc.lock upward (DVC user guide, ".dvc files" and "dvc.lock").
 */
export async function findDvcDigest({ path }: { path: string }): Promise<string | undefined> {
  try {
    const absolute = resolve(path);
    const beside = digestOf(await readYaml(`${absolute}.dvc`), 'outs', () => true);
    if (beside !== undefined) return beside;
    const lock = await firstUpward(dirname(absolute), 'dvc.lock');
    if (lock === undefined) return undefined;
    const wanted = relative(dirname(lock), absolute).replaceAll('\\', '/');
    const { stages } = (await readYaml(lock)) as { stages?: Record<string, unknown> };
    for (const stage of Object.values(stages ?? {})) {
      const digest =
        digestOf(stage, 'outs', (at) => at === wanted) ?? digestOf(stage, 'deps', (at) => at === wanted);
      if (digest !== undefined) return digest;
    }
  } catch {
    // What DVC keeps may be in any state; without it the text that was given stands.
  }
  return undefined;
}

function digestOf(
  holder: unknown,
  member: 'outs' | 'deps',
  matches: (path: unknown) => boolean,
): string | undefined {
  const list = (holder as Record<string, unknown> | undefined)?.[member];
  if (!Array.isArray(list)) return undefined;
  const found = list.find((item) => typeof item?.md5 === 'string' && matches(item.path));
  return found && `md5:${found.md5}`;
}

async function readYaml(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { parse } = await import('yaml');
  return parse(bytes.toString('utf8'), { maxAliasCount: 100 });
}

async function firstUpward(directory: string, name: string): Promise<string | undefined> {
  const candidate = join(directory, name);
  if (await stat(candidate).catch(() => undefined)) return candidate;
  const parent = dirname(directory);
  return parent === directory ? undefined : firstUpward(parent, name);
}
