import fc from 'fast-check';
import { expect, it } from 'vitest';
import { latestVersion, nextVersion } from '../../src/core/names/version.ts';
import type { VersionState } from '../../src/core/state/model.ts';
import { Versions } from '../../src/core/state/versions.ts';

/** More than a copy may differ from what it shares with others. */
const POOL = 400;
const nameOf = (index: number) => `v${1 + (index % 3)}.${index}.0${index % 7 === 0 ? '-rc.1' : ''}`;

const stateOf = (number: number, deleted: boolean): VersionState => ({
  number,
  directory: `t/m_${number}`,
  registered_at: '2026-05-03T14:00:00Z',
  metadata_sha256: '',
  digest: '',
  size: number,
  ...(deleted && { deleted: { at: '2026-05-03T14:00:00Z', from: 'None', revision: 1 } }),
});

type Step = { readonly do: 'set' | 'trash' | 'delete' | 'copy'; readonly index: number };

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom('set', 'set', 'set', 'trash', 'delete', 'copy'),
    index: fc.nat(POOL - 1),
  }),
  { maxLength: 1500, size: 'max' },
);

/** What a map of all of them says; the order of a map is that of registration, too. */
function describe(rows: ReadonlyMap<string, VersionState>) {
  const names = [...rows.keys()];
  const live = [...rows].filter(([, { deleted }]) => !deleted);
  return {
    rows: [...rows],
    names,
    last: names.toReversed(),
    live: live.length,
    size: live.reduce((sum, [, { size }]) => sum + size, 0),
    latest: latestVersion(live.map(([name]) => name)),
    next: nextVersion(names),
  };
}

function describeShared(versions: Versions): ReturnType<typeof describe> {
  const { highest, latest, live, size } = versions.totals();
  return {
    rows: [...versions],
    names: versions.names(),
    last: [...versions.newestFirst()],
    live,
    size,
    latest,
    next: nextVersion(highest === undefined ? [] : [highest]),
  };
}

it('shared versions say what a map does, and no copy changes with another', () => {
  fc.assert(
    fc.property(fc.nat(POOL), fc.boolean(), steps, (known, early, steps) => {
      const begin = Object.fromEntries(
        Array.from({ length: known }, (_, index) => [nameOf(index), stateOf(index + 1, index % 5 === 0)]),
      );
      let versions = new Versions(begin);
      let rows = new Map(Object.entries(begin));
      let number = known + 1;
      const kept: [Versions, ReturnType<typeof describe>][] = [];
      // What is asked early is kept from then on.
      if (early) versions.totals();
      for (const { do: what, index } of steps) {
        const name = nameOf(index);
        const before = rows.get(name);
        expect(versions.get(name)).toBe(before);
        if (what === 'copy') {
          if (kept.length < 4) kept.push([versions, describe(rows)]);
          versions = new Versions(versions);
          if (early) versions.totals();
          rows = new Map(rows);
        } else if (what === 'delete') {
          versions.delete(name);
          rows.delete(name);
        } else if (what === 'set' || before) {
          const state = stateOf(before?.number ?? number++, what === 'trash');
          versions.set(name, state);
          rows.set(name, state);
        }
      }
      for (const [earlier, was] of kept) expect(describeShared(earlier)).toEqual(was);
      expect(describeShared(versions)).toEqual(describe(rows));
      expect(new Versions(versions)).toEqual(new Versions(Object.fromEntries(rows)));
      for (const [name, { number }] of rows) expect(versions.numbered(number)).toBe(name);
      expect(versions.numbered(number)).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

it('two are alike only if they hold the same', () => {
  const one = { 'v1.0.0': stateOf(1, false), 'v1.1.0': stateOf(2, false) };
  expect(new Versions(one)).not.toEqual(new Versions({ ...one, 'v1.1.0': stateOf(2, true) }));
  expect(new Versions(one)).not.toEqual(new Versions({ 'v1.0.0': stateOf(1, false) }));
  expect(JSON.parse(JSON.stringify(new Versions(one)))).toEqual(one);
});

it('what every object has is no version', () => {
  expect(new Versions({ 'v1.0.0': stateOf(1, false) }).get('constructor')).toBeUndefined();
  expect(new Versions().get('__proto__')).toBeUndefined();
});
