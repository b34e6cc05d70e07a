import { lineageOf } from '../../core/lineage/lineage.ts';
import { cameFrom, ORIGIN_MEMBERS, type OriginRequest, originOf } from '../../core/metadata/origin.ts';
import { formatReference, parseReference } from '../../core/names/reference.ts';
import { exactReference } from '../../core/state/references/referrers.ts';
import { type Lookup, resolveVersion } from '../../core/state/references/resolve.ts';
import { liveVersions, type State, splitKey } from '../../core/state/state.ts';
import { viewVersion } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { LineageResult, VersionOrigin, VersionView } from '../../generated/output.ts';
import { lookUp, type Session } from '../session.ts';
import { allVersions, readAll } from './search.ts';

/** Begins with one version, or with all versions that have an origin: exactly one of both. */
export interface LineageRequest extends OriginRequest {
  readonly ref?: string | undefined;
  /** A base model, as the versions name it among their parents; it need not be in the registry. */
  readonly parent?: string | undefined;
  /** Also returns run, data and commit of each related version. */
  readonly origins?: boolean | undefined;
}

const COMMIT = /^[0-9a-f]{7,64}$/i;

/** The ancestors and descendants of versions, by the log. metadata.json is read only if run, data or commit are needed.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_IO */
export async function lineage(session: Session, request: LineageRequest): Promise<LineageResult> {
  const { ref, parent, runId, dataVersion, commit } = request;
  const byOrigin = [runId, dataVersion, commit].some((wanted) => wanted !== undefined);
  if ((ref === undefined) === (parent === undefined && !byOrigin)) {
    throw new MregError('MREG_USAGE', 'a version was expected, or what versions came from', {
      hint: 'mreg lineage NAME@production, or mreg lineage --data-version ID',
    });
  }
  if (commit !== undefined && !COMMIT.test(commit))
    throw new MregError(
      'MREG_INVALID',
      `'${commit}' is no git commit: 7 to 64 hexadecimal digits were expected`,
    );
  const lookup = await lookUp(session);
  const parents = parentsByVersion(lookup);
  const one = ref === undefined ? undefined : viewVersion(resolveVersion(lookup, parseReference(ref)));
  const wanted = parent === undefined ? undefined : fullReference(lookup, parent);
  const candidates = allVersions(lookup.state).filter(
    (version) => wanted === undefined || parents.get(version.ref)?.includes(wanted),
  );
  const asked = byOrigin ? await readOrigins(session, candidates) : undefined;
  const roots = one
    ? [one]
    : candidates.filter((_, at) => !asked || (asked[at] && cameFrom(asked[at], request)));
  const names = roots.map((root) => root.ref);
  const { ancestors, descendants, edges, cyclic } = lineageOf(names, parents);
  const related = new Set([...names, ...ancestors, ...descendants]);
  const shown =
    request.origins || byOrigin ? allVersions(lookup.state).filter((v) => related.has(v.ref)) : [];
  const origins = await readOrigins(session, shown);
  const unread = [
    ...candidates.filter((_, at) => asked && !asked[at]),
    ...shown.filter((_, at) => !origins[at]),
  ];
  return {
    ...(one && { version: one }),
    roots,
    ancestors: [...ancestors],
    descendants: [...descendants],
    edges: edges.map((edge) => ({ ...edge })),
    missing: ancestors.filter((ancestor) => !parents.has(ancestor)),
    cyclic: [...cyclic],
    origins: origins.filter((origin) => origin !== undefined),
    unreadable: [...new Set(unread.map((version) => version.ref))],
  };
}

async function readOrigins(
  session: Session,
  versions: readonly VersionView[],
): Promise<(VersionOrigin | undefined)[]> {
  const metadata = await readAll(session, versions, ORIGIN_MEMBERS);
  return versions.map(({ ref }, at) => metadata[at] && originOf(ref, metadata[at]));
}

/** The parents of each version that is not in the trash. A parent in the registry has its full reference. */
export function parentsByVersion(lookup: Lookup): Map<string, string[]> {
  // Thousands of versions may name a parent that is not in the registry, and each lookup takes long.
  const known = new Map<string, string>();
  const full = (text: string): string => {
    const found = known.get(text) ?? exactReference(lookup.state, text) ?? fullReference(lookup, text);
    known.set(text, found);
    return found;
  };
  return new Map(everyVersion(lookup.state).map(([ref, parents]) => [ref, [...new Set(parents.map(full))]]));
}

function everyVersion({ models }: State): [ref: string, parents: readonly string[]][] {
  return Object.entries(models).flatMap(([key, model]) => {
    const { type, name } = splitKey(key);
    return liveVersions(model).map(([version, { parents = [] }]): [string, readonly string[]] => [
      formatReference(type, name, version),
      parents,
    ]);
  });
}

/** The full reference of a parent, which a person may have written in any way; the text itself if no version has it. */
function fullReference(lookup: Lookup, text: string): string {
  try {
    const { type, name, version } = resolveVersion(lookup, parseReference(text));
    return formatReference(type, name, version);
  } catch (error) {
    if (error instanceof MregError) return text;
    throw error;
  }
}
