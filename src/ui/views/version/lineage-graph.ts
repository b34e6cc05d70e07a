import type { LineageResult } from '../../../generated/output.ts';

/** A box: a version, a run that made one, or data that one was trained on. */
export interface LineageNode {
  readonly key: string;
  readonly kind: 'version' | 'missing' | 'run' | 'data';
  readonly name: string;
  readonly note: string;
}

export interface LineageGraph {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly { readonly parent: string; readonly child: string }[];
  /** Versions that are too many to be drawn. */
  readonly left: number;
}

/** Versions that are drawn; the nearest come first. */
const MOST = 60;

/** What a version came from and what came from it, with the run and the data of each. */
export function lineageGraph(
  ref: string,
  { ancestors, descendants, edges, missing, origins }: Omit<LineageResult, 'roots'>,
): LineageGraph {
  const half = MOST / 2;
  // Whichever side has fewer leaves its places to the other.
  const above = ancestors.slice(0, Math.max(half, MOST - descendants.length));
  const below = descendants.slice(0, Math.max(half, MOST - ancestors.length));
  const drawn = [...new Set([ref, ...above, ...below])];
  const unknown = new Set(missing);
  const versions = drawn.map((one) => versionNode(one, unknown.has(one)));
  const sources = origins
    .filter((origin) => drawn.includes(origin.ref))
    .flatMap(({ ref: child, run_id, data_version }) => [
      ...(run_id === null ? [] : [{ child, node: runNode(run_id) }]),
      ...(data_version === null ? [] : [{ child, node: dataNode(data_version) }]),
    ]);
  return {
    nodes: [
      ...new Map([...versions, ...sources.map(({ node }) => node)].map((node) => [node.key, node])).values(),
    ],
    edges: [
      ...edges.filter(
        ({ parent, child }) => parent !== child && drawn.includes(parent) && drawn.includes(child),
      ),
      ...sources.map(({ child, node }) => ({ parent: node.key, child })),
    ],
    left: new Set([ref, ...ancestors, ...descendants]).size - drawn.length,
  };
}

function versionNode(ref: string, isMissing: boolean): LineageNode {
  const at = ref.lastIndexOf('@');
  const [name, note] = at > 0 ? [ref.slice(at + 1), ref.slice(0, at)] : [ref, ''];
  return isMissing
    ? { key: ref, kind: 'missing', name: ref, note: 'not in the registry' }
    : { key: ref, kind: 'version', name, note };
}

function runNode(id: string): LineageNode {
  return { key: `run ${id}`, kind: 'run', name: id.slice(0, 8), note: 'run' };
}

function dataNode(version: string): LineageNode {
  return { key: `data ${version}`, kind: 'data', name: version, note: 'data' };
}
