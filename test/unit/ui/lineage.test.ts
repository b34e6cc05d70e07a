import { expect, it } from 'vitest';
import { lineageGraph } from '../../../src/ui/views/version/lineage-graph.ts';

const NOTHING = {
  ancestors: [],
  descendants: [],
  edges: [],
  missing: [],
  cyclic: [],
  origins: [],
  unreadable: [],
};

it('draws versions with the run and the data of each, once', () => {
  const { nodes, edges, left } = lineageGraph('t/m@v2', {
    ...NOTHING,
    ancestors: ['t/m@v1', 'base/bert'],
    edges: [
      { parent: 't/m@v1', child: 't/m@v2' },
      { parent: 'base/bert', child: 't/m@v1' },
      { parent: 't/m@v2', child: 't/m@v2' },
    ],
    missing: ['base/bert'],
    origins: [
      { ref: 't/m@v1', run_id: null, data_version: '2026-w20', commit: null },
      { ref: 't/m@v2', run_id: 'f00ba7f00ba7', data_version: '2026-w20', commit: 'abc' },
    ],
  });
  expect(nodes.map(({ kind, name, note }) => [kind, name, note])).toEqual([
    ['version', 'v2', 't/m'],
    ['version', 'v1', 't/m'],
    ['missing', 'base/bert', 'not in the registry'],
    ['data', '2026-w20', 'data'],
    ['run', 'f00ba7f0', 'run'],
  ]);
  expect(edges).toHaveLength(5);
  expect(left).toBe(0);
});

it('draws the nearest of many, on either side', () => {
  const names = (side: string) => Array.from({ length: 100 }, (_, at) => `t/m@${side}${at}`);
  const { nodes, left } = lineageGraph('t/m@v', {
    ...NOTHING,
    ancestors: names('a'),
    descendants: names('d'),
  });
  expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['v', 'a0', 'a29', 'd0', 'd29']));
  expect(nodes).toHaveLength(61);
  expect(left).toBe(140);
  expect(
    lineageGraph('t/m@v', { ...NOTHING, ancestors: names('a'), descendants: ['t/m@d'] }).nodes,
  ).toHaveLength(61);
});
