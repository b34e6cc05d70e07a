/** Where a source comes from, as far as it can be told: nothing here ever fails. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Provenance {
  readonly git?: {
    readonly commit: string;
    /** Absent where HEAD is detached. */
    readonly branch?: string;
    readonly dirty: boolean;
    /** The address of `origin`, without user names, passwords and tokens. */
    readonly remote?: string;
  };
  /** The address of the CI run. */
  readonly run_url?: string;
}

/** A git that takes longer is not waited for. */
const LIMIT_MS = 5000;

/**
 * The git commit of the repository that holds `path`, and the CI run that the environment tells of. `dirty`
 * is git describe's: tracked files count, untracked ones and changes inside submodules do not, since what a
 * training run puts out is seldom tracked. No program that the repository's configuration names is run.
 */
export async function findProvenance({
  path,
  env,
  limitMs = LIMIT_MS,
}: {
  path: string;
  env: Environment;
  limitMs?: number;
}): Promise<Provenance> {
  const git = await findGit(path, env, limitMs).catch(() => undefined);
  const run_url = runUrl(env);
  return { ...(git && { git }), ...(run_url !== undefined && { run_url }) };
}

async function findGit(path: string, env: Environment, limitMs: number): Promise<Provenance['git']> {
  const real = await realpath(path);
  const directory = (await stat(real)).isDirectory() ? real : dirname(real);
  // Without a repository no program is started, nor the library loaded that would start it.
  const { done } = await upward(directory, '.git').next();
  if (done) return undefined;
  const { execa } = await import('execa');
  const git = (...args: readonly string[]) =>
    execa('git', ['-C', directory, '-c', 'core.fsmonitor=false', ...args], {
      timeout: limitMs,
      reject: false,
      stdin: 'ignore',
      // A filter that outlives its git would hold this pipe open, past the time limit.
      stderr: 'ignore',
      extendEnv: false,
      env: gitEnvironment(env),
    });

  const keys = String.raw`^(remote\.origin\.url|filter\..+\.(clean|process))$`;
  const config = await git('config', '--null', '--show-scope', '--get-regexp', keys);
  // 1: there is none of these. Anything else, and it is not known what `status` would run.
  if (config.exitCode !== 0 && config.exitCode !== 1) return undefined;
  const settings = readSettings(config.stdout);
  const status = await git(
    ...settings.flatMap(withoutFilter),
    'status',
    '--porcelain=v2',
    '--branch',
    '--no-ahead-behind',
    '--no-renames',
    '--untracked-files=no',
    '--ignore-submodules=dirty',
  );
  if (status.exitCode !== 0) return undefined;
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(status.stdout)?.[1];
  if (commit === undefined) return undefined;
  const branch = /^# branch\.head (?!\(detached\)$)(.+)$/m.exec(status.stdout)?.[1];
  const remote = settings.find(({ key }) => key === 'remote.origin.url')?.value;
  return {
    commit,
    ...(branch !== undefined && { branch }),
    dirty: /^[^#]/m.test(status.stdout),
    ...(remote && { remote: withoutCredentials(remote) }),
  };
}

/** What a hook or a wrapper says about its own repository goes; the user's configuration stays. */
function gitEnvironment(env: Environment): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_(?!CONFIG_)/i.test(name))),
    // No lock that another git would meet, and no fetch, which would run programs, of what a partial clone lacks.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    MREG_EMPTY: '',
  };
}

