/** Archives with a run: a sound one, and those that must be refused. */
import { digestOf, listOf, type Member, recipeMembers, tarOf } from './archive.ts';
import { encodeJournal, journalFile } from './journal.ts';

export const RUN_ID = '0123456789abcdef0123456789abcdef';
const AT = '2026-01-01T00:00:00.000Z';

type Json = Record<string, unknown>;

const CREATED = { kind: 'run', name: 'swift-otter', started_at: AT };
const FIRST = { batch: 1, id: '0123abcd', at: AT, created: CREATED, params: { lr: '0.1' } };
const SECOND = {
  batch: 2,
  id: '0123abce',
  at: AT,
  points: [{ timestamp: 1, step: 0, metrics: { loss: 0.5, worst: 'NaN' } }],
};
const FILE = { path: 'model.bin', size: 7, sha256: digestOf('weights') };
const THIRD = { batch: 3, id: '0123abcf', at: AT, artifact: FILE };

interface RunRecipe {
  readonly experiment?: string;
  readonly id?: string;
  /** Where the files of the journal say they lie. */
  readonly of?: string;
  readonly header?: Json;
  readonly batches?: readonly (Json | string)[];
  /** The number of the first batch. */
  readonly first?: number;
  /** By their paths in the run's directory. */
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly experiments?: unknown;
  readonly others?: readonly Member[];
}

/** The archive of one version and one run, in which every digest is right, whatever else is not. */
export function runArchive(recipe: RunRecipe = {}): Buffer {
  const { experiment = '1', id = RUN_ID, batches = [FIRST, SECOND, THIRD], first = 1 } = recipe;
  const { artifacts = { 'artifacts/model.bin': 'weights' }, others = [] } = recipe;
  const directory = `.mreg/runs/${experiment}/${id}`;
  const of = recipe.of ?? `runs/${experiment}/${id}`;
  const [list, ...version] = recipeMembers() as [Member, ...Member[]];
  const members = [
    ...batches.map((batch, at) => ({
      path: `${directory}/${journalFile(first + at)}`,
      content: Buffer.from(
        encodeJournal(
          of,
          first + at,
          [typeof batch === 'string' ? batch : JSON.stringify(batch)],
          recipe.header,
        ),
      ),
    })),
    ...Object.entries(artifacts).map(([path, text]) => ({
      path: `${directory}/${path}`,
      content: Buffer.from(text),
    })),
    ...others,
    ...version,
  ].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  const { models } = JSON.parse(String(list.content));
  const experiments = 'experiments' in recipe ? recipe.experiments : { 1: { name: 'churn' } };
  return tarOf([listOf({ models, ...(experiments !== undefined && { experiments }) }, members), ...members]);
}

const changed = (change: Json, at = 2) => ({
  batches: [FIRST, SECOND, THIRD].map((batch, index) => (index === at ? { ...batch, ...change } : batch)),
});
const point = (change: Json) =>
  changed({ points: [{ timestamp: 1, step: 0, metrics: { a: 1 }, ...change }] }, 1);
const [A, B, C] = [FIRST, SECOND, THIRD].map((batch) => JSON.stringify(batch)) as [string, string, string];

