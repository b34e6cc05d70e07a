import { expect, it } from 'vitest';
import type { Change } from '../../../src/generated/log-entry.ts';
import { SCHEMAS } from '../../../src/generated/schemas.ts';
import { describeChange } from '../../../src/render/words/change.ts';
import { isCondition } from '../../../src/ui/parts/search/is-condition.ts';
import { periodsOf } from '../../../src/ui/views/model/periods.ts';

const FACTS = {
  version: 'v1.0.0',
  to: 'x',
  from: 'y',
  alias: 'a',
  directory: 'd',
  called: 'e',
};

it('has words for every kind of change', () => {
  const text = JSON.stringify(SCHEMAS['log-entry' as keyof typeof SCHEMAS]);
  const kinds = new Set([...text.matchAll(/"change":\{"const":"([a-z-]+)"/g)].map(([, kind]) => kind));
  expect(kinds.size).toBeGreaterThan(20);
  for (const change of kinds) {
    const named = /^(registry|directory)-/.test(String(change)) ? {} : { type: 't', name: 'm' };
    const facts = String(change).startsWith('experiment-') ? { experiment: '1' } : named;
    const tags = String(change).includes('tags') ? { from: { a: '1' }, to: { b: '2' } } : {};
    expect(
      describeChange({ ...FACTS, ...facts, ...tags, change } as unknown as Change),
      String(change),
    ).toMatch(/\S/);
  }
});

const entry = (day: number, ...changes: object[]) => ({
  revision: day,
  id: '',
  previous: null,
  at: `2026-05-0${day}T00:00:00.000Z`,
  by: { user: 'u', host: 'h' },
  command: 'promote',
  reason: null,
  changes,
});
const move = (version: string, from: string, to: string) => ({
  change: 'stage-changed',
  type: 't',
  name: 'm',
  version,
  from,
  to,
});

it('tells when which version was in which stage', () => {
  const newestFirst = [
    entry(4, { change: 'version-deleted', version: 'v3', from: 'Staging' }),
    entry(3, move('v2', 'None', 'Production'), move('v1', 'Production', 'Archived')),
    entry(2, move('v1', 'Staging', 'Production'), move('v3', 'None', 'Staging')),
    entry(1, move('v1', 'None', 'Staging'), { change: 'tags-changed', version: 'v1', from: {}, to: {} }),
  ];
  const said = periodsOf(newestFirst).map(({ version, stage, from, to }) => [
    version,
    stage,
    from.slice(8, 10),
    to?.slice(8, 10),
  ]);
  expect(said).toEqual([
    ['v1', 'Staging', '01', '02'],
    ['v1', 'Production', '02', '03'],
    ['v3', 'Staging', '02', '04'],
    ['v2', 'Production', '03', undefined],
  ]);
});

it.each([
  ['ranker', false],
  ['rl_agents/ppo', false],
  ['inventory', false],
  ['f1 > 0.8', true],
  ["tags.team = 'quant'", true],
  ['stage in (Staging)', true],
])('%s: a condition? %s', (text, is) => expect(isCondition(text)).toBe(is));
