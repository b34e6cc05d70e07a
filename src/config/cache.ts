import { isAbsolute, join } from 'node:path';
import type { Environment } from './resolve.ts';

/** Where what was read of registries may be kept: `MREG_CACHE`, else `mreg` in `$XDG_CACHE_HOME`, in `%LOCALAPPDATA%` or
 * in `~/.cache` (XDG Base Directory Specification, which ignores a relative path). Undefined where `MREG_CACHE` is `off`, or there is no
 * home. */
export function cacheDirectory(env: Environment, home: string | undefined): string | undefined {
  const { MREG_CACHE: own = '', XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = env;
  if (own.toLowerCase() === 'off') return undefined;
  if (isAbsolute(own)) return own;
  if (isAbsolute(xdg)) return join(xdg, 'mreg');
  if (isAbsolute(local)) return join(local, 'mreg');
  return home && isAbsolute(home) ? join(home, '.cache', 'mreg') : undefined;
}
