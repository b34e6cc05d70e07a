import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { formatReference, type Reference } from '../names/reference.ts';
import { ARCHIVED, ladder, NO_STAGE, parseStage } from '../names/stage.ts';
import { parseVersion } from '../names/version.ts';
import type { VersionState } from '../state/model.ts';
import {
  type FoundModel,
  type FoundVersion,
  findAgain,
  latestUnstaged,
  resolve,
  resolveModel,
  resolveVersion,
} from '../state/references/resolve.ts';
import { rollbackTargets } from '../state/stages/rollback-targets.ts';
import { listOf } from '../state/stages/stage-lists.ts';
import { modelKey, pointerOf, type State, stageOf, versionState } from '../state/state.ts';
import {
  decideGates,
  type Evidence,
  type Facts,
  type GateRequest,
  type Needs,
  readConditions,
} from './gate.ts';
import type { Policy } from './policy.ts';

/** A version's way from one stage to another, and what it drives out. */
export interface Move {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
  /** Versions that went to Archived to make room. */
  readonly displaced: readonly string[];
}

export interface MoveOptions {
  /** Leaves the versions that hold the stage where they are. */
  readonly keepExisting?: boolean | undefined;
  /** The version, or `none`, that must hold the stage now: compare and swap. */
  readonly expect?: string | undefined;
}

/** A decision to move versions. */
export interface Decided {
  readonly changes: Change[];
  readonly outcome: Move[];
  readonly evidence?: Evidence;
}

/** `transition`: any version to any stage. A version that is there already is left alone.
 * @throws MREG_NO where a gate of the stage fails */
export function decideTransition(
  state: State,
  policy: Policy,
  request: { ref: Reference; to: string; override?: string | undefined } & MoveOptions,
  facts: Facts,
): Decided | Needs {
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  return moveThroughGates(state, policy, found, parseStage(request.to, policy.stages), request, facts);
}

/** `promote`: a version one stage forward, or to the stage asked for; for a bare model, whichever is next.
 * @throws MREG_CONFLICT where there is nothing to move or `expect` does not hold; MREG_NO where a gate fails */
export function decidePromote(
  state: State,
  policy: Policy,
  request: { ref: Reference; to?: string | undefined } & MoveOptions & GateRequest,
  facts: Facts,
): Decided | Needs {
  const lookup = { state, stages: policy.stages };
  const found = resolve(lookup, request.ref);
  const target = request.to === undefined ? undefined : parseStage(request.to, policy.stages);
  const candidate = 'version' in found ? found : nextCandidate(found, target, policy.stages);
  const stage = target ?? oneForward(candidate, policy.stages);
  checkForward(candidate, stage, policy.stages);
  return moveThroughGates(state, policy, candidate, stage, request, facts);
}

/** Promotion goes forward, and brings back what is archived; another way has to be asked for by its name. */
function checkForward(found: FoundVersion, to: string, stages: readonly string[]): void {
  const from = stageOf(found.model, found.version);
  if (from === to || (to !== NO_STAGE && (from === ARCHIVED || stages.indexOf(from) < stages.indexOf(to))))
    return;
  const model = modelKey(found.type, found.name);
  throw new MregError('MREG_CONFLICT', `${model}@${found.version} is in ${from}: ${to} is no promotion`, {
    hint: `mreg transition ${model} ${found.version} ${to}`,
    details: { from, to },
  });
}

/** A version that is there already has nothing to show: what succeeded once can be run again. */
function moveThroughGates(
  state: State,
  policy: Policy,
  found: FoundVersion,
  to: string,
  request: MoveOptions & GateRequest,
  facts: Facts,
): Decided | Needs {
  const decided = move(found, to, policy, request);
  if (decided.changes.length === 0) {
    readConditions(to, request, policy);
    return decided;
  }
  const evidence = decideGates(found, to, request, { state, policy, ...facts });
  return 'needs' in evidence ? evidence : { ...decided, evidence };
}

/** `archive`: versions to Archived, all in one entry; one that is named twice is moved once. */
export function decideArchive(
  state: State,
  policy: Policy,
  request: { refs: readonly Reference[] },
): Decided {
  const found = request.refs.map((ref) => resolveVersion({ state, stages: policy.stages }, ref));
  const once = new Map(found.map((item) => [item.state, item]));
  const moves = [...once.values()].map((item) => move(item, ARCHIVED, policy, {}));
  return {
    changes: moves.flatMap(({ changes }) => changes),
    outcome: moves.flatMap(({ outcome }) => outcome),
  };
}

/** `rollback`: the stage's pointer back to the version that it showed before.
 * @throws MREG_CONFLICT where it showed none, or `expect` does not hold */
