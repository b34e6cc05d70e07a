/** Whether a location is another, or lies below it. */
export function isBelow(location: string, root: string): boolean {
  const base = root.replace(/\/+$/, '');
  return base !== '' && (location === base || location.startsWith(`${base}/`));
}

/** The path of a location below another. */
export function pathBelow(location: string, root: string): string {
  return location.slice(root.replace(/\/+$/, '').length).replace(/^\/+|\/+$/g, '');
}

/** The run and the path of `runs:/4f…/model`; undefined for a path that leads out of the run. */
export function placeInRun(location: string): { readonly run: string; readonly path: string } | undefined {
  const [, run, path = ''] = /^runs:\/+([^/]+)\/*(.*)$/s.exec(location) ?? [];
  return run === undefined || path.split('/').includes('..')
    ? undefined
    : { run, path: path.replace(/\/+$/, '') };
}

/** `1/4f…/artifacts/model` of `mlflow-artifacts:/1/4f…/artifacts/model`. */
export function proxiedPath(location: string): string | undefined {
  return /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(location)?.[1]?.replace(/\/+$/, '');
}
