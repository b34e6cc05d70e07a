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

/** The version whose lineage is asked for, or what the versions to begin with came from: one of both. */
export interface LineageRequest extends OriginRequest {
  readonly ref?: string | undefined;
  /** A base model, as the versions name it among their parents; it need not be in the registry. */
  readonly parent?: string | undefined;
  /** Also tells run, data and commit of each version related. */
  readonly origins?: boolean | undefined;
}

/** What versions were derived from, and what was derived from them, as the log says. metadata.json is read where
 * run, data or commit are asked for or to be told.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_IO */
export async function lineage(session: Session, request: LineageRequest): Promise<LineageResult> {
  const { ref, parent, runId, dataVersion, commit } = request;
  const byOrigin = [runId, dataVersion, commit].some((wanted) => wanted !== undefined);
  if ((ref === undefined) === (parent === undefined && !byOrigin)) {
    throw new MregError('MREG_USAGE', 'a version was expected, or what versions came from', {
      hint: 'mreg lineage NAME@production, or mreg lineage --data-version ID',
    });
  }
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

/** The parents of each version that is not in the trash, each by its full reference where it is in the registry. */
export function parentsByVersion(lookup: Lookup): Map<string, string[]> {
  // A parent that is elsewhere may be named by thousands, and looking it up in vain takes long.
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

/** A parent by hand may be written in any way, or be none of this registry. */
function fullReference(lookup: Lookup, text: string): string {
  try {
    const { type, name, version } = resolveVersion(lookup, parseReference(text));
    return formatReference(type, name, version);
  } catch (error) {
    if (error instanceof MregError) return text;
    throw error;
  }
}