export function decideRollback(
  state: State,
  policy: Policy,
  request: { model: Reference; stage?: string | undefined } & MoveOptions,
): Decided {
  const found = resolveModel({ state, stages: policy.stages }, request.model);
  const stage =
    request.stage === undefined ? servingStage(policy.stages) : parseStage(request.stage, policy.stages);
  const current = pointerOf(found.model, stage);
  const [version] = rollbackTargets(found.model, stage, policy.stages);
  if (version === undefined) {
    const now = current ? `; ${current} is the first` : '';
    throw new MregError(
      'MREG_CONFLICT',
      `nothing held ${stage} of ${modelKey(found.type, found.name)} before${now}`,
      {
        hint: `mreg history ${modelKey(found.type, found.name)}`,
        details: { type: found.type, name: found.name, stage, holds: current ?? null, before: null },
      },
    );
  }
  const back = findAgain({ state, stages: policy.stages }, { ...found, version });
  const { changes, outcome } = move(back, stage, policy, request);
  return {
    changes: changes.map((change) =>
      change.change === 'stage-changed' && change.version === version
        ? { ...change, change: 'stage-rolled-back' }
        : change,
    ),
    outcome,
  };
}

/** The stage that serves: the last before Archived. */
function servingStage(stages: readonly string[]): string {
  return ladder(stages).at(-1) ?? NO_STAGE;
}

/** What makes a version hold a stage; also used when a version is registered into one. */
export function move(found: FoundVersion, to: string, policy: Policy, options: MoveOptions): Decided {
  const { type, name, model, version } = found;
  checkExpected(found, to, options.expect);
  const from = stageOf(model, version);
  const displaces = policy.auto_archive && !options.keepExisting && ladder(policy.stages).includes(to);
  const displaced = displaces ? listOf(model.stages, to).filter((other) => other !== version) : [];
  const settled = from === to && (to === NO_STAGE || to === ARCHIVED || pointerOf(model, to) === version);
  const changed = (moved: string, source: string, target: string): Change => ({
    change: 'stage-changed',
    type,
    name,
    version: moved,
    from: source,
    to: target,
  });
  return {
    changes: [
      ...displaced.map((other) => changed(other, to, ARCHIVED)),
      ...(settled ? [] : [changed(version, from, to)]),
    ],
    outcome: [{ type, name, version, from, to, displaced }],
  };
}

function nextCandidate(
  found: FoundModel,
  target: string | undefined,
  stages: readonly string[],
): FoundVersion {
  const { type, name, model } = found;
  const steps = ladder(stages);
  const goal = target === undefined ? steps.length - 1 : steps.indexOf(target);
  const staged = steps
    .slice(0, Math.max(goal, 0))
    .toReversed()
    .map((stage) => pointerOf(model, stage));
  const version = staged.find((candidate) => candidate !== undefined) ?? latestUnstaged(model);
  if (version === undefined) {
    throw new MregError(
      'MREG_CONFLICT',
      `nothing to promote: no version of ${modelKey(type, name)} waits for ${target ?? 'its next stage'}`,
      {
        hint: `mreg list ${modelKey(type, name)}`,
      },
    );
  }
  return { ...found, version, state: versionState(model, version) as VersionState };
}

function oneForward(found: FoundVersion, stages: readonly string[]): string {
  const { type, name, version } = found;
  const from = stageOf(found.model, version);
  const steps = [NO_STAGE, ...ladder(stages)];
  const next = steps.includes(from) ? steps[steps.indexOf(from) + 1] : undefined;
  if (next !== undefined) return next;
  throw new MregError(
    'MREG_CONFLICT',
    `nothing to promote: ${formatReference(type, name, version)} is in ${from}`,
    {
      hint: `to move it all the same: mreg promote ${formatReference(type, name, version)} --to ${servingStage(stages)}`,
    },
  );
}

/** @throws MREG_CONFLICT; MREG_INVALID where `expect` is neither a version nor `none` */
function checkExpected({ type, name, model }: FoundVersion, stage: string, expect: string | undefined): void {
  if (expect === undefined) return;
  const expected = expect.toLowerCase() === 'none' ? undefined : parseVersion(expect);
  const actual = pointerOf(model, stage);
  if (expected === actual) return;
  throw new MregError(
    'MREG_CONFLICT',
    `${actual ?? 'no version'} holds ${stage} of ${modelKey(type, name)}, expected ${expected ?? 'none'}`,
    {
      hint: `mreg info ${modelKey(type, name)}`,
      details: { stage, expected: expected ?? null, actual: actual ?? null },
    },
  );
}
