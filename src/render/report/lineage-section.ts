import type { Report } from '../../core/report.ts';
import { lineageSvg } from './lineage.ts';
import { markup } from './markup.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

/** What was derived from what, as a graph; nothing where no version has parents. */
export function lineageSection({ lineage, stages, subject }: Report): Section | undefined {
  if (lineage.nodes.length === 0) return undefined;
  // The versions of the model that the page is on need no more than their number.
  const nameOf = (ref: string) =>
    subject && ref.startsWith(`${subject.ref}@`) ? ref.slice(subject.ref.length + 1) : ref;
  const cut = cutNote({ shown: lineage.nodes, total: lineage.total }, 'version', 'nearest to the newest');
  return section(
    'lineage',
    'Lineage',
    markup`${cut}${scrolling('Lineage', lineageSvg(lineage, stages, nameOf), 'card')}`,
  );
}
