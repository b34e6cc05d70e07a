import { homedir } from 'node:os';
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

/** As `os.homedir` has it, which takes longer to load than to answer. A user id without a name has no home. */
export function homeOf({ HOME: home }: Environment): string | undefined {
  if (process.platform !== 'win32' && home) return home;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
