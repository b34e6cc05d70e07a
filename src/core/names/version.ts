/** Semantic versions as the registry uses them (semver.org 2.0.0), always written with a leading `v`. */
import compare from 'semver/functions/compare.js';
import inc from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import maxSatisfying from 'semver/ranges/max-satisfying.js';
import validRange from 'semver/ranges/valid.js';
import { MregError } from '../../errors.ts';
import type { Bump } from './bump.ts';

/** A semantic version with its leading `v`, such as `v1.2.0` or `v2.0.0-rc.1`. */
export type Version = string & { readonly __brand: 'version' };

const FIRST = 'v1.0.0' as Version;

/** Three numbers, as nearly all versions are: those are read and compared here, since loading semver takes longer than
 * most commands, and comparing ten thousand with it longer than listing them. */
const PLAIN = /^v?((0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14}))$/;

/** A directory's name holds a model's name and a timestamp beside the version, in 255 bytes. */
const MAX_LENGTH = 128;

/** The version that `text` writes; undefined if it writes none. */
export function readVersion(text: string): Version | undefined {
  const [, plain] = PLAIN.exec(text) ?? [];
  if (plain !== undefined) return `v${plain}` as Version;
  const parsed = isPlausible(text) ? parse(text) : null;
  return parsed && parsed.build.length === 0 ? (`v${parsed.version}` as Version) : undefined;
}

// semver trims what it parses; a version with a space is none.
function isPlausible(text: string): boolean {
  return text.length <= MAX_LENGTH && /^v?\d\S*$/.test(text);
}

/**
 * The version that `text` writes.
 * Build metadata (`+…`) is refused: it has no rank in semver's precedence (item 10), so two versions
 * that differ in it alone could not be told apart by `latest` or a range.
 * @throws MREG_INVALID
 */
export function parseVersion(text: string): Version {
  const version = readVersion(text);
  if (version) return version;
  const build = text.includes('+') && parse(text);
  if (build) {
    throw new MregError('MREG_INVALID', `version '${text}' has build metadata, which has no order`, {
      hint: `use ${`v${build.version}`}, and a tag for the rest`,
    });
  }
  const loose = /^v?(\d+)(?:\.(\d+))?$/.exec(text);
  if (text.length > MAX_LENGTH) {
    throw new MregError(
      'MREG_INVALID',
      `version '${text}' has ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  throw new MregError('MREG_INVALID', `'${text}' is not a semantic version such as v1.2.0`, {
    hint: loose ? `did you mean v${loose[1]}.${loose[2] ?? 0}.0?` : undefined,
  });
}

/** Whether `text` is a semver range (`^1.2`, `>=1 <2`, `1.x`). Exact versions and `1` are ranges too; the empty text is the range
 * of all versions. */
export function isRange(text: string): boolean {
  // Every range has a digit or a wildcard, or is empty; asking semver costs a millisecond that most lookups need not pay.
  return /[\dxX*]|^[\s|]*$/.test(text) && validRange(text) !== null;
}

/** Order by semver precedence, lowest first. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [PLAIN.exec(a), PLAIN.exec(b)];
  if (!x || !y) return compare(a, b);
  for (const part of [2, 3, 4]) {
    const difference = Number(x[part]) - Number(y[part]);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

export function isRelease(version: string): boolean {
  return !version.includes('-');
}

/** The highest version by precedence, releases before pre-releases. */
export function latestVersion<V extends string>(versions: readonly V[]): V | undefined {
  if (versions.length < 2) return versions[0];
  const releases = versions.filter(isRelease);
  return highest(releases.length > 0 ? releases : versions);
}

function highest<V extends string>(versions: readonly V[]): V | undefined {
  return versions.reduce<V | undefined>(
    (top, version) => (top && compareVersions(top, version) >= 0 ? top : version),
    undefined,
  );
}

/** The highest version in a range; a pre-release only if the range names one (npm's rule). */
export function latestInRange(versions: readonly string[], range: string): string | undefined {
  return maxSatisfying([...versions], range) ?? undefined;
}

function raise(version: string, bump: Bump): string | null {
  const numbers = PLAIN.exec(version)?.slice(2).map(Number);
  const at = ['major', 'minor', 'patch'].indexOf(bump);
  return (
    numbers?.map((number, part) => (part < at ? number : part > at ? 0 : number + 1)).join('.') ??
    inc(version, bump)
  );
}

/** The version after the highest of `versions`; `v1.0.0` where there is none.
 * @throws MREG_CONFLICT where the number to raise is the highest that semver reads (2^53 - 1) */
export function nextVersion(versions: readonly string[], bump: Bump = 'patch'): Version {
  const top = highest(versions);
  if (top === undefined) return FIRST;
  const next = readVersion(`v${raise(top, bump)}`);
  if (next) return next;
  throw new MregError('MREG_CONFLICT', `no ${bump} version comes after ${top}`, {
    hint: 'say which: add --version',
  });
}
