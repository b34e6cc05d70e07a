import type { LineageResult } from '../generated/output.ts';
import { escapeText } from './escape.ts';
import type { Ui } from './ui.ts';

/** How a lineage is written: as a tree, or as a graph for Mermaid or Graphviz. */
export const LINEAGE_FORMATS = ['tree', 'mermaid', 'dot'] as const;

type LineageFormat = (typeof LINEAGE_FORMATS)[number];

/** Ancestors (↑) and descendants (↓) of a version, each indented under the one that it leads to. In a pipe a line
 * each: `ancestor` or `descendant`, the number of steps, the reference. */
export function lineageText(result: LineageResult, ui: Ui, format: LineageFormat = 'tree'): string {
  if (format !== 'tree') return graphText(result, format);
  const { version, edges } = result;
  const up = walk(version.ref, group(edges, 'child', 'parent'));
  const down = walk(version.ref, group(edges, 'parent', 'child'));
  if (!ui.tty) {
    const rows = [
      ...up.map(({ ref, depth }) => ['ancestor', String(depth), ref, remark(ref, result)]),
      ...down.map(({ ref, depth }) => ['descendant', String(depth), ref, remark(ref, result)]),
    ];
    return ui.table(
      [{ header: 'RELATION' }, { header: 'STEPS' }, { header: 'VERSION' }, { header: '' }],
      rows,
    );
  }
  const line = (arrow: string, { ref, depth, again }: Step): string => {
    const note = [remark(ref, result), again ? 'see above' : ''].filter(Boolean).join(', ');
    return `${'  '.repeat(depth)}${arrow} ${escapeText(ref)}${note === '' ? '' : ui.style.dim(` (${note})`)}`;
  };
  return [
    `${ui.style.bold(version.ref)}${result.edges.length === 0 ? ui.style.dim(' (no parents, no children)') : ''}`,
    ...up.map((step) => line('↑', step)),
    ...down.map((step) => line('↓', step)),
  ].join('\n');
}

interface Step {
  readonly ref: string;
  readonly depth: number;
  /** It was reached before, by another way. */
  readonly again: boolean;
}

/** Depth first with a stack of its own, since descent may be longer than the call stack; each branch once. */
function walk(root: string, next: ReadonlyMap<string, readonly string[]>): Step[] {
  const steps: Step[] = [];
  const seen = new Set([root]);
  const stack = (next.get(root) ?? []).map((ref) => ({ ref, depth: 1 })).reverse();
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { ref, depth } = top;
    const branches = next.get(ref) ?? [];
    steps.push({ ref, depth, again: seen.has(ref) && branches.length > 0 });
    if (seen.has(ref)) continue;
    seen.add(ref);
    for (const branch of branches.toReversed()) stack.push({ ref: branch, depth: depth + 1 });
  }
  return steps;
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

function remark(ref: string, { missing, cyclic, unreadable }: LineageResult): string {
  if (missing.includes(ref)) return 'not in the registry';
  if (cyclic.includes(ref)) return 'descends from itself';
  return unreadable.includes(ref) ? 'damaged' : '';
}

function graphText(result: LineageResult, format: 'mermaid' | 'dot'): string {
  const { version, ancestors, descendants, edges } = result;
  const refs = [...new Set([version.ref, ...ancestors, ...descendants])];
  const names = new Map(refs.map((ref, at) => [ref, `n${at}`]));
  const label = (ref: string): string => {
    const note = remark(ref, result);
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
