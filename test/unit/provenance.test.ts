import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Environment, findDvcDigest, findProvenance } from '../../src/provenance.ts';

const MD5 = '3ecfad755fa825f7a17c5526ec44e651';
const OTHER = '60b725f10c9c85c70d97880dfe8191b3';

let top: string;
let env: Environment;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'mreg-provenance-')));
  const { PATH } = process.env;
  env = { PATH, HOME: top, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: join(top, 'gitconfig') };
  write('gitconfig', '[user]\n\tname = A\n\temail = a@example.org\n[init]\n\tdefaultBranch = main\n');
});
afterEach(() => rmSync(top, { recursive: true }));

function write(path: string, content: string): string {
  const file = join(top, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function git(directory: string, ...args: readonly string[]): string {
  return execaSync('git', ['-C', join(top, directory), ...args], { env, extendEnv: false }).stdout;
}

/** A repository `r` with one commit of `train.py`, and untracked output beside it. */
function repository(): string {
  write('r/train.py', 'pass\n');
  git('r', 'init', '--quiet');
  git('r', 'add', '--all');
  git('r', 'commit', '--quiet', '--message', 'train');
  write('r/out/model.zip', 'weights');
  return git('r', 'rev-parse', 'HEAD');
}

/** A program that `path` names and that leaves a file behind when it runs. */
function trap(path: string): { readonly program: string; readonly sprung: () => boolean } {
  const mark = join(top, `${path}.ran`);
  const program = write(path, `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  chmodSync(program, 0o755);
  return { program, sprung: () => existsSync(mark) };
}

/** By default git may take as long as a busy machine needs. */
const find = (path: string, more: Environment = {}, limitMs = 600_000) =>
  findProvenance({ path: join(top, path), env: { ...env, ...more }, limitMs });

describe('git', () => {
  it.each(['r', 'r/train.py', 'r/out', 'r/out/model.zip'])(
    'tells of the repository that holds %s',
    async (path) => {
      const commit = repository();
      expect(await find(path)).toEqual({ git: { commit, branch: 'main', dirty: false } });
    },
  );

  it('follows a link to where the source lies', async () => {
    const commit = repository();
    symlinkSync(join(top, 'r/out'), join(top, 'link'));
    expect((await find('link')).git?.commit).toBe(commit);
  });

  it.each([
    ['an edit', () => write('r/train.py', 'fail\n')],
    ['a staged edit', () => [write('r/train.py', 'fail\n'), git('r', 'add', 'train.py')]],
    ['a staged new file', () => [write('r/new.py', ''), git('r', 'add', 'new.py')]],
    ['a removal', () => rmSync(join(top, 'r/train.py'))],
    ['a rename', () => git('r', 'mv', 'train.py', 'fit.py')],
  ])('calls the tree dirty after %s', async (_, change) => {
    repository();
    change();
    expect((await find('r/out')).git?.dirty).toBe(true);
  });

  it('does not call the tree dirty for new times alone, and leaves the index as it is', async () => {
    repository();
    utimesSync(join(top, 'r/train.py'), 1, 1);
    const { sprung, program } = trap('r/.git/hooks/post-index-change');
    expect((await find('r')).git?.dirty).toBe(false);
    expect(sprung(), program).toBe(false);
  });

  it('has no branch where HEAD is detached', async () => {
    const commit = repository();
    git('r', 'checkout', '--quiet', '--detach');
    expect(await find('r')).toEqual({ git: { commit, dirty: false } });
  });

  it('reads a linked work tree, whose .git is a file', async () => {
    const commit = repository();
    git('r', 'worktree', 'add', '--quiet', '-b', 'topic/lr', join(top, 'w'));
    expect((await find('w')).git).toEqual({ commit, branch: 'topic/lr', dirty: false });
  });

  it.each([
    ['https://example.org/o/r.git', 'https://example.org/o/r.git'],
    ['https://jane:pass@example.org/o/r.git', 'https://example.org/o/r.git'],
    ['https://jane:p@ss:w@example.org:8443/o/r@1.git', 'https://example.org:8443/o/r@1.git'],
    ['https://ghp_token@example.org/o/r.git', 'https://example.org/o/r.git'],
    ['https://example.org/o/r.git?private_token=x#y', 'https://example.org/o/r.git'],
    ['ssh://git@example.org:22/o/r.git', 'ssh://git@example.org:22/o/r.git'],
    ['ssh://git:pass@example.org/o/r.git', 'ssh://git@example.org/o/r.git'],
    ['git@example.org:o/r.git', 'git@example.org:o/r.git'],
    ['/srv/git/r #1.git', '/srv/git/r #1.git'],
  ])('gives the origin %s as %s', async (origin, remote) => {
    repository();
    git('r', 'remote', 'add', 'other', 'https://example.org/other.git');
    git('r', 'remote', 'add', 'origin', origin);
    expect((await find('r')).git?.remote).toBe(remote);
  });

  it.each([
    ['a directory without a repository', () => write('plain/model.zip', ''), 'plain'],
    ['no such path', () => undefined, 'nowhere'],
    ['a repository without a commit', () => [write('e/a', ''), git('e', 'init', '--quiet')], 'e'],
    ['a .git that is none', () => write('n/.git', 'nonsense'), 'n'],
    ['the inside of .git', repository, 'r/.git/objects'],
  ])('is left out for %s', async (_, make, path) => {
    make();
    expect(await find(path)).toEqual({});
  });

  it('is left out where there is no git', async () => {
    repository();
    expect(await find('r', { PATH: join(top, 'empty') })).toEqual({});
  });

  it('starts no program where there is no repository', async () => {
    const { sprung } = trap('bin/git');
    const PATH = `${join(top, 'bin')}${delimiter}${env.PATH}`;
    write('plain/model.zip', '');
    await find('plain', { PATH });
    expect(sprung()).toBe(false);
    repository();
    await find('r', { PATH });
    expect(sprung()).toBe(true);
  });

  it('does not wait for a git that hangs', async () => {
    repository();
    chmodSync(write('bin/git', '#!/bin/sh\nexec sleep 1000000\n'), 0o755);
    // That there is an answer at all shows that it was not waited for.
    expect(await find('r', { PATH: `${join(top, 'bin')}${delimiter}${env.PATH}` }, 50)).toEqual({});
  });

  it('is not led elsewhere by the variables of a hook', async () => {
    const commit = repository();
    write('other/a', '');
    git('other', 'init', '--quiet');
    const hook = {
      GIT_DIR: join(top, 'other/.git'),
      GIT_WORK_TREE: join(top, 'other'),
      GIT_INDEX_FILE: join(top, 'other/index'),
      GIT_CONFIG: join(top, 'other/.git/config'),
    };
    git('r', 'remote', 'add', 'origin', 'https://example.org/r.git');
    expect(await find('r', hook)).toEqual({
      git: { commit, branch: 'main', dirty: false, remote: 'https://example.org/r.git' },
    });
  });
});

describe('the configuration of a repository', () => {
  it.each(['evil', 'a=b', 'a.b c'])('cannot name a filter %j that is run', async (name) => {
    const commit = repository();
    const { program, sprung } = trap('filter');
    const section = `filter.${name}`;
    write('r/.gitattributes', `* filter=${name}\n`);
    for (const key of ['clean', 'process']) git('r', 'config', `${section}.${key}`, program);
    git('r', 'config', `${section}.required`, 'true');
    utimesSync(join(top, 'r/train.py'), 1, 1);
    expect(await find('r')).toEqual({ git: { commit, branch: 'main', dirty: false } });
    expect(sprung()).toBe(false);
  });

  it.each([
    [
      'included',
      (program: string) => {
        write('r/.git/more', `[filter "evil"]\n\tclean = ${program}\n`);
        git('r', 'config', 'include.path', 'more');
      },
    ],
    [
      'of a work tree',
      (program: string) => {
        git('r', 'config', 'extensions.worktreeConfig', 'true');
        git('r', 'config', '--worktree', 'filter.evil.clean', program);
      },
    ],
  ])('cannot name one where it is %s', async (_, configure) => {
    repository();
    const { program, sprung } = trap('filter');
    write('r/.gitattributes', '* filter=evil\n');
    configure(program);
    utimesSync(join(top, 'r/train.py'), 1, 1);
    expect((await find('r')).git?.dirty).toBe(false);
    expect(sprung()).toBe(false);
  });

  it('cannot name a file system monitor that is run', async () => {
    repository();
    const { program, sprung } = trap('monitor');
    git('r', 'config', 'core.fsmonitor', program);
    expect((await find('r')).git?.dirty).toBe(false);
    expect(sprung()).toBe(false);
  });

  it('cannot name a transport that fetches what a partial clone lacks', async () => {
    repository();
    const { program, sprung } = trap('transport');
    const tree = git('r', 'rev-parse', 'HEAD^{tree}');
    for (const [key = '', value = ''] of [
      ['remote.evil.url', `ext::${program}`],
      ['remote.evil.promisor', 'true'],
      ['protocol.ext.allow', 'always'],
      ['extensions.partialClone', 'evil'],
      ['core.repositoryFormatVersion', '1'],
    ]) {
      git('r', 'config', key, value);
    }
    rmSync(join(top, 'r/.git/objects', tree.slice(0, 2), tree.slice(2)));
    expect(await find('r')).toEqual({});
    expect(sprung()).toBe(false);
  });

  it('does not count inside a submodule', async () => {
    repository();
    write('r/sub/a', 'x\n');
    git('r/sub', 'init', '--quiet');
    git('r/sub', 'add', '--all');
    git('r/sub', 'commit', '--quiet', '--message', 'sub');
    git('r', 'add', 'sub');
    git('r', 'commit', '--quiet', '--message', 'with a submodule');
    const { program, sprung } = trap('filter');
    write('r/sub/.gitattributes', '* filter=evil\n');
    git('r/sub', 'config', 'filter.evil.clean', program);
    write('r/sub/a', 'y\n');
    expect((await find('r')).git?.dirty).toBe(false);
    expect(sprung()).toBe(false);
  });

  it('leaves the filters of the user in force', async () => {
    repository();
    write('gitconfig', `[user]\n\tname = A\n\temail = a@example.org\n[filter "up"]\n\tclean = tr a-z A-Z\n`);
    write('r/.gitattributes', '*.txt filter=up\n');
    write('r/a.txt', 'x\n');
    git('r', 'add', '--all');
    git('r', 'commit', '--quiet', '--message', 'filtered');
    utimesSync(join(top, 'r/a.txt'), 1, 1);
    expect((await find('r')).git?.dirty).toBe(false);
  });
});

describe('the CI run', () => {
  const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '17' };
  const azure = {
    SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: 'https://dev.azure.com/o/',
    SYSTEM_TEAMPROJECT: 'my models',
    BUILD_BUILDID: '9',
  };

  it.each([
    [github, 'https://github.com/o/r/actions/runs/17'],
    [{ CI_JOB_URL: 'https://gitlab.com/o/r/-/jobs/5' }, 'https://gitlab.com/o/r/-/jobs/5'],
    [{ BUILD_URL: 'https://ci.example.org/job/r/3/' }, 'https://ci.example.org/job/r/3/'],
    [{ BUILDKITE_BUILD_URL: 'https://buildkite.com/o/r/builds/2' }, 'https://buildkite.com/o/r/builds/2'],
    [{ CIRCLE_BUILD_URL: 'https://circleci.com/gh/o/r/4' }, 'https://circleci.com/gh/o/r/4'],
    [azure, 'https://dev.azure.com/o/my%20models/_build/results?buildId=9'],
  ])('is told from %o', async (variables, run_url) => {
    expect(await find('nowhere', variables)).toEqual({ run_url });
  });

  it.each([
    [{}],
    [{ CI: 'true', CI_JOB_URL: '' }],
    [{ ...github, GITHUB_RUN_ID: undefined }],
    [{ ...azure, SYSTEM_TEAMPROJECT: '' }],
  ])('is left out for %o', async (variables) => {
    expect(await find('nowhere', variables)).toEqual({});
  });
});

describe('findDvcDigest', () => {
  const digest = (path: string) => findDvcDigest({ path: join(top, path) });
  const item = (path: string, md5: string) =>
    `    - path: ${path}\n      hash: md5\n      md5: ${md5}\n      size: 4\n`;
  const lock = (...stages: readonly string[]) =>
    `schema: '2.0'\nstages:\n${stages.map((stage, index) => `  stage${index}:\n    cmd: ./run\n${stage}`).join('')}`;

  it.each([
    [
      'a file, the data there or not',
      `outs:\n- md5: ${MD5}\n  size: 4\n  hash: md5\n  path: train.csv\n`,
      `md5:${MD5}`,
    ],
    [
      'a directory',
      `outs:\n- md5: ${MD5}.dir\n  size: 4\n  nfiles: 2\n  hash: md5\n  path: train.csv\n`,
      `md5:${MD5}.dir`,
    ],
    [
      'data from elsewhere',
      `md5: ${OTHER}\nfrozen: true\ndeps:\n- md5: ${OTHER}\n  path: /a\nouts:\n- md5: ${MD5}\n  path: train.csv\n`,
      `md5:${MD5}`,
    ],
    ['an output further on', `wdir: ..\nouts:\n- md5: ${MD5}\n  path: other.csv\n`, undefined],
    [
      'data in a versioned cloud',
      'outs:\n- hash: md5\n  path: train.csv\n  files:\n  - relpath: f\n',
      undefined,
    ],
    ['an empty record', '', undefined],
    ['a merge conflict', `outs:\n<<<<<<< HEAD\n- md5: ${MD5}\n=======\n`, undefined],
    ['an odd record', 'outs: [null, 5]\n', undefined],
  ])('reads the .dvc file of %s', async (_, content, expected) => {
    write('data/train.csv.dvc', content);
    expect(await digest('data/train.csv')).toBe(expected);
    expect(await digest('data/train.csv/')).toBe(expected);
  });

  it.each([
    ['an output', lock(`    outs:\n${item('data/train.csv', MD5)}`)],
    ['a dependency', lock(`    deps:\n${item('data/train.csv', MD5)}`)],
    ['a path written otherwise', lock(`    deps:\n${item('./x/../data/train.csv', MD5)}`)],
    [
      'an output that later stages have not read yet',
      lock(`    deps:\n${item('data/train.csv', OTHER)}`, `    outs:\n${item('data/train.csv', MD5)}`),
    ],
    [
      'a dependency of several stages',
      lock(`    deps:\n${item('data/train.csv', MD5)}`, `    deps:\n${item('data/train.csv', MD5)}`),
    ],
  ])('reads %s in a dvc.lock upward', async (_, content) => {
    write('dvc.lock', content);
    write('data/dvc.lock', lock(`    outs:\n${item('other/train.csv', OTHER)}`));
    expect(await digest('data/train.csv')).toBe(`md5:${MD5}`);
  });

  it('has no answer where stages read different states of the data', async () => {
    write('dvc.lock', lock(`    deps:\n${item('a.csv', MD5)}`, `    deps:\n${item('a.csv', OTHER)}`));
    expect(await digest('a.csv')).toBeUndefined();
  });

  it('prefers the .dvc file, then the nearest lock', async () => {
    write('dvc.lock', lock(`    outs:\n${item('data/a.csv', OTHER)}`));
    expect(await digest('data/a.csv')).toBe(`md5:${OTHER}`);
    write('data/dvc.lock', lock(`    outs:\n${item('a.csv', MD5)}`));
    expect(await digest('data/a.csv')).toBe(`md5:${MD5}`);
    write('data/a.csv.dvc', `outs:\n- md5: ${OTHER}\n  path: a.csv\n`);
    expect(await digest('data/a.csv')).toBe(`md5:${OTHER}`);
  });

  it('finds nothing where DVC keeps no record', async () => {
    write('data/a.csv', '1,2\n');
    expect(await digest('data/a.csv')).toBeUndefined();
    expect(await digest('v2024-01-16')).toBeUndefined();
  });
});
