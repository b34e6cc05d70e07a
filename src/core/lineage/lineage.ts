import { childrenOf, type Descent, descentsAmong, type Relations, reach } from './descent.ts';

/** The ancestors and descendants of versions. */
export interface Lineage {
  /** Of each root the nearest first. */
  readonly ancestors: readonly string[];
  readonly descendants: readonly string[];
  /** Between all of them. */
  readonly edges: readonly Descent[];
  /** Those that descend from themselves, or stand between two that do. */
  readonly cyclic: readonly string[];
}

/** The lineage of `roots`. `parents` holds the parents of each version; what is named only there has none. */
export function lineageOf(roots: readonly string[], parents: Relations): Lineage {
  const ancestors = othersFrom(roots, parents);
  const descendants = othersFrom(roots, childrenOf(parents));
  const related = [...new Set([...roots, ...ancestors, ...descendants])];
  const edges = descentsAmong(related, parents);
  return { ancestors, descendants, edges, cyclic: findCyclic(related, edges) };
}

/** Everything that can be reached from `roots`, without the roots. */
function othersFrom(roots: readonly string[], next: Relations): string[] {
  const [given, reached] = [new Set(roots), new Set<string>()];
  return roots.flatMap((root) => reach(root, next, reached)).filter((ref) => !given.has(ref));
}

/** What is left once everything without parents, or without children, is taken away again and again. */
function findCyclic(refs: readonly string[], edges: readonly Descent[]): string[] {
  const backwards = edges.map(({ parent, child }) => ({ parent: child, child: parent }));
  const below = withoutLoose(new Set(refs), edges);
  return [...withoutLoose(below, backwards)];
}

/** `refs` without those that have no parent among them, until all have one; in the time that the edges take (A. B. Kahn,
 * "Topological sorting of large networks", CACM 5(11), 1962). */
function withoutLoose(refs: ReadonlySet<string>, edges: readonly Descent[]): Set<string> {
  const inside = edges.filter(({ parent, child }) => refs.has(parent) && refs.has(child));
  const parents = new Map<string, number>();
  const children = new Map<string, string[]>();
  for (const { parent, child } of inside) {
    parents.set(child, (parents.get(child) ?? 0) + 1);
    const siblings = children.get(parent);
    if (siblings) siblings.push(child);
    else children.set(parent, [child]);
  }
  const left = new Set(refs);
  const loose = [...refs].filter((ref) => !parents.has(ref));
  for (const ref of loose) {
    left.delete(ref);
    for (const child of children.get(ref) ?? []) {
      const others = (parents.get(child) ?? 0) - 1;
      parents.set(child, others);
      if (others === 0) loose.push(child);
    }
  }
  return left;
}
