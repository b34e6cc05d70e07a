import type { JsonObject } from '../../core/json/index.ts';
import type { Condition, Field, Subject } from '../../core/query/condition.ts';
import { parseCondition, parseField } from '../../core/query/parser.ts';
import { fieldsOf, meets, neededMembers, sortByField } from '../../core/query/query.ts';
import { type SampleRange, sampleRange } from '../../core/query/sample-range.ts';
import { comparedFields, unknownFields } from '../../core/query/unknown-field.ts';
import type { Samples } from '../../core/series/aggregate.ts';
import { type State, splitKey } from '../../core/state/state.ts';
import { viewVersions } from '../../core/view/view.ts';
import type { SearchResult, UnknownField, VersionView } from '../../generated/output.ts';
import type { Documents } from '../../store/versions/metadata-cache.ts';
import type { Work } from '../../work.ts';
import { requireState, type Session } from '../session.ts';
import { forEachVersion } from './each-version.ts';
import { readMetadata } from './read-metadata.ts';

export interface SearchRequest {
  /** The condition to be met; see docs/conditions.md. */
  readonly condition?: string | undefined;
  /** The field to sort by, the lowest value first, the highest after a `-` (default: the newest registration first). */
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
  readonly type?: string | undefined;
}

/** The versions of all models that meet a condition. metadata.json and series are read only if the condition or the order needs
 * them. */
export async function search(
  session: Session,
  request: SearchRequest = {},
  work: Work = {},
): Promise<SearchResult> {
  const condition =
    request.condition === undefined ? undefined : parseCondition(request.condition, session.policy.stages);
  const descending = request.sort?.startsWith('-') ?? false;
  const sort = request.sort === undefined ? undefined : parseField(request.sort.replace(/^-/, ''));
  const fields = [...(condition ? fieldsOf(condition) : []), ...(sort ? [sort] : [])];
  const state = await requireState(session);
  const now = session.now();
  // A condition that needs no file is tested on each version at once, so that other versions need not be kept in memory.
  const early = fields.every(isOfManifest) ? condition : undefined;
  const isOfType = ({ type }: VersionView) => request.type === undefined || type === request.type;
  const versions = allVersions(
    state,
    (version) => isOfType(version) && (early === undefined || meets(early, { version, now })),
  );
  const compared = [...(condition ? comparedFields(condition) : []), ...(sort ? [sort] : [])];
  const picked = await pick(session, versions, { fields, compared }, early ? undefined : condition, work);
  const { subjects, unreadable } = picked;
  // A field that no found version has may exist in another version.
  const unknown =
    early && (picked.unknown.length > 0 || versions.length === 0)
      ? unknownFields(
          compared,
          allVersions(state, isOfType).map((version) => ({ version, now })),
        )
      : picked.unknown;
  const sorted = sort ? sortByField(subjects, sort, descending, newestFirst) : subjects.sort(newestFirst);
  return {
    versions: sorted.slice(0, request.limit).map(({ version }) => version),
    unreadable,
    unknown_fields: unknown,
  };
}

/** All versions of all models, or those for which `isWanted` is true. */
export function allVersions({ models }: State, isWanted?: (version: VersionView) => boolean): VersionView[] {
  const versions: VersionView[] = [];
  for (const [key, model] of Object.entries(models)) {
    const found = { ...splitKey(key), model };
    for (const version of viewVersions(found, isWanted)) versions.push(version);
  }
  return versions;
}

function isOfManifest({ kind }: Field): boolean {
  return kind !== 'metadata' && kind !== 'series';
}

/** The versions that meet a condition, in the given order, and references of versions that could not be read. */
export async function selectVersions(
  session: Session,
  versions: readonly VersionView[],
  text: string,
): Promise<SearchResult> {
  const condition = parseCondition(text, session.policy.stages);
  const asked = { fields: fieldsOf(condition), compared: comparedFields(condition) };
  const { subjects, unreadable, unknown } = await pick(session, versions, asked, condition);
  return { versions: subjects.map(({ version }) => version), unreadable, unknown_fields: unknown };
}

async function pick(
  session: Session,
  versions: readonly VersionView[],
  { fields, compared }: { readonly fields: readonly Field[]; readonly compared: readonly Field[] },
  condition: Condition | undefined,
  work: Work = {},
): Promise<{ subjects: Subject[]; unreadable: string[]; unknown: UnknownField[] }> {
  const now = session.now();
  const unreadable: string[] = [];
  const members = neededMembers(fields);
  const reads = members.length > 0;
  const needs = sampleRange(fields, now);
  const metadata = reads ? await readAll(session, versions, members, work) : [];
  const samples = needs ? await readAllSamples(session, versions, needs, work) : [];
  const lost = new Set<Subject>();
  const all = versions.map((version, at): Subject => {
    const subject = { version, now, metadata: metadata[at], samples: samples[at] };
    if ((reads && !metadata[at]) || (needs && !samples[at])) lost.add(subject);
    return subject;
  });
  for (const { version } of lost) unreadable.push(version.ref);
  // An unreadable version meets no condition: `framework not exists` must not select it.
  const subjects =
    condition === undefined ? all : all.filter((subject) => !lost.has(subject) && meets(condition, subject));
  return { subjects, unreadable, unknown: unknownFields(compared, all) };
}

/** These members of the metadata.json of each version; undefined for a damaged one. */
export async function readAll(
  session: Session,
  versions: readonly VersionView[],
  members: readonly string[],
  work: Work = {},
): Promise<(JsonObject | undefined)[]> {
  const { cache, layout } = session;
  const { UNCACHED_MEMBER, loadDocuments, keepDocuments } = await import(
    '../../store/versions/metadata-cache.ts'
  );
  const directory = versions.length > WORTH_KEEPING ? cache : undefined;
  const known: Documents =
    directory === undefined || members.includes(UNCACHED_MEMBER)
      ? new Map()
      : await loadDocuments(directory, layout.root, members);
  const digests = versions.map(digestOf);
  const unknown = versions.filter((_, at) => !known.has(digests[at] as string));
  const read = await forEachVersion(unknown, (version) => readMetadata(session, version), work);
  const fresh = new Map(
    unknown.flatMap((version, at) => (read[at] ? [[digestOf(version), read[at]] as const] : [])),
  );
  if (directory !== undefined && fresh.size > WORTH_KEEPING)
    await keepDocuments(directory, layout.root, fresh);
  return digests.map((digest) => known.get(digest) ?? fresh.get(digest));
}

/** Reading this many files takes no time that a user notices. */
const WORTH_KEEPING = 200;

function digestOf({ metadata_digest }: VersionView): string {
  return metadata_digest.slice('sha256:'.length);
}

/** The samples of each version; undefined if its series is damaged. */
async function readAllSamples(
  session: Session,
  versions: readonly VersionView[],
  needs: SampleRange,
  work: Work,
): Promise<(Samples | undefined)[]> {
  const { readSamples } = await import('./read-samples.ts');
  return forEachVersion(
    versions,
    (version) => {
      const { type, model: name, number } = version;
      const state = { number, metadata_sha256: digestOf(version) };
      return readSamples(session, { type, name, state }, needs);
    },
    work,
  );
}

function newestFirst({ version: a }: Subject, { version: b }: Subject): number {
  if (a.registered_at !== b.registered_at) return a.registered_at < b.registered_at ? 1 : -1;
  return b.number - a.number;
}
