import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REPORT_LIMITS, type Report, type ReportSection } from '../../../../src/core/view/report.ts';
import type { MetricTrend, TrendPoint } from '../../../../src/core/view/trend.ts';
import type { VersionView } from '../../../../src/generated/output.ts';
import { reportPage } from '../../../../src/render/report/page.ts';
import { HOSTILE, reportOf } from '../../../support/report.ts';

const PLAIN = reportPage(reportOf('plain'));

/** Names of elements and attributes, in their order: what a text must not be able to change. */
function skeletonOf(html: string): string[] {
  const page = html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1>');
  return [...page.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name = '', attributes = '']) =>
      [
        name,
        ...[...attributes.matchAll(/([a-zA-Z-]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute),
      ].join(' '),
  );
}

/** Elements that depend on how long a text is, or how it is written: breaks, isolation, shortened names. */
const FREE = /^\/?(bdi|wbr|title)\b|^\/?text$|^(text|path|line|g|marker|defs) /;
const bones = (html: string) => skeletonOf(html).filter((bone) => !FREE.test(bone));

describe('a page', () => {
  it('has something in each of its parts', () => {
    for (const id of ['models', 'versions', 'stages', 'metrics', 'comparison', 'lineage', 'history'])
      expect(PLAIN).toContain(`<section id="${id}"`);
    expect(skeletonOf(PLAIN).length).toBeGreaterThan(300);
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 40)), text] as const))(
    'has the same elements whatever its texts say: %s',
    (_, text) => {
      const html = reportPage(reportOf(text));
      expect(bones(html)).toEqual(bones(PLAIN));
      expect(html.match(/<script/gi)).toHaveLength(1);
      expect(html.match(/<\/script/gi)).toHaveLength(1);
      expect(html.match(/<\/style/gi)).toHaveLength(1);
      expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(Buffer.from(html).toString()).toBe(html);
      expect(html.length).toBeLessThan(400_000);
    },
  );

  it('allows its own script and style and nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(PLAIN) ?? [];
    const hashOf = (element: string) => {
      const [, text = ''] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(PLAIN) ?? [];
      return `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    };
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).toContain(`script-src ${hashOf('script')}`);
    expect(policy).toContain(`style-src ${hashOf('style')}`);
    expect(policy).not.toContain('unsafe');
  });

  it('refers to nothing but itself, and has no code or style in attributes', () => {
    const attributes = [...PLAIN.matchAll(/\s(href|src|xlink:href|srcset|action|data|poster)="([^"]*)"/g)];
    expect(attributes.length).toBeGreaterThan(5);
    for (const [, , target] of attributes) expect(target).toMatch(/^#/);
    expect(PLAIN).not.toMatch(/\s(style|on[a-z]+)="/);
    expect(PLAIN).not.toMatch(/@import|url\((?!#)/);
  });

  it('has every id once, and every reference to one leads somewhere', () => {
    const ids = [...PLAIN.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...PLAIN.matchAll(/(?:aria-labelledby|href)="#?([^"]*)"/g)].flatMap(([, text = '']) =>
      text.split(' '),
    );
    expect(ids).toEqual(expect.arrayContaining(wanted));
  });

  it('is the same for the same report', () => {
    expect(reportPage(reportOf('plain'))).toBe(PLAIN);
  });

  it('says what it leaves out', () => {
    expect(PLAIN).toContain('3 of 9 versions shown');
    expect(PLAIN).toContain('1 of 5 log entries shown');
  });

  it('stays a few megabytes however much there is', () => {
    const { models, versions, sections, entries, ...rest } = reportOf('a_name_as_long_as_they_get');
    const long = 'word '.repeat(2000);
    const [{ version } = { version: undefined }] = versions.shown;
    const [entry] = entries.shown;
    const wordy = {
      version: { ...(version as VersionView), description: long, tags: { a: long, b: long } },
      metadata: { notes: long, mlflow_run_id: long, source_data_version: long },
    };
    const many = <T>({ shown }: { readonly shown: readonly T[] }, most: number) => ({
      shown: Array.from({ length: most }, () => shown[0] as T),
      total: 100_000,
    });
    const [section] = sections.shown as [ReportSection];
    const point = section.trends.shown[0]?.points[0] as TrendPoint;
    const trend: MetricTrend = {
      name: 'loss',
      direction: 'min',
      points: Array.from({ length: 10_000 }, (_, at) => ({ ...point, value: Math.sin(at) })),
      best: 11,
      unplottable: 3,
    };
    const full = {
      ...section,
      periods: many(section.periods, REPORT_LIMITS.periods),
      trends: many({ shown: [trend] }, REPORT_LIMITS.charts),
    };
    const html = reportPage({
      ...rest,
      subject: section.model,
      models: many(models, 1),
      versions: many({ shown: [wordy] }, REPORT_LIMITS.versions),
      sections: { shown: [full], total: 1 },
      entries: many({ shown: [{ ...entry, reason: long }] }, REPORT_LIMITS.entries) as Report['entries'],
    });
    expect(html.length).toBeGreaterThan(1e6);
    expect(html.length).toBeLessThan(6e6);
    expect(html).toContain('1,000 of 100,000 versions shown');
    expect(html).toContain('the newest 300 and the best of 10,000 versions shown');
  });
});
