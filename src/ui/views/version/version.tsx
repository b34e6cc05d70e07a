/** A version: what is on record of it, its files, how to load it, where it came from, what happened to it. */

import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import { formatBytes } from '../../../render/words/quantity.ts';
import { linkTo, modelLink, runLink, useQuery, versionLink, withQuery } from '../../address.ts';
import { modelTopic } from '../../api/live.ts';
import { versionPath } from '../../api/paths.ts';
import { useResource } from '../../api/resource.ts';
import { useMayWrite, useStatus } from '../../api/status.ts';
import type { Version } from '../../api/types.ts';
import { sayNumber } from '../../format.ts';
import { useKeys } from '../../keyboard.ts';
import { Age, Alias, Copy, Fact, Stage, Tags, Trouble } from '../../parts/bits.tsx';
import { HistoryList } from '../../parts/history/history.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { type AnyPlan, PlanDialog } from '../../parts/plan/plan.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Title } from '../../parts/title.tsx';
import { deletion, pinning } from '../model/keeping-plans.tsx';
import { aliasing, describing, promotion, tagging, unaliasing } from '../model/plans.tsx';
import { Files } from './files.tsx';
import { Lineage } from './lineage.tsx';
import { LoadIt } from './load-it.tsx';
import { MetadataTable } from './metadata-table.tsx';

const TABS = [
  ['', 'Overview'],
  ['files', 'Files'],
  ['load', 'Load it'],
  ['lineage', 'Lineage'],
  ['history', 'History'],
] as const;

export function VersionView() {
  const { type = '', model = '', version = '' } = useRoute().params;
  const path = versionPath({ type, model, version });
  const { data, failure } = useResource<Version>(path, [modelTopic(type, model)]);
  const above = (
    <>
      <a href={linkTo('models')}>Models</a> / {type} / <a href={modelLink({ type, model })}>{model}</a>
    </>
  );
  if (data && failure?.code !== 'MREG_NOT_FOUND')
    return <Shown key={data.ref} version={data} above={above} path={path} />;
  return (
    <>
      <Title text={version} above={above} />
      {failure && <Trouble failure={failure} />}
      {failure?.code === 'MREG_NOT_FOUND' && (
        <p>
          A version that was deleted may still be in{' '}
          <a href={withQuery(modelLink({ type, model }), { view: 'trash' })}>the trash of {model}</a>.
        </p>
      )}
    </>
  );
}

function Shown({
  version,
  above,
  path,
}: {
  readonly version: Version;
  readonly above: preact.JSX.Element;
  readonly path: string;
}) {
  const [query] = useQuery();
  const tab = query.get('view') ?? '';
  const mayWrite = useMayWrite();
  const { data: status } = useStatus();
  const [plan, setPlan] = useState<AnyPlan>();
  const promote = () => {
    if (status) setPlan(promotion(version, status.stages));
  };
  const actions = mayWrite ? actionsOf(version, setPlan, promote) : [];
  useKeys(Object.fromEntries(actions.map(({ key, does, run }) => [key, { does, run }])));
  return (
    <>
      <Title text={version.version} above={above}>
        {actions.map(({ title, run }, at) => (
          <button key={title} type="button" class={at === 0 ? 'main' : undefined} onClick={run}>
            {title}
          </button>
        ))}
      </Title>
      <dl class="facts">
        <Fact name="Stage">
          <Stage stage={version.stage} />
        </Fact>
        <Fact name="Aliases">
          {version.aliases.length === 0 && '–'}
          {version.aliases.map((alias) => (
            <span key={alias} class="removable">
              <Alias name={alias} />
              {mayWrite && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Remove ${alias}`}
                  onClick={() => setPlan(unaliasing(version, alias))}
                >
                  ✕
                </button>
              )}
            </span>
          ))}
          {version.pinned && <span class="chip">pinned</span>}
        </Fact>
        <Fact name="Number">{version.number}</Fact>
        <Fact name="Registered">
          <Age at={version.registered_at} /> ago
        </Fact>
        <Fact name="Size">{formatBytes(version.size)}</Fact>
        {version.run_id !== null && (
          <Fact name="Run">
            <a href={runLink(version.run_id)}>{version.run_id.slice(0, 8)}</a>
          </Fact>
        )}
      </dl>
      <Tabs tabs={TABS} active={tab} address={versionLink(version)} />
      {tab === '' && <Overview version={version} />}
      {tab === 'files' && <Files version={version} path={path} />}
      {tab === 'load' && <LoadIt version={version} />}
      {tab === 'lineage' && <Lineage reference={version.ref} />}
      {tab === 'history' && <HistoryList reference={version.ref} />}
      {plan && <PlanDialog plan={plan} onClose={() => setPlan(undefined)} />}
    </>
  );
}

/** What can be done to a version, each with its button and its key. */
function actionsOf(version: Version, propose: (plan: AnyPlan) => void, promote: () => void) {
  const pin = version.pinned ? 'Unpin' : 'Pin';
  return [
    { title: 'Promote', key: 'p', does: 'promote this version', run: promote },
    { title: 'Alias', key: 'a', does: 'set an alias', run: () => propose(aliasing(version)) },
    { title: 'Describe', key: 'e', does: 'edit the description', run: () => propose(describing(version)) },
    { title: 'Tag', key: 't', does: 'edit the tags', run: () => propose(tagging(version)) },
    { title: pin, key: 'n', does: pin.toLowerCase(), run: () => propose(pinning(version)) },
    { title: 'Delete', key: 'd', does: 'move to the trash', run: () => propose(deletion(version)) },
  ];
}

function Overview({ version }: { readonly version: Version }) {
  const logged: Readonly<Record<string, number | string>> = version.logged ?? {};
  const metrics = Object.entries({ ...version.metrics, ...logged });
  return (
    <>
      {version.description !== null && <Markdown text={version.description} />}
      {Object.keys(version.tags).length > 0 && (
        <p>
          <Tags tags={version.tags} />
        </p>
      )}
      {version.mlflow_source?.external !== undefined && (
        <p class="trouble">Its files are not in the registry: {version.mlflow_source.external}</p>
      )}
      {metrics.length > 0 && (
        <dl class="facts">
          {metrics.map(([name, value]) => (
            <Fact key={name} name={name in logged ? `${name} (logged)` : name}>
              {sayNumber(value)}
            </Fact>
          ))}
        </dl>
      )}
      <h2>Digests</h2>
      <dl class="pairs">
        <Fact name="Files">
          <Copy text={version.digest} label="the digest of the files" />
        </Fact>
        <Fact name="metadata.json">
          <Copy text={version.metadata_digest} label="the digest of metadata.json" />
        </Fact>
      </dl>
      <h2>On record</h2>
      <MetadataTable metadata={version.metadata} />
    </>
  );
}
