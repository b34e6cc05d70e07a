import { childrenOf, type Descent, descentsAmong, type Relations, reach } from './descent.ts';

/** The ancestors and descendants of `roots`, with those roots that have any, nearest to the first roots first, at most `most`;
 * and how many there are in all. `parents` holds the parents of each version. */
export function relativesOf(
  roots: readonly string[],
  parents: Relations,
  most: number,
): { readonly refs: readonly string[]; readonly edges: readonly Descent[]; readonly total: number } {
  const children = childrenOf(parents);
  const hasKin = (ref: string) => (parents.get(ref)?.length ?? 0) > 0 || children.has(ref);
  const related = new Set<string>();
  const [upwards, downwards] = [new Set<string>(), new Set<string>()];
  for (const root of roots.filter(hasKin)) {
    related.add(root);
    for (const ref of reach(root, parents, upwards)) related.add(ref);
    for (const ref of reach(root, children, downwards)) related.add(ref);
  }
  const refs = [...related].slice(0, most);
  return { refs, edges: descentsAmong(refs, parents), total: related.size };
}
