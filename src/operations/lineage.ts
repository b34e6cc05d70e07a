import { isJsonObject, type JsonObject } from '../core/json.ts';
import { lineageOf } from '../core/lineage.ts';
import { formatReference } from '../core/reference.ts';
import { type Lookup, resolveVersion } from '../core/resolve.ts';
import { viewVersion } from '../core/view.ts';
import { MregError } from '../errors.ts';
import type { LineageResult } from '../generated/output.ts';
import { allVersions, readAll } from './search.ts';
import { lookUp, type Session } from './session.ts';

/** What a version was derived from, and what was derived from it, as `parents` in the metadata says. */
export async function lineage(session: Session, ref: string): Promise<LineageResult> {
  const lookup = await lookUp(session);
  const { type, name, model, version } = resolveVersion(lookup, ref);
  const root = viewVersion(type, name, model, version);
  const versions = allVersions(lookup.state);
  const metadata = await readAll(session, versions);
  const known = new Set(versions.map((found) => found.ref));
  const parents = new Map(
    versions.map((found, at) => [
      found.ref,
      parentsOf(metadata[at]).map((text) => fullReference(lookup, text)),
    ]),
  );
  const { ancestors, descendants, edges, cyclic } = lineageOf(root.ref, parents);
  const related = new Set([root.ref, ...ancestors, ...descendants]);
  return {
    version: root,
    ancestors: [...ancestors],
    descendants: [...descendants],
    edges: edges.map((edge) => ({ ...edge })),
    missing: ancestors.filter((ancestor) => !known.has(ancestor)),
    cyclic: [...cyclic],
    unreadable: versions.flatMap((found, at) => (metadata[at] || !related.has(found.ref) ? [] : [found.ref])),
  };
}

function parentsOf(metadata: JsonObject | undefined): string[] {
  const parents = metadata && isJsonObject(metadata) ? metadata.parents : undefined;
  return Array.isArray(parents) ? parents.filter((parent) => typeof parent === 'string') : [];
}

/** A parent by hand may be written in any way, or be none of this registry. */
export function fullReference(lookup: Lookup, text: string): string {
  try {
    const { type, name, version } = resolveVersion(lookup, text);
    return formatReference(type, name, version);
  } catch (error) {
    if (error instanceof MregError) return text;
    throw error;
  }
}