interface Setting {
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

/** Of `git config --null --show-scope`: scope NUL key LF value NUL. */
function readSettings(output: string): readonly Setting[] {
  return [...output.matchAll(/([^\0]*)\0([^\0\n]*)\n?([^\0]*)\0/g)].map(
    ([, scope = '', key = '', value = '']) => ({ scope, key, value }),
  );
}

/**
 * `status` passes files through the filters of the configuration (gitattributes, "filter"). Those of the
 * user (Git LFS) are wanted; one that came with the repository may be any program. The value is handed over
 * in a variable because `-c` divides at the first `=`, which a filter's name may hold.
 */
function withoutFilter({ scope, key }: Setting): readonly string[] {
  if (!key.startsWith('filter.') || (scope !== 'local' && scope !== 'worktree')) return [];
  const filter = key.slice(0, key.lastIndexOf('.'));
  return ['clean', 'process', 'required'].map((name) => `--config-env=${filter}.${name}=MREG_EMPTY`);
}

/** Of `ssh://git@host` the user stays: it is a part of the address, and the key is elsewhere. */
function withoutCredentials(address: string): string {
  const [, scheme, user = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/]*)@)?([^?#]*)/i.exec(address) ?? [];
  if (scheme === undefined) return address;
  const name = user.split(':')[0];
  return /ssh/i.test(scheme) && name ? `${scheme}${name}@${rest}` : scheme + rest;
}

/** Each CI system's variables for the address of the run, as its documentation names them. */
const RUN_URLS: readonly ((env: Environment) => string | undefined)[] = [
  ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  ({ CI_JOB_URL }) => CI_JOB_URL,
  ({ BUILDKITE_BUILD_URL }) => BUILDKITE_BUILD_URL,
  ({ CIRCLE_BUILD_URL }) => CIRCLE_BUILD_URL,
  ({ SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
    server && project && build
      ? `${server}${encodeURIComponent(project)}/_build/results?buildId=${build}`
      : undefined,
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
 * The digest that DVC has on record for a data file or directory, as `md5:<hex>` (`md5:<hex>.dir`): from
 * `<path>.dvc` beside it, else from the nearest dvc.lock upward that names it (DVC user guide, ".dvc files"
 * and "dvc.lock"). In a lock, what a stage put out goes before what one read, and where several stages read
 * different states of the data there is no answer.
 */
export async function findDvcDigest({ path }: { path: string }): Promise<string | undefined> {
  const target = resolve(path);
  try {
    const beside = (await readYaml(`${target}.dvc`, '')) as { outs?: unknown } | undefined;
    const [digest] = digestsOf(beside?.outs, dirname(target), target);
    if (digest !== undefined) return digest;
    for await (const lock of upward(dirname(target), 'dvc.lock')) {
      const { stages = {} } = ((await readYaml(lock, basename(target))) ?? {}) as { stages?: object };
      for (const member of ['outs', 'deps']) {
        const found = new Set(
          Object.values(stages).flatMap((stage) => digestsOf(stage?.[member], dirname(lock), target)),
        );
        if (found.size > 0) return found.size === 1 ? [...found][0] : undefined;
      }
    }
  } catch {
    // What DVC keeps may be in any state; without it the text that was given stands.
  }
  return undefined;
}

/** The digests of those items of `outs` or `deps` whose path, from `directory`, is `target`. */
function digestsOf(items: unknown, directory: string, target: string): readonly string[] {
  if (!Array.isArray(items)) return [];
  return items
    .filter(({ path, md5 }) => typeof md5 === 'string' && resolve(directory, String(path)) === target)
    .map(({ md5 }) => `md5:${md5}`);
}

/** A file's content, or undefined where there is no such file or `word` is not in it: the parser is slow. */
async function readYaml(path: string, word: string): Promise<unknown> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || !bytes.includes(word)) return undefined;
  const { parse } = await import('yaml');
  // To look for keys that stand twice takes quadratic time, and the stages may be thousands.
  return parse(bytes.toString('utf8'), { maxAliasCount: 100, uniqueKeys: false });
}

async function* upward(directory: string, name: string): AsyncGenerator<string, undefined> {
  const candidate = join(directory, name);
  if (await stat(candidate).catch(() => undefined)) yield candidate;
  const parent = dirname(directory);
  if (parent !== directory) yield* upward(parent, name);
  return undefined;
}
