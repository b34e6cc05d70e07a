import { expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { errno, io, meaningOf } from '../../src/system-error.ts';

/** As Node 20 reports a number that it has no name for. */
function unnamed(number: number): Error {
  return Object.assign(new Error(`Unknown system error -${number}: x, read`), {
    code: `Unknown system error -${number}`,
    errno: -number,
    syscall: 'read',
  });
}

it.skipIf(process.platform !== 'linux').each([
  [116, 'ESTALE', 'the server no longer has the file that was opened'],
  [122, 'EDQUOT', 'the disk quota is used up'],
  [117, 'EUCLEAN', 'the file system is damaged'],
  [126, 'ENOKEY', 'the key to decrypt it is missing'],
  [524, 'ENOTSUPP', 'ENOTSUPP'],
  [999, 'E999', 'error 999'],
])('error %i is %s', async (number, name, meaning) => {
  expect([errno(unnamed(number)), meaningOf(unnamed(number))]).toEqual([name, meaning]);
  await expect(io('read', '/a', () => Promise.reject(unnamed(number)))).rejects.toMatchObject({
    code: 'MREG_IO',
    message: `cannot read /a: ${meaning}`,
    details: { operation: 'read', path: '/a', errno: name },
  });
});

it('an error of mreg is none of the system', () => {
  expect(errno(new MregError('MREG_INTERRUPTED', 'interrupted'))).toBeUndefined();
});

it('an error that is none of the system passes as it is', async () => {
  const error = new TypeError('x');
  await expect(io('read', '/a', () => Promise.reject(error))).rejects.toBe(error);
});
