/** One step of descent, between references. */
interface Descent {
  readonly parent: string;
  readonly child: string;
}

/** What versions come from and what comes from them. */
export interface Lineage {
  /** The nearest first. */
  readonly ancestors: readonly string[];
  readonly descendants: readonly string[];
  /** Between all of them. */
  readonly edges: readonly Descent[];
  /** Those that descend from themselves, or stand between two that do. */
  readonly cyclic: readonly string[];
}

/** The lineage of `roots`. `parents` holds the parents of each version; what is named only there has none. */
export function lineageOf(
  roots: readonly string[],
  parents: ReadonlyMap<string, readonly string[]>,
): Lineage {
  const children = new Map<string, string[]>();
  for (const [child, names] of parents) {
    for (const parent of new Set(names)) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(child);
      else children.set(parent, [child]);
    }
  }
  const ancestors = reach(roots, parents);
  const descendants = reach(roots, children);
  const related = new Set([...roots, ...ancestors, ...descendants]);
  const edges = [...related].flatMap((child) =>
    [...new Set(parents.get(child) ?? [])]
      .filter((parent) => related.has(parent))
      .map((parent) => ({ parent, child })),
  );
  return { ancestors, descendants, edges, cyclic: findCyclic([...related], edges) };
}

/** All that can be reached from `roots` but they themselves, breadth first. */
function reach(roots: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const queue = [...roots];
  for (const ref of queue) {
    for (const other of next.get(ref) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  for (const root of roots) seen.delete(root);
  return [...seen];
}

/** What is left once everything without parents, or without children, is taken away again and again. */
function findCyclic(refs: readonly string[], edges: readonly Descent[]): string[] {
  let left = new Set(refs);
  for (;;) {
    const inside = edges.filter(({ parent, child }) => left.has(parent) && left.has(child));
    const withParent = new Set(inside.map(({ child }) => child));
    const withChild = new Set(inside.map(({ parent }) => parent));
    const kept = new Set([...left].filter((ref) => withParent.has(ref) && withChild.has(ref)));
    if (kept.size === left.size) return [...left];
    left = kept;
  }
}
