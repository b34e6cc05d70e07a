import { MregError } from '../../errors.ts';
import type { Gate, LogEntry } from '../../generated/log-entry.ts';
import { type JsonObject, type JsonValue, toPlain } from '../json/index.ts';
import { formatReference, parseReference } from '../names/reference.ts';
import { readStage } from '../names/stage.ts';
import type { Condition, Subject } from '../query/condition.ts';
import { type Direction, requireDirection } from '../query/direction.ts';
import { findMetric, nearestMetric } from '../query/metric-name.ts';
import { parseCondition } from '../query/parser.ts';
import { conjuncts, fieldsOf, fieldValue, meets, needsMetadata } from '../query/query.ts';
import { type SampleRange, sampleRange } from '../query/sample-range.ts';
import type { Samples } from '../series/aggregate.ts';
import { type FoundModel, type FoundVersion, resolveVersion } from '../state/references/resolve.ts';
import { modelKey, pointerOf, type State, versionState } from '../state/state.ts';
import { metricAsNumber } from '../values/metric-number.ts';
import { viewVersion } from '../view/view.ts';
import type { Policy } from './policy.ts';

/** Conditions that a version has to meet before it moves, in addition to the gates that the configuration gives its stage. */
export interface GateRequest {
  /** Conditions on the version; see docs/conditions.md. */
  readonly require?: readonly string[] | undefined;
  /** The version to be better than: a selector of the same model, such as `production`, or a reference. */
  readonly betterThan?: string | undefined;
  /** What `betterThan` compares. */
  readonly metric?: string | undefined;
  /** Which values of `metric` are better, if neither its name nor the configuration says so. */
  readonly direction?: Direction | undefined;
  /** How much better it has to be: `2%` of the other's value, or an amount. */
  readonly by?: string | undefined;
  /** Why it may move though a gate fails; kept in the history. */
  readonly override?: string | undefined;
}

/** What a decision on gates needs beside the state. Each function returns undefined until the caller has read the file. */
export interface Facts {
  readonly now: Date;
  readonly metadataOf: (found: FoundVersion) => JsonObject | undefined;
  readonly samplesOf: (found: FoundVersion, wanted: SampleRange) => Samples | undefined;
}

/** The version that is to move, or the one that holds the stage. */
export type Role = 'candidate' | 'incumbent';

/** A version's metadata or, with `samples`, points of its series, without which a decision cannot be made. */
export interface Need {
  readonly found: FoundVersion;
  readonly role: Role;
  readonly samples?: SampleRange;
}

/** The answer of a decision that cannot be made yet: what the caller has to read before it asks again. */
export interface Needs {
  readonly needs: readonly Need[];
}

interface GateContext extends Facts {
  readonly state: State;
  readonly policy: Policy;
}

/** The gates that were passed or overridden, as the log keeps them. */
export type Evidence = Pick<LogEntry, 'gates' | 'override'>;

/** Judges the gates of a stage for a version that is to enter it.
 * @throws MREG_NO with the report of each gate where one fails; MREG_INVALID, MREG_USAGE, MREG_NOT_FOUND */
export function decideGates(
  candidate: FoundVersion,
  stage: string,
  request: GateRequest,
  context: GateContext,
): Evidence | Needs {
  const { policy } = context;
  const conditions = readConditions(stage, request, policy);
  const incumbent = holderOf(candidate, pointerOf(candidate.model, stage));
  const needs = conditions.flatMap((condition) => [
    ...needsOf(condition, candidate, 'candidate', context),
    ...(incumbent ? needsOf(condition, incumbent, 'incumbent', context) : []),
  ]);
  if (needs.length > 0) return { needs };
  const gates = conditions.map((condition) => judge(condition, candidate, incumbent, context));
  const comparison = judgeComparison(candidate, request, context);
  if (comparison) gates.push(comparison);
  if (gates.length === 0) return {};
  const failed = gates.filter(({ passed }) => !passed);
  if (failed.length === 0) return { gates };
  if (request.override !== undefined) return { gates, override: request.override };
  throw refused(candidate, stage, gates, failed);
}

