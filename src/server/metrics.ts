/** What the server has done and what the registry has, in the text format of Prometheus (exposition format 0.0.4). */
import type { Registry } from '../registry.ts';
import { countAll } from './api/counts.ts';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Upper ends of the classes of durations, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Durations {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** The route that it took, as it was declared: there are only so many. */
  readonly route: string;
  readonly status: number;
  /** Undefined for a stream, which lasts as long as the client likes. */
  readonly seconds?: number | undefined;
}

/** Counts requests. */
export class RequestMetrics {
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, Durations>();

  note({ method, route, status, seconds }: Answered): void {
    const own = `method="${method}",route="${escapeLabel(route)}"`;
    const labels = `${own},status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    if (seconds === undefined) return;
    const durations = this.#durations.get(own) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
    this.#durations.set(own, durations);
    durations.sum += seconds;
    durations.count += 1;
    const at = BUCKETS.findIndex((end) => seconds <= end);
    if (at >= 0) durations.counts[at] = (durations.counts[at] ?? 0) + 1;
  }

  lines(): string[] {
    return [
      ...head('mreg_http_requests_total', 'counter', 'requests by route and status'),
      ...[...this.#requests].map(([labels, count]) => `mreg_http_requests_total{${labels}} ${count}`),
      ...head('mreg_http_request_duration_seconds', 'histogram', 'time until a request was answered'),
      ...[...this.#durations].flatMap(([labels, durations]) => histogram(labels, durations)),
    ];
  }
}

function histogram(labels: string, { counts, sum, count }: Durations): string[] {
  const name = 'mreg_http_request_duration_seconds';
  let below = 0;
  const buckets = BUCKETS.map((end, at) => {
    below += counts[at] ?? 0;
    return `${name}_bucket{${labels},le="${end}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_bucket{${labels},le="+Inf"} ${count}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${count}`,
  ];
}

/** What the registry has; that it cannot be read is a measure as well. */
export async function registryLines(registry: Registry): Promise<string[]> {
  const found = await countAll(registry).catch(() => undefined);
  const gauges: readonly (readonly [string, string, number])[] = [
    ['readable', 'whether the registry can be read', found ? 1 : 0],
    ...(found
      ? ([
          ['revision', 'the newest entry of the log', found.revision],
          ['models', 'models', found.counts.models],
          ['versions', 'versions that are not in the trash', found.counts.versions],
          ['experiments', 'experiments that are not deleted', found.counts.experiments],
          ['runs', 'runs that are not deleted', found.counts.runs],
        ] as const)
      : []),
  ];
  return gauges.flatMap(([name, help, value]) => [
    ...head(`mreg_registry_${name}`, 'gauge', help),
    `mreg_registry_${name} ${value}`,
  ]);
}

/** The process, under the names that Prometheus gives to these everywhere. */
export function processLines(): string[] {
  const started = Date.now() / 1000 - process.uptime();
  return [
    ...head('process_start_time_seconds', 'gauge', 'when the server was started'),
    `process_start_time_seconds ${started.toFixed(3)}`,
    ...head('process_resident_memory_bytes', 'gauge', 'memory of the server'),
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
  ];
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
