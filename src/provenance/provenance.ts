/** Where a source comes from, as far as it can be told: nothing here ever fails. */
import { findGit, type GitProvenance } from './git.ts';
import type { Environment } from './upward.ts';

export interface Provenance {
  readonly git?: GitProvenance;
  /** The address of the CI run. */
  readonly run_url?: string;
}

/** A git that takes longer is not waited for. */
const LIMIT_MS = 5000;

/**
 * The git commit of the repository that holds `path`, if there is a path, and the CI run that the environment tells of. No program that the
 * repository names is run.
 */
export async function findProvenance({
  path,
  env,
  limitMs = LIMIT_MS,
}: {
  path: string | undefined;
  env: Environment;
  limitMs?: number;
}): Promise<Provenance> {
  const git = path === undefined ? undefined : await findGit(path, env, limitMs).catch(() => undefined);
  const run_url = runUrl(env);
  return { ...(git && { git }), ...(run_url !== undefined && { run_url }) };
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
