/** Paths below /api/v1. */

export interface ModelName {
  readonly type: string;
  readonly model: string;
}

/** The path of a model, or of something below it. */
export function modelPath({ type, model }: ModelName, ...rest: readonly string[]): string {
  return `/models/${[type, model, ...rest].map(encodeURIComponent).join('/')}`;
}

/** The path of a version, or of something below it. */
export function versionPath(
  version: ModelName & { readonly version: string },
  ...rest: readonly string[]
): string {
  return modelPath(version, 'versions', version.version, ...rest);
}
