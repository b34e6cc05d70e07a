import type { Report } from '../../../core/view/report.ts';
import { lineageSvg, type NodeLabel } from '../charts/lineage.ts';
import { markup } from '../markup.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

type Node = Report['lineage']['nodes'][number];

/** The lineage as a graph; undefined if no version has parents. */
export function lineageSection({ lineage, stages, subject }: Report): Section | undefined {
  if (lineage.nodes.length === 0) return undefined;
  const labelOf = ({ ref, version }: Node): NodeLabel => {
    if (!version) return { name: ref, note: 'not in the registry' };
    // The versions of the model that the page is on need no more than their number.
    return subject && ref.startsWith(`${subject.ref}@`)
      ? { name: version.version, note: version.stage }
      : { name: version.model, note: `${version.version}, ${version.stage}` };
  };
  const cut = cutNote({ shown: lineage.nodes, total: lineage.total }, 'version', 'nearest to the newest');
  return section(
    'lineage',
    'Lineage',
    markup`${cut}${scrolling('Lineage', lineageSvg(lineage, stages, labelOf), 'card')}`,
  );
}
