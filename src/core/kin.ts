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
    for (const parent of new Set(names)) children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const hasKin = (ref: string) => (parents.get(ref)?.length ?? 0) > 0 || children.has(ref);
  const related = new Set<string>();
  for (const root of roots.filter(hasKin)) {
    related.add(root);
    for (const next of [parents, children]) {
      // A branch that another root came through before is known to its end, since that root went the same way.
      const reached = new Set([root]);
      for (const ref of reached) for (const other of next.get(ref) ?? []) reached.add(other);
      for (const ref of reached) related.add(ref);
    }
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
