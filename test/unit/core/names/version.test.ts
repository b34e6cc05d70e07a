import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  isRange,
  latestInRange,
  latestVersion,
  nextVersion,
  parseVersion,
  readVersion,
} from '../../../../src/core/names/version.ts';
import { codeOf } from '../../../support/state.ts';

describe('a version', () => {
  it.each([
    ['1.2.0', 'v1.2.0'],
    ['v1.2.0', 'v1.2.0'],
    ['v2.0.0-rc.1', 'v2.0.0-rc.1'],
    ['0.0.0', 'v0.0.0'],
  ])('%s is written %s', (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it.each([
    '',
    'v',
    '1',
    '1.2',
    'V1.2.0',
    '=1.2.0',
    ' 1.2.0',
    '1.2.0 ',
    '1.2.0\n',
    '01.2.0',
    '1.2.0-',
    '1.2.0-a_b',
    '1.2.0+build',
    '1.2.9007199254740992',
    `1.2.0-${'a'.repeat(200)}`,
    'constructor',
    '__proto__',
  ])('%j is none', (text) => {
    expect(readVersion(text)).toBeUndefined();
    expect(codeOf(() => parseVersion(text))).toBe('MREG_INVALID');
  });

  it.each([
    ['1', 'did you mean v1.0.0?'],
    ['v1.2', 'did you mean v1.2.0?'],
    ['1.2.0+build', 'use v1.2.0, and a tag for the rest'],
  ])('%s gets a hint', (text, hint) => {
    expect(() => parseVersion(text)).toThrow(expect.objectContaining({ hint }));
  });
});

describe('latest', () => {
  it.each([
    [['v1.0.0', 'v1.10.0', 'v1.9.0'], 'v1.10.0'],
    [['v1.0.0', 'v2.0.0-rc.1'], 'v1.0.0'],
    [['v2.0.0-rc.2', 'v2.0.0-rc.10', 'v2.0.0-beta'], 'v2.0.0-rc.10'],
    [[], undefined],
  ])('of %j is %s', (versions, latest) => {
    expect(latestVersion(versions)).toBe(latest);
  });
});

describe('a range', () => {
  const versions = ['v0.9.0', 'v1.0.3', 'v1.2.0', 'v1.10.1', 'v2.0.0-rc.1', 'v2.0.0'];

  it.each([
    ['^1.2', 'v1.10.1'],
    ['~1.0', 'v1.0.3'],
    ['>=1 <2', 'v1.10.1'],
    ['1.x', 'v1.10.1'],
    ['v1', 'v1.10.1'],
    ['*', 'v2.0.0'],
    ['>=2.0.0-rc.0 <2.0.0', 'v2.0.0-rc.1'],
    ['<1.0.0', 'v0.9.0'],
    ['^3', undefined],
    ['', 'v2.0.0'],
    ['||', 'v2.0.0'],
  ])('%s picks %s', (range, version) => {
    expect(isRange(range)).toBe(true);
    expect(latestInRange(versions, range)).toBe(version);
  });

  it('takes pre-releases only where it names one', () => {
    expect(latestInRange(['v2.0.0-rc.1'], '>=1')).toBeUndefined();
  });

  it.each(['|', 'champion', 'latest', 'constructor', '__proto__', 'exp'])('%j is none', (text) => {
    expect(isRange(text)).toBe(false);
  });
});

describe('the next version', () => {
  it.each([
    [[], 'patch', 'v1.0.0'],
    [[], 'major', 'v1.0.0'],
    [['v1.2.3'], 'patch', 'v1.2.4'],
    [['v1.2.3'], 'minor', 'v1.3.0'],
    [['v1.2.3'], 'major', 'v2.0.0'],
    [['v2.0.0-rc.1', 'v1.2.3'], 'patch', 'v2.0.0'],
    [['v1.9.0', 'v1.10.0'], 'patch', 'v1.10.1'],
  ] as const)('after %j by %s is %s', (versions, bump, next) => {
    expect(nextVersion(versions, bump)).toBe(next);
    for (const version of versions) expect(compareVersions(next, version)).toBeGreaterThan(0);
  });

  it('is refused where no number is left', () => {
    expect(codeOf(() => nextVersion([`v1.0.${Number.MAX_SAFE_INTEGER}`]))).toBe('MREG_CONFLICT');
    expect(nextVersion([`v1.0.${Number.MAX_SAFE_INTEGER}`], 'minor')).toBe('v1.1.0');
  });
});
