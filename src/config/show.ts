import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import type { ConfigResult } from '../generated/output.ts';
import { findRoot } from './load.ts';
import type { Origin, ResolvedSettings } from './resolve.ts';
import { SETTING_KEYS } from './settings.ts';

/** Each setting with its value, null where it has none, and its origin in words; `root` as commands find it.
 * @throws MREG_USAGE for a key that does not exist */
export async function showSettings(
  place: { readonly cwd: string },
  resolved: ResolvedSettings,
  only?: string,
): Promise<ConfigResult['settings']> {
  if (only !== undefined && !SETTING_KEYS.some((key) => key === only)) {
    const close = nearest(only, SETTING_KEYS);
    throw new MregError('MREG_USAGE', `no setting '${only}'; there are ${SETTING_KEYS.join(', ')}`, {
      hint: close && `mreg config ${close}`,
    });
  }
  const { root, origin } = findRoot(place, resolved);
  return SETTING_KEYS.filter((key) => only === undefined || key === only).map((key) => ({
    key,
    value: key === 'root' ? root : (resolved.settings[key] ?? null),
    origin: describeOrigin(key === 'root' ? origin : resolved.origins[key]),
  }));
}

function describeOrigin(origin: Origin | { source: 'found' }): string {
  switch (origin.source) {
    case 'flag':
    case 'environment':
      return origin.name;
    case 'project':
    case 'user':
      return origin.file;
    case 'found':
      return 'found upward';
    case 'default':
      return 'default';
  }
}
