/** One step of descent, between references. */
export interface Descent {
  readonly parent: string;
  readonly child: string;
}

/** References by reference: the parents of each version, or its children. */
export type Relations = ReadonlyMap<string, readonly string[]>;

/** The reversed steps: children by parent. */
export function childrenOf(parents: Relations): Relations {
  const children = new Map<string, string[]>();
  for (const [child, names] of parents) {
    for (const parent of new Set(names)) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(child);
      else children.set(parent, [child]);
    }
  }
  return children;
}

/** `root` and what can be reached from it, breadth first, without references that were reached before: their relatives were reached
 * too. Adds to `reached`. */
export function reach(root: string, next: Relations, reached: Set<string>): readonly string[] {
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

/** The steps between these versions, each once. */
export function descentsAmong(refs: readonly string[], parents: Relations): Descent[] {
  const among = new Set(refs);
  return refs.flatMap((child) =>
    [...new Set(parents.get(child) ?? [])]
      .filter((parent) => among.has(parent))
      .map((parent) => ({ parent, child })),
  );
}
