/** What `roots` descend from and what descends from them, themselves included where they have any kin, nearest to the
 * first roots first, at most `most`; and how many there are in all. `parents` holds the parents of each version. */
export function kinOf(
  roots: readonly string[],
  parents: ReadonlyMap<string, readonly string[]>,
  most: number,
): {
  readonly refs: readonly string[];
  readonly edges: readonly { readonly parent: string; readonly child: string }[];
  readonly total: number;
} {
  const children = new Map<string, string[]>();
  for (const [child, names] of parents) {
    for (const parent of new Set(names)) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(child);
      else children.set(parent, [child]);
    }
  }
  const hasKin = (ref: string) => (parents.get(ref)?.length ?? 0) > 0 || children.has(ref);
  const related = new Set<string>();
  const upwards = new Set<string>();
  const downwards = new Set<string>();
  for (const root of roots.filter(hasKin)) {
    related.add(root);
    for (const ref of reach(root, parents, upwards)) related.add(ref);
    for (const ref of reach(root, children, downwards)) related.add(ref);
  }
  const refs = [...related].slice(0, most);
  const shown = new Set(refs);
  const edges = refs.flatMap((child) =>
    [...new Set(parents.get(child) ?? [])]
      .filter((parent) => shown.has(parent))
      .map((parent) => ({ parent, child })),
  );
  return { refs, edges, total: related.size };
}

/** What can be reached from `root`, breadth first, except for what was reached before: its own kin was then reached too. */
function reach(
  root: string,
  next: ReadonlyMap<string, readonly string[]>,
  reached: Set<string>,
): readonly string[] {
  if (reached.has(root)) return [];
  reached.add(root);
  const queue = [root];
  for (const ref of queue) {
    for (const other of next.get(ref) ?? []) {
      if (reached.has(other)) continue;
      reached.add(other);
      queue.push(other);
    }
  }
  return queue;
}
