import type { CompareResult, HistoryResult, ModelView, VersionView } from '../../generated/output.ts';
import type { JsonObject } from '../json/index.ts';
import type { StagePeriod } from '../state/stages/stage-periods.ts';
import type { MetricTrend } from './trend.ts';

/** How much of a registry a report shows; the rest is counted. A page stays a few megabytes at most. */
export const REPORT_LIMITS = {
  models: 300,
  versions: 1000,
  /** Versions whose metadata.json is read. */
  details: 300,
  entries: 300,
  /** Of one model, the newest. */
  periods: 200,
  /** Models whose metrics are drawn. */
  sections: 20,
  charts: 12,
  /** The same where the report is on many models. */
  chartsOfMany: 4,
  /** Of one chart, the newest and the best. */
  points: 300,
  /** Versions in the lineage. */
  nodes: 120,
} as const;

/** The shown part of a list, and its full length. */
export interface Excerpt<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

/** A version, with its metadata if they were read. */
export interface ReportVersion {
  readonly version: VersionView;
  /** Undefined if it was not read; null if it is damaged. */
  readonly metadata: JsonObject | null | undefined;
}

/** One model: the periods of its stages, and the trends of its metrics. */
export interface ReportSection {
  readonly model: ModelView;
  readonly periods: Excerpt<StagePeriod>;
  readonly trends: Excerpt<MetricTrend>;
}

/** The lineage, as references. */
export interface ReportLineage {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly { readonly parent: string; readonly child: string }[];
  /** How many versions have parents or children. */
  readonly total: number;
}

interface LineageNode {
  readonly ref: string;
  /** Undefined if it is not in the registry. */
  readonly version: VersionView | undefined;
}

/** All that a report shows, as data; the page is made from this alone. */
export interface Report {
  readonly title: string;
  readonly generatedAt: Date;
  readonly revision: number;
  /** In the order in which a version moves. */
  readonly stages: readonly string[];
  /** The beginning of history, stages and charts. */
  readonly since: Date | undefined;
  /** The one model that the report is on; undefined for the whole registry. */
  readonly subject: ModelView | undefined;
  readonly models: Excerpt<ModelView>;
  readonly versions: Excerpt<ReportVersion>;
  /** Bytes of all versions. */
  readonly size: number;
  readonly sections: Excerpt<ReportSection>;
  readonly comparison: CompareResult | undefined;
  readonly lineage: ReportLineage;
  readonly entries: Excerpt<HistoryResult['entries'][number]>;
}

/** The first of a list. */
export function excerpt<T>(all: readonly T[], most: number): Excerpt<T> {
  return { shown: all.slice(0, most), total: all.length };
}
