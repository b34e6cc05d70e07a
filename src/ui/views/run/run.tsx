/** A run: its curves as they grow, what it was given, what it wrote. */

import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import type { ExperimentView, RunView as Run } from '../../../generated/output.ts';
import { formatDuration } from '../../../render/words/quantity.ts';
import { linkTo, runLink, useQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { useMayWrite } from '../../api/status.ts';
import { sayNumber } from '../../format.ts';
import { useKeys } from '../../keyboard.ts';
import { Age, AtStep, Copy, Empty, Fact, Tags, Trouble } from '../../parts/bits.tsx';
import { type AnyPlan, PlanDialog } from '../../parts/plan/plan.tsx';
import { RunStatus } from '../../parts/run-status.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Title } from '../../parts/title.tsx';
import { Artifacts } from './artifacts.tsx';
import { CurveCharts } from './curves.tsx';
import { registration } from './registration.tsx';

const TABS = [
  ['', 'Curves'],
  ['facts', 'Params and metrics'],
  ['artifacts', 'Artifacts'],
] as const;

export function RunView() {
  const { id = '' } = useRoute().params;
  const { data: run, failure } = useResource<Run>(`/runs/${encodeURIComponent(id)}`, [`run:${id}`]);
  const { data: experiment } = useResource<ExperimentView>(run && `/experiments/${run.experiment}`);
  const above = (
    <>
      <a href={linkTo('experiments')}>Experiments</a>
      {run && (
        <>
          {' '}
          / <a href={linkTo('experiments', run.experiment)}>{experiment?.name ?? run.experiment}</a>
        </>
      )}
    </>
  );
  if (run) return <Shown key={run.id} run={run} above={above} />;
  return (
    <>
      <Title text={`Run ${id.slice(0, 8)}`} above={above} />
      {failure && <Trouble failure={failure} />}
    </>
  );
}

function Shown({ run, above }: { readonly run: Run; readonly above: preact.JSX.Element }) {
  const [query] = useQuery();
  const tab = query.get('view') ?? '';
  const mayWrite = useMayWrite();
  const [plan, setPlan] = useState<AnyPlan>();
  const register = () => run.artifacts > 0 && setPlan(registration(run));
  useKeys(
    mayWrite && run.artifacts > 0 ? { v: { does: 'register as a version', run: () => void register() } } : {},
  );
  const until = run.ended_at === null ? Date.now() : Date.parse(run.ended_at);
  return (
    <>
      <Title text={run.name || run.id.slice(0, 8)} above={above}>
        {mayWrite && (
          <button type="button" class="main" onClick={register} disabled={run.artifacts === 0}>
            Register as a version
          </button>
        )}
      </Title>
      {run.deleted_at !== null && (
        <Trouble failure={{ message: 'This run is deleted.', hint: `mreg run restore ${run.id}` }} />
      )}
      <dl class="facts">
        <Fact name="Status">
          <RunStatus status={run.status} />
        </Fact>
        <Fact name="Started">
          <Age at={run.started_at} /> ago
        </Fact>
        <Fact name={run.ended_at === null ? 'Runs for' : 'Took'}>
          {formatDuration(until - Date.parse(run.started_at))}
        </Fact>
        <Fact name="User">{run.user ?? '–'}</Fact>
        <Fact name="Files">{run.artifacts}</Fact>
        <Fact name="Id">
          <Copy text={run.id} label="the id of the run" />
        </Fact>
      </dl>
      <Tabs tabs={TABS} active={tab} address={runLink(run.id)} />
      {tab === '' && <CurveCharts run={run} />}
      {tab === 'facts' && <Facts run={run} />}
      {tab === 'artifacts' && <Artifacts run={run} />}
      {plan && <PlanDialog plan={plan} onClose={() => setPlan(undefined)} />}
    </>
  );
}

function Facts({ run }: { readonly run: Run }) {
  const params = Object.entries(run.params);
  const metrics = Object.entries(run.metrics);
  return (
    <>
      <h2>Params</h2>
      {params.length === 0 ? (
        <Empty>It was given none.</Empty>
      ) : (
        <dl class="pairs">
          {params.map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
      )}
      <h2>Metrics</h2>
      {metrics.length > 0 && (
        <Scrolling label="Metrics">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                {['Latest', 'Step', 'Lowest', 'Highest'].map((head) => (
                  <th key={head} scope="col" class="right">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {metrics.map(([name, { value, step, min, max, min_step, max_step }]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="right">{sayNumber(value)}</td>
                  <td class="right">{step}</td>
                  <td class="right">
                    <AtStep value={min} step={min_step} />
                  </td>
                  <td class="right">
                    <AtStep value={max} step={max_step} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <h2>Tags</h2>
      <Tags tags={run.tags} />
      {run.inputs.datasets.length > 0 && (
        <>
          <h2>Data</h2>
          <dl class="pairs">
            {run.inputs.datasets.map(({ name, digest }) => (
              <Fact key={`${name} ${digest}`} name={name}>
                {digest}
              </Fact>
            ))}
          </dl>
        </>
      )}
    </>
  );
}
