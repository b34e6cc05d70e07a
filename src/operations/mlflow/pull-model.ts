import {
  decidePulledLabels,
  decidePulledModel,
  type PulledLabels,
  type PulledModel,
  type PulledVersion,
} from '../../core/decide/pull.ts';
import { formatReference } from '../../core/names/reference.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { type State, versionState } from '../../core/state/state.ts';
import type { MlflowPullItem } from '../../generated/output.ts';
import type { RemoteVersion } from '../../mlflow/place.ts';
import { inLanes, stopIfInterrupted } from '../../work.ts';
import { changeFrom } from '../lifecycle/change.ts';
import { requireState, stateOrEmpty } from '../session.ts';
import { registerPulled, type StagedVersion, stageVersion } from './pull-version.ts';
import { type Failure, orFailed, type Pulling, type PullRequest, RESUMABLE, type Wanted } from './pulling.ts';

const AT_ONCE = 4;
const COMMAND = 'mlflow pull';

type Plan = PulledModel<RemoteVersion>;

/** A model with its versions: one entry of the log for each version that is new, and one for all labels. */
export async function pullModel(
  pulling: Pulling,
  request: PullRequest,
  { there, plan }: Wanted,
  failed: Failure[],
): Promise<MlflowPullItem[]> {
  const { session } = pulling;
  const { policy } = session;
  if (request.dryRun) {
    const known = { ...plan, versions: plan.versions.filter(({ is }) => is === 'here') };
    const state = await stateOrEmpty(session);
    const labels = plan.exists ? decidePulledLabels(state, policy, known, there).outcome : [];
    return viewItems(state, plan, labels);
  }
  const { type, name } = plan.exists ? plan : await makeModel(pulling, request, there);
  const done = await pullVersions(pulling, { ...plan, type, name }, there.name, failed);
  const pulled: Plan = {
    ...{ type, name, exists: true },
    versions: plan.versions.filter(({ is, version }) => is !== 'new' || done.has(version)),
  };
  const { outcome, after } = await changeFrom(
    session,
    COMMAND,
    request,
    await requireState(session),
    (state) => decidePulledLabels(state, policy, pulled, there),
  );
  return viewItems(after, pulled, outcome);
}

async function makeModel({ session }: Pulling, request: PullRequest, there: Wanted['there']) {
  const { outcome } = await changeFrom(session, COMMAND, request, await stateOrEmpty(session), (state) =>
    decidePulledModel(state, session.policy, request.type, there),
  );
  return outcome;
}

/** Brings the new versions of a model, in the order of their numbers; gives those that came. */
async function pullVersions(
  pulling: Pulling,
  plan: Plan,
  called: string,
  failed: Failure[],
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  const fresh = plan.versions.filter(({ is }) => is === 'new');
  for (let at = 0; at < fresh.length; at += AT_ONCE) {
    stopIfInterrupted(pulling.work, RESUMABLE);
    const some = fresh.slice(at, at + AT_ONCE);
    const what = `${called} from version ${some[0]?.there.number} on`;
    const took = await orFailed(failed, what, () => pullSome(pulling, plan, some, done));
    // Once a later number exists, this one cannot be used any more.
    if (!took) break;
  }
  return done;
}

async function pullSome(
  pulling: Pulling,
  plan: Plan,
  some: readonly PulledVersion<RemoteVersion>[],
  done: Set<string>,
): Promise<true> {
  const staged: StagedVersion[] = [];
  try {
    await inLanes(some, AT_ONCE, async (one, index) => {
      staged[index] = await stageVersion(pulling, one);
    });
    for (const one of staged) {
      await registerPulled(pulling, plan, one);
      done.add(one.pulled.version);
    }
    return true;
  } finally {
    for (const one of staged) await one?.staged.discard();
  }
}

function viewItems(
  state: State,
  { type, name, versions }: Plan,
  labels: readonly PulledLabels[],
): MlflowPullItem[] {
  const model = getModel(state, type, name);
  const byVersion = new Map(labels.map((one) => [one.version, one]));
  return versions
    .filter(({ is }) => is !== 'gone')
    .map(({ is, version, there }) => {
      const label = byVersion.get(version);
      const here = model && versionState(model, version);
      return {
        ref: formatReference(type, name, version),
        number: there.number,
        outcome: is === 'new' ? 'pulled' : label?.changed ? 'changed' : 'same',
        stage: label?.stage ?? there.stage,
        aliases: [...(label?.aliases ?? [])],
        withheld: [...(label?.withheld ?? [])],
        external: here?.mlflow_source?.external ?? null,
        size: here?.size ?? null,
      };
    });
}
