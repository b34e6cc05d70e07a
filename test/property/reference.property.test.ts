import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDisplayName, isNameElsewhere } from '../../src/core/names/display-name.ts';
import { isName } from '../../src/core/names/name.ts';
import { formatReference, parseReference } from '../../src/core/names/reference.ts';
import { readVersion } from '../../src/core/names/version.ts';
import { MregError } from '../../src/errors.ts';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/).filter(isName);
const version = fc
  .tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom('', '-rc.1', '-alpha', '-0.x-1'))
  .map(([major, minor, patch, pre]) => `v${major}.${minor}.${patch}${pre}`);

// Text that looks like a reference, to get past the first character.
const piece = fc.oneof(
  name,
  version,
  fc.constantFrom('@', ':', '/', 'models:/', './', '..', '>=1 <2', '^', '~1', '||', ' - ', 'x', '*', '', '%'),
  fc.constantFrom('constructor', '__proto__', 'latest', 'Production', '\u202e', '\0', '9'.repeat(40)),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const likeAReference = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

it('answers any text with a reference or MREG_INVALID', () => {
  fc.assert(
    fc.property(fc.oneof(likeAReference, fc.string({ unit: 'binary' })), (text) => {
      try {
        const { type, name } = parseReference(text);
        expect(isName(name) || isDisplayName(name) || isNameElsewhere(name)).toBe(true);
        if (type !== undefined) expect([isName(type), isName(name)]).toEqual([true, true]);
      } catch (error) {
        expect(error).toBeInstanceOf(MregError);
        expect(error).toMatchObject({ code: 'MREG_INVALID' });
      }
    }),
    { numRuns: 5000 },
  );
});

it('reads what it writes', () => {
  fc.assert(
    fc.property(name, name, version, (type, name, version) => {
      const reference = { type, name, selector: { kind: 'version', version } };
      expect(parseReference(formatReference(type, name, version))).toMatchObject(reference);
      expect(parseReference(formatReference(type, name, version).replace('@', ':'))).toMatchObject(reference);
      expect(parseReference(`models:/${type}/${name}/${version}`)).toMatchObject(reference);
    }),
  );
});

it('reads a version in one way only', () => {
  fc.assert(
    fc.property(likeAReference, (text) => {
      const version = readVersion(text);
      if (version !== undefined) expect(readVersion(version)).toBe(version);
    }),
    { numRuns: 2000 },
  );
});
