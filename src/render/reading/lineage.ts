import type { LineageResult } from '../../generated/output.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Ui } from '../terminal/ui.ts';

/** How a lineage is written: as a tree, or as a graph for Mermaid or Graphviz. */
export const LINEAGE_FORMATS = ['tree', 'mermaid', 'dot'] as const;

type LineageFormat = (typeof LINEAGE_FORMATS)[number];

/** Ancestors (↑) and descendants (↓) of a version, each indented under the one that it leads to. In a pipe a line
 * each: `root`, `ancestor` or `descendant`, the number of steps, the reference. */
export function lineageText(result: LineageResult, ui: Ui, format: LineageFormat = 'tree'): string {
  if (format !== 'tree') return graphText(result, format);
  const { version, edges } = result;
  const roots = result.roots.map(({ ref }) => ref);
  const up = walk(roots, group(edges, 'child', 'parent'));
  const down = walk(roots, group(edges, 'parent', 'child'));
  const noteOf = remarks(result);
  if (!ui.tty) {
    const row = (relation: string) => (step: Step) => [
      relation,
      String(step.depth),
      step.ref,
      noteOf(step.ref),
    ];
    const rows = [
      ...(version && result.origins.length === 0
        ? []
        : roots.map((ref) => ({ ref, depth: 0, again: false }))
      ).map(row('root')),
      ...[...up.values()].flat().map(row('ancestor')),
      ...[...down.values()].flat().map(row('descendant')),
    ];
    return ui.table(
      [{ header: 'RELATION' }, { header: 'STEPS' }, { header: 'VERSION' }, { header: '' }],
      rows,
    );
  }
  if (roots.length === 0) return 'no version came from it';
  const line = (arrow: string, { ref, depth, again }: Step): string => {
    const note = [noteOf(ref), again ? 'see above' : ''].filter(Boolean).join(', ');
    return `${'  '.repeat(depth)}${arrow} ${escapeText(ref)}${note === '' ? '' : ui.style.dim(` (${escapeText(note)})`)}`;
  };
  return roots
    .flatMap((root) => {
      const [above, below] = [up.get(root) ?? [], down.get(root) ?? []];
      const lonely = above.length + below.length === 0 ? 'no parents, no children' : '';
      const note = [noteOf(root), lonely].filter(Boolean).join(', ');
      return [
        `${ui.style.bold(root)}${note === '' ? '' : ui.style.dim(` (${escapeText(note)})`)}`,
        ...above.map((step) => line('↑', step)),
        ...below.map((step) => line('↓', step)),
      ];
    })
    .join('\n');
}

interface Step {
  readonly ref: string;
  readonly depth: number;
  /** It was reached before, by another way. */
  readonly again: boolean;
}

/** From each root depth first with a stack of its own, since descent may be longer than the call stack; each branch
 * once. */
function walk(
  roots: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly Step[]> {
  const seen = new Set<string>();
  return new Map(
    roots.map((root) => {
      const steps: Step[] = [];
      const stack = seen.has(root) ? [] : branchesOf(next, root, 1);
      seen.add(root);
      for (let top = stack.pop(); top; top = stack.pop()) {
        const { ref, depth } = top;
        const branches = branchesOf(next, ref, depth + 1);
        steps.push({ ref, depth, again: seen.has(ref) && branches.length > 0 });
        if (seen.has(ref)) continue;
        seen.add(ref);
        stack.push(...branches);
      }
      return [root, steps];
    }),
  );
}

/** The last first, as a stack gives them back. */
function branchesOf(next: ReadonlyMap<string, readonly string[]>, ref: string, depth: number) {
  return (next.get(ref) ?? []).map((branch) => ({ ref: branch, depth })).reverse();
}

function group<Key extends 'parent' | 'child'>(
  edges: LineageResult['edges'],
  from: Key,
  to: 'parent' | 'child',
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const edge of edges) {
    const members = groups.get(edge[from]);
    if (members) members.push(edge[to]);
    else groups.set(edge[from], [edge[to]]);
  }
  return groups;
}

/** The facts of a version behind its name in the tree. */
function remarks({ missing, cyclic, unreadable, origins }: LineageResult): (ref: string) => string {
  const originOf = new Map(origins.map((origin) => [origin.ref, origin]));
  const known = { missing: new Set(missing), cyclic: new Set(cyclic), unreadable: new Set(unreadable) };
  return (ref) => {
    const { run_id = null, data_version = null, commit = null } = originOf.get(ref) ?? {};
    return [
      known.missing.has(ref) ? 'not in the registry' : '',
      known.cyclic.has(ref) ? 'descends from itself' : '',
      known.unreadable.has(ref) ? 'damaged' : '',
      run_id === null ? '' : `run ${run_id}`,
      data_version === null ? '' : `data ${data_version}`,
      commit === null ? '' : `commit ${commit.slice(0, 12)}`,
    ]
      .filter((text) => text !== '')
      .join(', ');
  };
}

function graphText(result: LineageResult, format: 'mermaid' | 'dot'): string {
  const { roots, ancestors, descendants, edges } = result;
  const refs = [...new Set([...roots.map(({ ref }) => ref), ...ancestors, ...descendants])];
  const names = new Map(refs.map((ref, at) => [ref, `n${at}`]));
  const noteOf = remarks(result);
  const label = (ref: string): string => {
    const note = noteOf(ref);
    return escapeText(note === '' ? ref : `${ref} (${note})`);
  };
  const arrows = edges.map(({ parent, child }) => [names.get(parent), names.get(child)]);
  if (format === 'mermaid') {
    const quoted = (text: string): string => text.replaceAll('#', '#35;').replaceAll('"', '#quot;');
    const nodes = refs.map((ref) => `  ${names.get(ref)}["${quoted(label(ref))}"]`);
    return ['graph TD', ...nodes, ...arrows.map(([parent, child]) => `  ${parent} --> ${child}`)].join('\n');
  }
  const nodes = refs.map((ref) => `  ${names.get(ref)} [label="${label(ref).replace(/["\\]/g, '\\$&')}"];`);
  return [
    'digraph lineage {',
    ...nodes,
    ...arrows.map(([parent, child]) => `  ${parent} -> ${child};`),
    '}',
  ].join('\n');
}
