import fc from 'fast-check';
import semver from 'semver';
import { expect, it } from 'vitest';
import { compareVersions, nextVersion, readVersion } from '../../src/core/names/version.ts';

/** Small numbers and the largest, so that plain versions, pre-releases and what is read with care all come up. */
const number = fc.oneof(
  fc.nat(12),
  fc.constantFrom(999999999999999, 1000000000000000, Number.MAX_SAFE_INTEGER - 1),
);
const version = fc
  .tuple(fc.constantFrom('', 'v'), number, number, number, fc.constantFrom('', '', '-rc.1', '-rc.2', '-a'))
  .map(([v, major, minor, patch, pre]) => `${v}${major}.${minor}.${patch}${pre}`);

it('versions are read, compared and raised as semver does', () => {
  fc.assert(
    fc.property(version, version, fc.constantFrom('major', 'minor', 'patch'), (a, b, bump) => {
      expect(readVersion(a)).toBe(`v${semver.parse(a)?.version}`);
      expect(compareVersions(a, b)).toBe(semver.compare(a, b));
      expect(nextVersion([a], bump)).toBe(`v${semver.inc(a, bump)}`);
    }),
    { numRuns: 2000 },
  );
});
