import type { JsonObject } from '../core/json.ts';
import {
  type Condition,
  compareByField,
  type Field,
  meets,
  needsMetadata,
  type Subject,
} from '../core/query.ts';
import { parseCondition, parseField } from '../core/query-parser.ts';
import type { State } from '../core/state.ts';
import { viewVersions } from '../core/view.ts';
import { MregError } from '../errors.ts';
import type { SearchResult, VersionView } from '../generated/output.ts';
import { readMetadata } from './read.ts';
import { requireState, type Session } from './session.ts';

export interface SearchRequest {
  /** The condition to be met; see docs/conditions.md. */
  readonly condition?: string | undefined;
  /** The field to sort by, the lowest value first, the highest after a `-`; the newest registration first where left out. */
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
  readonly type?: string | undefined;
}

/** How many metadata.json are read at once. */
const AT_ONCE = 64;

/** The versions of all models that meet a condition. metadata.json is read only where the condition or the order needs it. */
export async function search(session: Session, request: SearchRequest = {}): Promise<SearchResult> {
  const condition =
    request.condition === undefined ? undefined : parseCondition(request.condition, session.policy.stages);
  const descending = request.sort?.startsWith('-') ?? false;
  const sort = request.sort === undefined ? undefined : parseField(request.sort.replace(/^-/, ''));
  const state = await requireState(session);
  const versions = allVersions(state).filter(
    ({ type }) => request.type === undefined || type === request.type,
  );
  const { subjects, unreadable } = await pick(session, versions, condition, sort);
  const order = sort
    ? (a: Subject, b: Subject) => compareByField(sort, descending, a, b) || newestFirst(a, b)
    : newestFirst;
  const sorted = subjects.sort(order).map(({ version }) => version);
  return { versions: sorted.slice(0, request.limit), unreadable };
}

/** Every version of every model. */
export function allVersions({ models }: State): VersionView[] {
  return Object.entries(models).flatMap(([key, model]) => {
    const [type = '', name = ''] = key.split('/');
    return viewVersions(type, name, model);
  });
}

/** The versions that meet a condition, in the order in which they came, and references of those that could not be asked. */
export async function selectVersions(
  session: Session,
  versions: readonly VersionView[],
  text: string,
): Promise<SearchResult> {
  const { subjects, unreadable } = await pick(session, versions, parseCondition(text, session.policy.stages));
  return { versions: subjects.map(({ version }) => version), unreadable };
}

async function pick(
  session: Session,
  versions: readonly VersionView[],
  condition: Condition | undefined,
  sort?: Field,
): Promise<{ subjects: Subject[]; unreadable: string[] }> {
  const now = session.now();
  const subjects: Subject[] = [];
  const unreadable: string[] = [];
  const reads = (condition !== undefined && needsMetadata(condition)) || sort?.kind === 'metadata';
  const metadata = reads ? await readAll(session, versions) : [];
  for (const [at, version] of versions.entries()) {
    if (reads && !metadata[at]) unreadable.push(version.ref);
    const subject = { version, now, metadata: metadata[at] };
    if (condition === undefined || meets(condition, subject)) subjects.push(subject);
  }
  return { subjects, unreadable };
}

/** The metadata.json of each version, undefined for one that is damaged: it does not spoil the others. */
export async function readAll(
  session: Session,
  versions: readonly VersionView[],
): Promise<(JsonObject | undefined)[]> {
  const all: (JsonObject | undefined)[] = [];
  for (let start = 0; start < versions.length; start += AT_ONCE) {
    const batch = versions.slice(start, start + AT_ONCE);
    all.push(...(await Promise.all(batch.map((version) => readUnlessDamaged(session, version)))));
  }
  return all;
}

async function readUnlessDamaged(session: Session, version: VersionView): Promise<JsonObject | undefined> {
  try {
    return await readMetadata(session, version);
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_DAMAGED') return undefined;
    throw error;
  }
}

function newestFirst({ version: a }: Subject, { version: b }: Subject): number {
  if (a.registered_at !== b.registered_at) return a.registered_at < b.registered_at ? 1 : -1;
  return b.number - a.number;
}
