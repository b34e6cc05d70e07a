import { createHash } from 'node:crypto';
import type { Report } from '../../core/view/report.ts';
import { type Markup, markup, raw } from './markup.ts';
import { SCRIPT } from './script.ts';
import { comparisonSection } from './sections/comparison.ts';
import { historySection } from './sections/history.ts';
import { lineageSection } from './sections/lineage.ts';
import { metricsSection } from './sections/metrics.ts';
import { header, modelsSection } from './sections/overview.ts';
import type { Section } from './sections/section.ts';
import { stagesSection } from './sections/stages.ts';
import { versionsSection } from './sections/versions.ts';
import { STYLES } from './styles.ts';

/** The mark of a page that mreg made. */
export const GENERATOR = '<meta name="generator" content="mreg report">';

/**
 * A report as one HTML page that needs nothing else: no network, and no JavaScript to be read. Its policy lets
 * a browser run this very script and use this very style sheet, and nothing besides. The same report gives the
 * same bytes.
 */
export function reportPage(report: Report): string {
  const sections = [
    modelsSection(report),
    versionsSection(report),
    stagesSection(report),
    metricsSection(report),
    comparisonSection(report),
    lineageSection(report),
    historySection(report),
  ].filter((part): part is Section => part !== undefined);
  const links = sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${raw(GENERATOR)}
<title>${report.title}</title>
<style>${raw(STYLES)}</style>
</head>
<body class="${report.subject ? 'model' : 'registry'}">
<a class="skip" href="#main">Skip to the content</a>
${header(report)}
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main id="main">
${lines(sections)}
</main>
<footer><p>Made by mreg report. Times are UTC.</p></footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** Hashes rather than 'unsafe-inline': a script that an escaping error lets through still does not run. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src ${sourceOf(STYLES)}`,
    `script-src ${sourceOf(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function lines(sections: readonly Section[]): Markup {
  return markup`${sections.map(({ body }) => markup`${body}\n`)}`;
}
