/** Versions or runs side by side: values with the best marked, what differs, curves over each other. */
import { useMemo, useState } from 'preact/hooks';
import type { CompareResult, RunCompareResult } from '../../../generated/output.ts';
import { refLink, runLink, useQuery, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Title } from '../../parts/title.tsx';
import { type Comparison, dimensionsOf } from './comparison.ts';
import { Curves } from './curves.tsx';
import { Matrix } from './matrix.tsx';
import { ParallelCoordinates } from './parallel.tsx';
import { Scatter } from './scatter.tsx';

const TABS = ['table', 'curves', 'parallel', 'scatter'] as const;

export function Compare() {
  const [query, setQuery] = useQuery();
  const refs = query.getAll('ref');
  const ids = query.getAll('run');
  const areRuns = ids.length > 0;
  const versions = useResource<CompareResult>(
    !areRuns && refs.length > 1 ? withQuery('/compare', { ref: refs }) : undefined,
    ['models'],
  );
  const runs = useResource<RunCompareResult>(
    ids.length > 1 ? withQuery('/runs/compare', { run: ids }) : undefined,
    ['runs'],
  );
  const comparison = useMemo(
    () => runsCompared(runs.data) ?? versionsCompared(versions.data),
    [runs.data, versions.data],
  );
  const failure = runs.failure ?? versions.failure;
  const tabs = areRuns ? TABS : TABS.filter((one) => one !== 'curves');
  const tab = tabs.find((one) => one === query.get('view')) ?? 'table';
  const remove = (key: string) =>
    setQuery(areRuns ? { run: ids.filter((id) => id !== key) } : { ref: refs.filter((ref) => ref !== key) });
  const dimensions = useMemo(() => comparison && dimensionsOf(comparison), [comparison]);
  return (
    <>
      <Title text="Compare" />
      <Adding
        areRuns={areRuns}
        onAdd={(text) => setQuery(areRuns ? { run: [...ids, text] } : { ref: [...refs, text] })}
      />
      {failure && <Trouble failure={failure} />}
      {refs.length + ids.length < 2 && (
        <Empty>
          {[...refs, ...ids].map((one) => (
            <p key={one}>{one} and …</p>
          ))}
          <p>
            Mark rows of a table, with the mouse or with <kbd>x</kbd>, and press <kbd>c</kbd>. Or name
            versions above, such as <code>ranker@1</code> and <code>ranker@production</code>.
          </p>
        </Empty>
      )}
      {comparison && dimensions && (
        <>
          <div class="tools">
            <Choice
              label="As"
              choices={tabs}
              value={tab}
              onChange={(next) => setQuery({ view: next === 'table' ? undefined : next })}
            />
          </div>
          {tab === 'table' && <Matrix comparison={comparison} onRemove={remove} />}
          {tab === 'curves' && <Curves comparison={comparison} />}
          {tab === 'parallel' && <ParallelCoordinates comparison={comparison} dimensions={dimensions} />}
          {tab === 'scatter' && <Scatter comparison={comparison} dimensions={dimensions} />}
        </>
      )}
    </>
  );
}

function Adding({ areRuns, onAdd }: { readonly areRuns: boolean; onAdd(text: string): void }) {
  const [text, setText] = useState('');
  const add = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onAdd(text.trim());
    setText('');
  };
  return (
    <form class="tools" onSubmit={add}>
      <input
        type="search"
        aria-label={areRuns ? 'Add a run by its id' : 'Add a version by its reference'}
        placeholder={areRuns ? 'the id of a run' : 'a version: ranker@production'}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">Add</button>
    </form>
  );
}

function versionsCompared(result: CompareResult | undefined): Comparison | undefined {
  return (
    result && {
      subjects: result.versions.map(({ ref, model, version }) => ({
        key: ref,
        label: `${model}@${version}`,
        link: refLink(ref),
      })),
      metrics: result.metrics,
      params: result.hyperparameters.map(({ name, values }) => ({ name, values: values.map(sayParam) })),
    }
  );
}

function runsCompared(result: RunCompareResult | undefined): Comparison | undefined {
  return (
    result && {
      subjects: result.runs.map(({ id, name }) => ({
        key: id,
        label: name || id.slice(0, 8),
        link: runLink(id),
      })),
      metrics: result.metrics,
      params: result.params,
    }
  );
}

function sayParam(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
