// How the same work grows with the registry: versions from 100 to 100,000, ten of a model; files and bytes of a version.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelName } from './generate.js';
import { compare, peakMemory } from './measure.js';
import { plotLines } from './plot.js';
import { promoteTiny, registered, registerTiny } from './rows.js';

const ROUNDS = 9;

/** Each work by the number of versions in the registry, then by what a version holds; ratios to `node -e 0`. */
export function measureGrowth(place, { rounds = ROUNDS } = {}) {
  const counts = [0.001, 0.01, 0.1, 1].map((part) => Math.max(10, Math.round(place.versions * part)));
  const versions = seriesOf(place, rounds, counts, (count) => {
    const models = count / 10;
    const registry = place.registry({ models, versions: count });
    place.run(registerTiny(place, registry));
    const middle = modelName(models >> 1);
    return {
      path: place.mreg(registry, 'path', `${middle}@production`),
      'list MODEL': place.mreg(registry, 'list', middle),
      list: place.mreg(registry, 'list'),
      register: registerTiny(place, registry),
      promote: promoteTiny(place, registry),
    };
  });
  const files = seriesOf(place, rounds, [1, place.manyFiles / 100, place.manyFiles], (count) =>
    lookups(place, registered(place, `growth-files-${count}`, place.files(Math.ceil(count), 4096))),
  );
  const bytes = seriesOf(place, rounds, [place.big / 2 ** 20, place.big / 2 ** 10, place.big], (size) =>
    lookups(place, registered(place, `growth-bytes-${size}`, place.files(1, size))),
  );
  return { versions, files, bytes };
}

/** What answers about one version, however large that is. */
function lookups(place, registry) {
  return {
    path: place.mreg(registry, 'path', 'bench@latest'),
    'list MODEL': place.mreg(registry, 'list', 'bench'),
  };
}

function seriesOf(place, rounds, sizes, stepsAt) {
  const series = new Map();
  for (const size of sizes) {
    for (const [name, step] of Object.entries(stepsAt(size))) {
      const { ratio, ours } = compare(step, place.node(), rounds);
      const points = series.get(name) ?? [];
      points.push({ size, ratio, milliseconds: ours.median, peak: peakMemory(step, place.scratch) });
      series.set(name, points);
      process.stderr.write(`${name} at ${size}: ${ratio.median.toFixed(2)} ×\n`);
    }
  }
  return [...series].map(([name, points]) => ({ name, points }));
}

/** The figures as images: times and memory by the number of versions. */
export function drawGrowth({ versions }, directory) {
  const lines = (value) =>
    versions.map(({ name, points }) => ({
      name,
      points: points.map((point) => ({ x: point.size, ...value(point) })),
    }));
  const draw = (file, options) => writeFileSync(join(directory, file), plotLines(options));
  draw('growth-time.svg', {
    title: 'Time of a whole command, in starts of node',
    x: 'versions in the registry, ten of a model',
    lines: lines(({ ratio }) => ({ y: ratio.median, low: ratio.low, high: ratio.high })),
  });
  draw('growth-memory.svg', {
    title: 'Most memory held, in MiB',
    x: 'versions in the registry, ten of a model',
    lines: lines(({ peak }) => ({ y: peak ?? 0 })),
  });
}