/** What a version has to meet to enter a stage, once each; for a version that is there already too, since a fault in them is a fault.
 * @throws MREG_INVALID, MREG_USAGE */
export function readConditions(stage: string, request: GateRequest, policy: Policy): Condition[] {
  if (request.by !== undefined) readMargin(request.by);
  return [...gatesOf(policy, stage), ...(request.require ?? [])]
    .flatMap((text) => conjuncts(parseCondition(text, policy.stages)))
    .filter(({ text }, at, all) => all.findIndex((other) => other.text === text) === at);
}

/** A new version has not been in any stage, so it enters a stage with gates by promotion only.
 * @throws MREG_CONFLICT */
export function checkUngated(
  policy: Policy,
  stage: string,
  { type, name }: { type: string; name: string },
): void {
  const conditions = gatesOf(policy, stage);
  if (conditions.length === 0) return;
  throw new MregError(
    'MREG_CONFLICT',
    `a new version cannot begin in ${stage}, which has gates in the configuration: ${conditions.join('; ')}`,
    {
      hint: `add --stage none, then: mreg promote ${modelKey(type, name)}@latest --to ${stage}`,
      details: { stage, conditions },
    },
  );
}

function gatesOf({ gates }: Policy, stage: string): readonly string[] {
  return gates && Object.hasOwn(gates, stage) ? (gates[stage] ?? []) : [];
}

function judge(
  condition: Condition,
  candidate: FoundVersion,
  incumbent: FoundVersion | undefined,
  context: GateContext,
): Gate {
  const subject = subjectOf(candidate, condition, context);
  const other = incumbent && subjectOf(incumbent, condition, context);
  return {
    condition: condition.text,
    candidate: valuesOf(condition, subject),
    incumbent: other ? valuesOf(condition, other) : null,
    incumbent_ref: other?.version.ref ?? null,
    passed: meets(condition, subject),
  };
}

/** What the caller has yet to read of a version before a condition can be judged. */
function needsOf(
  condition: Condition,
  found: FoundVersion,
  role: Role,
  { metadataOf, samplesOf, now }: Facts,
): Need[] {
  const samples = sampleRange(fieldsOf(condition), now);
  return [
    ...(needsMetadata(condition) && !metadataOf(found) ? [{ found, role }] : []),
    ...(samples && !samplesOf(found, samples) ? [{ found, role, samples }] : []),
  ];
}

function subjectOf(
  found: FoundVersion,
  condition: Condition,
  { metadataOf, samplesOf, now }: Facts,
): Subject {
  const metadata = needsMetadata(condition) ? metadataOf(found) : undefined;
  const wanted = sampleRange(fieldsOf(condition), now);
  const samples = wanted && samplesOf(found, wanted);
  return { version: viewVersion(found), now, ...(metadata && { metadata }), ...(samples && { samples }) };
}

/** The value of the field in a condition; an object by field name if the condition has several. */
function valuesOf(condition: Condition, subject: Subject): unknown {
  const fields = fieldsOf(condition);
  const shown = (value: JsonValue | undefined) => toPlain(value ?? null);
  const [only] = fields;
  return fields.length === 1 && only
    ? shown(fieldValue(only, subject))
    : Object.fromEntries(fields.map((field) => [field.name, shown(fieldValue(field, subject))]));
}

