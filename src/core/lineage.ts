/** One step of descent, between references. */
interface Descent {
  readonly parent: string;
  readonly child: string;
}

/** What a version comes from and what comes from it. */
export interface Lineage {
  /** The nearest first. */
  readonly ancestors: readonly string[];
  readonly descendants: readonly string[];
  /** Between all of them. */
  readonly edges: readonly Descent[];
  /** Those that descend from themselves, or stand between two that do. */
  readonly cyclic: readonly string[];
}

/** The lineage of `root`. `parents` holds the parents of each version; what is named only there has none. */
export function lineageOf(root: string, parents: ReadonlyMap<string, readonly string[]>): Lineage {
  const children = new Map<string, string[]>();
  for (const [child, names] of parents) {
    for (const parent of new Set(names)) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(child);
      else children.set(parent, [child]);
    }
  }
  const ancestors = reach(root, parents);
  const descendants = reach(root, children);
  const related = new Set([root, ...ancestors, ...descendants]);
  const edges = [...related].flatMap((child) =>
    [...new Set(parents.get(child) ?? [])]
      .filter((parent) => related.has(parent))
      .map((parent) => ({ parent, child })),
  );
  return { ancestors, descendants, edges, cyclic: findCyclic([...related], edges) };
}

/** All that can be reached from `root`, itself only where it comes back to itself, breadth first. */
function reach(root: string, next: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const queue = [root];
  for (const ref of queue) {
    for (const other of next.get(ref) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return [...seen].filter((ref) => ref !== root);
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
