import { BASE, linkTo } from './address.ts';

/** MLflow's clients print addresses of MLflow's own page: `/#/experiments/1/runs/ID`. They lead to the same thing here. */
export function redirectFromMlflow(): void {
  const [, kind, id = '', within, what = ''] =
    /^#\/(experiments|models)\/([^/?]+)(?:\/(runs|versions)\/([^/?]+))?/.exec(location.hash) ?? [];
  if (kind === undefined) return;
  const name = decodeURIComponent(id);
  const address =
    kind === 'experiments'
      ? within === 'runs'
        ? linkTo('runs', what)
        : linkTo('experiments', name)
      : `${BASE}models?find=${encodeURIComponent(name)}`;
  history.replaceState(null, '', address);
}
