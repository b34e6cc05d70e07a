import { afterAll, beforeAll, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const registry = new Registry(server.root);
  await registry.createModel({ name: 'm' });
  await registry.createRun({});
});
afterAll(() => server.stop());

const SAMPLE =
  /^([a-z_]+)(?:\{([a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*)\})? (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** The samples by name and labels; a line that is none and no comment fails. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const { status, headers, bytes } = await server.ask('GET', '/metrics');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const text = bytes.toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name) types.set(name, type);
    if (line.startsWith('#')) continue;
    const [, sample = '', labels = '', value] = SAMPLE.exec(line) ?? [];
    expect([line, types.has(sample.replace(/_(bucket|sum|count)$/, ''))]).toEqual([line, true]);
    samples.set(labels === '' ? sample : `${sample}{${labels}}`, Number(value));
  }
  return samples;
}

it('counts requests by route and status, and what the registry has', async () => {
  const get = 'method="GET",route="/api/v1/models/:type/:name"';
  for (const path of ['models/m', 'models/models/m', 'models/models/m', 'models/models/none'])
    await server.ask('GET', `/api/v1/${path}`);
  for (const path of ['/nothing/1', '/nothing/2']) await server.ask('GET', path);
  const samples = await scrape();
  expect(samples.get(`mreg_http_requests_total{${get},status="200"}`)).toBe(2);
  expect(samples.get(`mreg_http_requests_total{${get},status="404"}`)).toBe(1);
  expect(samples.get(`mreg_http_request_duration_seconds_count{${get}}`)).toBe(3);
  expect(samples.get(`mreg_http_request_duration_seconds_bucket{${get},le="+Inf"}`)).toBe(3);
  // Paths that nobody declared are one route, so nobody can fill the memory with names.
  const paths = [...samples.keys()].filter((key) => key.includes('nothing'));
  expect(paths).toEqual([]);
  expect(samples.get('mreg_registry_models')).toBe(1);
  expect(samples.get('mreg_registry_versions')).toBe(0);
  expect(samples.get('mreg_registry_experiments')).toBe(1);
  expect(samples.get('mreg_registry_runs')).toBe(1);
  expect(samples.get('mreg_registry_readable')).toBe(1);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
});

it('classes of durations only grow', async () => {
  const samples = await scrape();
  const buckets = [...samples].filter(([key]) => key.includes('_bucket{') && key.includes(':type'));
  const values = buckets.map(([, value]) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(buckets).toHaveLength(12);
});
