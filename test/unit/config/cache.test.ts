import { expect, it } from 'vitest';
import { cacheDirectory } from '../../../src/config/cache.ts';

it.each([
  [{}, '/home/ada/.cache/mreg'],
  [{ XDG_CACHE_HOME: '/var/cache/ada' }, '/var/cache/ada/mreg'],
  [{ XDG_CACHE_HOME: 'relative' }, '/home/ada/.cache/mreg'],
  [{ LOCALAPPDATA: '/local' }, '/local/mreg'],
  [{ MREG_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
  [{ MREG_CACHE: '' }, '/home/ada/.cache/mreg'],
  [{ MREG_CACHE: 'off' }, undefined],
  [{ MREG_CACHE: 'OFF', XDG_CACHE_HOME: '/xdg' }, undefined],
] as const)('%j is %s', (env, expected) => expect(cacheDirectory(env, '/home/ada')).toBe(expected));

it('there is none without a home', () => expect(cacheDirectory({}, '')).toBeUndefined());
