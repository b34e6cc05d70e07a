#!/usr/bin/env node
// Starts mreg, and loads the parts of it that lie together in one file of dist/, a bundle. For Node to find, read and compile a
// file more takes a lookup about as long as all that mreg does in it.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const dist = `${__dirname.slice(0, -'bin'.length)}dist/`;
const bundles = {};
const scripts = {};

function load(chunk) {
  bundles.lookup ??= open('lookup');
  const bundle = bundles.lookup.bundleOf[chunk];
  bundles[bundle] ??= open(bundle);
  return bundles[bundle][chunk]();
}

function open(bundle) {
  const filename = `${dist}${bundle}.js`;
  scripts[bundle] = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: cacheOf(bundle) });
  return scripts[bundle].runInThisContext()({ exports: {} }, near, `${dist}chunks`);
}

/** What V8 made of a bundle when mreg was built (scripts/code-cache.js), for the V8 that made it only. It is there twice. */
function cacheOf(bundle) {
  try {
    const twice = readFileSync(`${dist}${bundle}.${process.versions.v8}-${process.arch}.cache`);
    const half = twice.length / 2;
    return twice.compare(twice, half, twice.length, 0, half) === 0 ? twice.subarray(0, half) : undefined;
  } catch {
    return undefined;
  }
}

/** As the chunks of a bundle ask for others, and for modules of Node. */
function near(path) {
  if (path[0] !== '.') return require(path);
  const chunk = path.slice(path.lastIndexOf('/') + 1);
  return bundles.lookup.bundleOf[chunk] ? load(chunk) : require(`${dist}chunks/${chunk}`);
}

module.exports = { load, scripts };
if (require.main === module) load('cli.js');