function judgeComparison(
  candidate: FoundVersion,
  request: GateRequest,
  context: GateContext,
): Gate | undefined {
  const { betterThan, metric: written } = request;
  if (betterThan === undefined || written === undefined) {
    if (
      betterThan === undefined &&
      written === undefined &&
      request.by === undefined &&
      request.direction === undefined
    )
      return undefined;
    throw new MregError('MREG_USAGE', 'a comparison needs --better-than and --metric', {
      hint: 'for example: --better-than production --metric f1_score',
    });
  }
  const incumbent = resolveIncumbent(candidate, betterThan, context);
  const names = [candidate, incumbent].flatMap((found) => Object.keys(found?.state.metrics ?? {}));
  const metric = findMetric(written, [...new Set(names)]);
  const direction = requireDirection(metric, request.direction, context.policy.metrics);
  const margin = readMargin(request.by);
  const value = metricOf(candidate, metric);
  const other = incumbent && metricOf(incumbent, metric);
  return {
    condition: `${metric} ${direction === 'min' ? 'lower' : 'higher'} than ${betterThan}${request.by === undefined ? '' : ` by ${request.by}`}`,
    candidate: value ?? null,
    incumbent: other ?? null,
    incumbent_ref: incumbent ? formatReference(incumbent.type, incumbent.name, incumbent.version) : null,
    passed: isEnoughBetter(metricAsNumber(value), incumbent && metricAsNumber(other), direction, margin),
  };
}

interface Margin {
  readonly amount: number;
  readonly relative: boolean;
}

function readMargin(text: string | undefined): Margin {
  if (text === undefined) return { amount: 0, relative: false };
  const [, amount, percent] = /^(\d+(?:\.\d+)?(?:e-?\d+)?)(%?)$/.exec(text) ?? [];
  if (amount !== undefined)
    return { amount: Number(amount) / (percent ? 100 : 1), relative: percent === '%' };
  throw new MregError('MREG_USAGE', `--by '${text}' is neither a percentage nor an amount`, {
    hint: 'for example: --by 2% or --by 0.01',
  });
}

/** Tolerance for rounding: as doubles, 0.3 - 0.2 is a little less than 0.1. */
const ROUNDING = 1e-12;

/** Any number beats an empty stage. A version that lacks the metric beats nothing, and nothing beats it. */
function isEnoughBetter(
  value: number,
  other: number | undefined,
  direction: Direction,
  { amount, relative }: Margin,
): boolean {
  if (Number.isNaN(value)) return false;
  if (other === undefined) return true;
  const gain = direction === 'min' ? other - value : value - other;
  const needed = amount * (relative ? Math.abs(other) : 1);
  return gain > 0 && gain >= needed - ROUNDING * Math.max(Math.abs(value), Math.abs(other));
}

/** The version to compare with; undefined if the stage is empty. */
function resolveIncumbent(
  candidate: FoundVersion,
  text: string,
  { state, policy }: GateContext,
): FoundVersion | undefined {
  const stage = readStage(text.replace(/^@/, ''), policy.stages);
  if (stage !== undefined) return holderOf(candidate, pointerOf(candidate.model, stage));
  const ref = /[@:/]/.test(text.slice(1))
    ? text
    : formatReference(candidate.type, candidate.name, text.replace(/^@/, ''));
  return resolveVersion({ state, stages: policy.stages }, parseReference(ref));
}

function holderOf(found: FoundModel, version: string | undefined): FoundVersion | undefined {
  const state = version === undefined ? undefined : versionState(found.model, version);
  return version === undefined || state === undefined ? undefined : { ...found, version, state };
}

function metricOf({ state }: FoundVersion, metric: string): number | string | undefined {
  return state.metrics && Object.hasOwn(state.metrics, metric) ? state.metrics[metric] : undefined;
}

function refused(
  candidate: FoundVersion,
  stage: string,
  gates: readonly Gate[],
  failed: readonly Gate[],
): MregError {
  const ref = formatReference(candidate.type, candidate.name, candidate.version);
  const count =
    gates.length === 1
      ? 'the condition is not met'
      : `${failed.length} of ${gates.length} conditions are not met`;
  const names = Object.keys(candidate.state.metrics ?? {});
  const missing = failed
    .find((gate) => gate.candidate === null)
    ?.condition.split(' ')[0]
    ?.replace(/^metrics\./, '');
  const close = missing === undefined ? undefined : nearestMetric(missing, names);
  return new MregError('MREG_NO', `${ref} does not enter ${stage}: ${count}`, {
    hint: close ? `did you mean ${close}?` : `mreg info ${ref}`,
    details: { ref, to: stage, gates },
  });
}
