/**
 * What git says of a source. A repository may come from anywhere, and its configuration can name programs: filters, hooks, a
 * file system monitor, transports. So git is only asked for what it answers without any of them, and never compares the
 * work tree, for which it runs filters: `isDirty` does.
 */
import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Environment, upward } from './upward.ts';
import { type Git, isDirty } from './work-tree.ts';

/** The commit that a source lies in. */
export interface GitProvenance {
  readonly commit: string;
  /** Absent where HEAD is detached. */
  readonly branch?: string;
  /** Whether tracked files differ from the commit; absent where git would have to run a filter to tell. */
  readonly dirty?: boolean;
  /** The address of `origin`, without user names, passwords and tokens. */
  readonly remote?: string;
}

/** The git commit of the repository that holds `path`.
 * @throws the operating system's errors for a path that cannot be asked */
export async function findGit(
  path: string,
  env: Environment,
  limitMs: number,
): Promise<GitProvenance | undefined> {
  const real = await realpath(path);
  const directory = (await stat(real)).isDirectory() ? real : dirname(real);
  // Without a repository no program is started, nor the library loaded that would start it.
  const { done } = await upward(directory, '.git').next();
  if (done) return undefined;
  const git = await createGit(directory, env, limitMs);
  const { stdout, exitCode } = await git(
    'rev-parse',
    ...['--show-toplevel', '--git-path', 'index', 'HEAD', '--symbolic-full-name', 'HEAD'],
  );
  // From the end, since a directory's name may hold line feeds.
  const lines = stdout.split('\n');
  const [index = '', commit = '', reference = ''] = lines.splice(-3);
  if (exitCode !== 0 || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return undefined;
  const [, branch] = /^refs\/heads\/(.+)$/.exec(reference) ?? [];
  const top = lines.join('\n');
  const dirty = await isDirty({
    git: await createGit(top, env, limitMs),
    top,
    index: resolve(directory, index),
    limitMs,
  });
  const { stdout: remote } = await git('config', '--get', 'remote.origin.url');
  return {
    commit,
    ...(branch !== undefined && { branch }),
    ...(dirty !== undefined && { dirty }),
    ...(remote && { remote: withoutCredentials(remote) }),
  };
}

async function createGit(directory: string, env: Environment, limitMs: number): Promise<Git> {
  const { execa } = await import('execa');
  // The empty name is no program to old versions of git, and `false` to new ones.
  const settings = ['-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null'];
  return (...args) =>
    execa('git', ['-C', directory, ...settings, ...args], {
      timeout: limitMs,
      reject: false,
      stdin: 'ignore',
      stderr: 'ignore',
      extendEnv: false,
      env: gitEnvironment(env),
    });
}

/** What a hook or a wrapper says about its own repository goes; the user's configuration stays. */
function gitEnvironment(env: Environment): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_(?!CONFIG_)/i.test(name))),
    // No lock that another git would meet, and no fetch, which would run programs, of what a partial clone lacks.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
  };
}

/** Of `ssh://git@host` the user stays: it is a part of the address, and the key is elsewhere. */
function withoutCredentials(address: string): string {
  const [, scheme, user = '', rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/]*)@)?([^?#]*)/i.exec(address) ?? [];
  if (scheme === undefined) return address;
  const name = user.split(':')[0];
  return /ssh/i.test(scheme) && name ? `${scheme}${name}@${rest}` : scheme + rest;
}
