/** A model: what it is, what stands in its stages, its versions, metrics, stages over time, history. */

import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import type { VersionView } from '../../../generated/output.ts';
import { formatBytes } from '../../../render/words/quantity.ts';
import { linkTo, modelLink, useQuery, versionLink } from '../../address.ts';
import { modelTopic } from '../../api/live.ts';
import { usePages } from '../../api/pages.ts';
import { modelPath } from '../../api/paths.ts';
import { useResource } from '../../api/resource.ts';
import { useMayWrite, useStatus } from '../../api/status.ts';
import type { Model, VersionPage } from '../../api/types.ts';
import { count } from '../../format.ts';
import { useKeys } from '../../keyboard.ts';
import { Age, Alias, Fact, Stage, Tags, Trouble } from '../../parts/bits.tsx';
import { HistoryList } from '../../parts/history/history.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { heldStages } from '../../parts/plan/held-stages.ts';
import { type AnyPlan, PlanDialog } from '../../parts/plan/plan.tsx';
import { VersionTable } from '../../parts/table/version-table.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Title } from '../../parts/title.tsx';
import { modelDeletion, restoring } from './keeping-plans.tsx';
import { MetricCharts } from './metric-charts.tsx';
import { describing, promotion, rollback, tagging } from './plans.tsx';
import { StagesOverTime } from './stages-over-time.tsx';
import { Trash } from './trash.tsx';

const TABS = [
  ['', 'Versions'],
  ['metrics', 'Metrics'],
  ['stages', 'Stages'],
  ['history', 'History'],
  ['trash', 'Trash'],
] as const;

export function ModelView() {
  const { type = '', model: name = '' } = useRoute().params;
  const path = modelPath({ type, model: name });
  const topics = [modelTopic(type, name)];
  const { data: model, failure } = useResource<Model>(path, topics);
  const listing = usePages<VersionView, VersionPage>(
    modelPath({ type, model: name }, 'versions'),
    'versions',
    { topics },
  );
  if (failure && !model)
    return (
      <>
        <Title text={name} above={<a href={linkTo('models')}>Models</a>} />
        <Trouble failure={failure} />
        {failure.code === 'MREG_NOT_FOUND' && (
          <p>
            A model that was deleted may still be in <a href={linkTo('trash')}>the trash</a>.
          </p>
        )}
      </>
    );
  if (!model) return <Title text={name} above={<a href={linkTo('models')}>Models</a>} />;
  return <Shown key={model.ref} model={model} versions={listing.items} page={listing.page} />;
}

function Shown({
  model,
  versions,
  page,
}: {
  readonly model: Model;
  readonly versions: readonly VersionView[];
  readonly page: VersionPage | undefined;
}) {
  const [query] = useQuery();
  const tab = query.get('view') ?? '';
  const mayWrite = useMayWrite();
  const { data: status } = useStatus();
  const [plan, setPlan] = useState<AnyPlan>();
  const latest = versions.find(({ version }) => version === model.latest) ?? versions[0];
  const promote = () => latest && status && setPlan(promotion(latest, status.stages));
  const held = heldStages(model.stages, status?.stages ?? []);
  const goBack = () =>
    held.length > 0 &&
    setPlan(
      rollback(
        model,
        held.map(([stage]) => stage),
      ),
    );
  useKeys(
    mayWrite
      ? {
          p: { does: 'promote the latest version', run: () => void promote() },
          r: { does: 'roll back', run: () => void goBack() },
          e: { does: 'edit the description', run: () => setPlan(describing(model)) },
          t: { does: 'edit the tags', run: () => setPlan(tagging(model)) },
          d: { does: 'move the model to the trash', run: () => setPlan(modelDeletion(model)) },
        }
      : {},
  );
  const damaged = page?.damaged ?? [];
  return (
    <>
      <Title
        text={model.model}
        above={
          <>
            <a href={linkTo('models')}>Models</a> / {model.type}
          </>
        }
      >
        {mayWrite && (
          <>
            <button type="button" class="main" onClick={promote} disabled={!latest}>
              Promote {latest?.version}
            </button>
            <button type="button" onClick={goBack} disabled={held.length === 0}>
              Roll back
            </button>
            <button type="button" onClick={() => setPlan(describing(model))}>
              Describe
            </button>
            <button type="button" onClick={() => setPlan(tagging(model))}>
              Tag
            </button>
            <button type="button" onClick={() => setPlan(modelDeletion(model))}>
              Delete
            </button>
          </>
        )}
      </Title>
      {model.description !== null && <Markdown text={model.description} />}
      <Facts model={model} versions={versions} />
      {damaged.length > 0 && (
        <Trouble
          failure={{
            message: `${count(damaged.length, 'version')} damaged: ${damaged.join(', ')}`,
            hint: `mreg verify ${model.ref}`,
          }}
        />
      )}
      <Tabs tabs={TABS} active={tab} address={modelLink(model)} />
      {tab === '' && (
        <VersionTable name="versions" caption={`Versions of ${model.ref}`} versions={versions} />
      )}
      {tab === 'metrics' && <MetricCharts versions={versions} />}
      {tab === 'stages' && <StagesOverTime model={model} />}
      {tab === 'history' && <HistoryList reference={model.ref} />}
      {tab === 'trash' && <Trash model={model} onRestore={(version) => setPlan(restoring(version))} />}
      {plan && <PlanDialog plan={plan} onClose={() => setPlan(undefined)} />}
    </>
  );
}

function Facts({ model, versions }: { readonly model: Model; readonly versions: readonly VersionView[] }) {
  const order = useStatus().data?.stages ?? [];
  const stages = heldStages(model.stages, order);
  return (
    <dl class="facts">
      {stages.map(([stage, version]) => {
        const held = versions.find((one) => one.version === version);
        return (
          <div key={stage}>
            <dt>
              <Stage stage={stage} />
            </dt>
            <dd>
              <a href={versionLink({ ...model, version })}>{version}</a>
              {held?.aliases.map((alias) => (
                <Alias key={alias} name={alias} />
              ))}
            </dd>
          </div>
        );
      })}
      {stages.length === 0 && <Fact name="Stages">none is held</Fact>}
      <Fact name="Versions">{model.version_count.toLocaleString('en')}</Fact>
      <Fact name="Size">{formatBytes(model.size)}</Fact>
      <Fact name="Changed">
        <Age at={model.updated_at} /> ago
      </Fact>
      {Object.keys(model.tags).length > 0 && (
        <Fact name="Tags">
          <Tags tags={model.tags} />
        </Fact>
      )}
    </dl>
  );
}