const RECIPES: Readonly<Record<string, RunRecipe>> = {
  'runs without experiments': { experiments: undefined },
  'a run of another experiment': { experiments: { 2: { name: 'churn' } } },
  'experiments that are a list': { experiments: [{ name: 'churn' }] },
  'an experiment without a name': { experiments: { 1: {} } },
  'an experiment with more to it': { experiments: { 1: { name: 'churn', shell: 'rm' } } },
  'an experiment that leads away': { experiments: { '../1': { name: 'churn' } } },
  'a run in a place that leads away': { experiment: '01' },
  'an id that is none': { id: 'A'.repeat(32) },
  'an id of a logged model for a run': { id: `m-${RUN_ID}`, of: `runs/1/m-${RUN_ID}` },
  'a journal of another run': { of: 'runs/1/ffffffffffffffffffffffffffffffff' },
  'a journal of the log': { of: 'log' },
  'a header with more to it': { header: { digest: {} } },
  'a journal that is compressed': { header: { encoding: 'gzip' } },
  'no journal': { batches: [] },
  'a journal without its beginning': { batches: [SECOND], first: 2, artifacts: {} },
  'a batch of another place': { batches: [FIRST], artifacts: {}, first: 3 },
  'a batch of another number': { batches: [FIRST, { ...SECOND, batch: 3 }], artifacts: {} },
  'a run that is created twice': changed({ created: CREATED }),
  'a run that is not created': { batches: [{ ...FIRST, created: undefined }], artifacts: {} },
  'a run of another kind': { batches: [{ ...FIRST, created: { ...CREATED, kind: 'model' } }], artifacts: {} },
  'a run that is nothing': { batches: [{ ...FIRST, created: { ...CREATED, kind: 'x' } }], artifacts: {} },
  'a run that was purged': { batches: [FIRST, { ...SECOND, purged: true }], artifacts: {} },
  'an id of a batch that is none': changed({ id: '../../ab' }),
  'a moment that is none': changed({ at: 'yesterday' }),
  'a param that is no text': changed({ params: { a: 1 } }),
  'params that are a list': changed({ params: ['a'] }),
  'a tag that is no text': changed({ tags: { a: 1 } }),
  'a metric that is no number': point({ metrics: { a: [] } }),
  'a step that is none': point({ step: 0.5 }),
  'a time that is none': point({ timestamp: 'now' }),
  'a point that is none': changed({ points: ['x'] }, 1),
  'a point with more to it': point({ shell: 'rm' }),
  'a batch with more to it': changed({ shell: 'rm' }),
  'a data set that is none': changed({ datasets: [{ name: 'x' }] }),
  'outputs that are none': changed({ outputs: [{ model_id: 1, step: 0 }] }),
  'paths taken away that are none': changed({ removed: [1] }),
  'a batch that is not JSON': { batches: [A, '{', C] },
  'a batch with a key twice': { batches: [A, B.replace('"batch":2', '"batch":2,"batch":2'), C] },
  'a batch with spaces': { batches: [A, B.replace('"batch":2', '"batch": 2'), C] },
  'a batch with a prototype': {
    batches: [A, B.replace('"points"', '"params":{"__proto__":"x"},"points"'), C],
  },
  'two lines for a batch': { batches: [A, `${B}\n${B}`, C] },
  'an artifact that leads away': changed({ artifact: { ...FILE, path: '../../../model.bin' } }),
  'an artifact that is absolute': changed({ artifact: { ...FILE, path: '/etc/passwd' } }),
  'an artifact of another size': changed({ artifact: { ...FILE, size: 8 } }),
  'an artifact of other bytes': changed({ artifact: { ...FILE, sha256: digestOf('x') } }),
  'an artifact that is missing': { artifacts: {} },
  'an artifact that is not on record': {
    artifacts: { 'artifacts/model.bin': 'weights', 'artifacts/z.bin': 'x' },
  },
  'an artifact of another life': { artifacts: { 'artifacts-2/model.bin': 'weights' } },
  'an artifact that was taken away': {
    batches: [FIRST, SECOND, THIRD, { batch: 4, id: '0123abd0', at: AT, removed: ['model.bin'] }],
  },
  'a file of a run that is none': {
    others: [{ path: `.mreg/runs/1/${RUN_ID}/x`, content: Buffer.from('x') }],
  },
  'a file beside the runs': { others: [{ path: '.mreg/runs/x', content: Buffer.from('x') }] },
  'a file of an experiment': { others: [{ path: '.mreg/runs/1/x', content: Buffer.from('x') }] },
  'a run twice': {
    experiments: { 1: { name: 'churn' }, 2: { name: 'other' } },
    others: [
      {
        path: `.mreg/runs/2/${RUN_ID}/${journalFile(1)}`,
        content: Buffer.from(encodeJournal(`runs/2/${RUN_ID}`, 1, [A])),
      },
    ],
  },
};

export const HOSTILE_RUNS: readonly (readonly [name: string, tar: Buffer])[] = Object.entries(RECIPES).map(
  ([name, recipe]) => [`run: ${name}`, runArchive(recipe)],
);
