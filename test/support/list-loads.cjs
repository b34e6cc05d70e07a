// Loaded by --require: at the end of the process, which files it loaded and which of Node's own modules it asked for.
const { writeFileSync } = require('node:fs');
const Module = require('node:module');

const builtin = new Set();
const load = Module._load;
Module._load = function record(request, ...rest) {
  if (Module.isBuiltin(request)) builtin.add(request.replace(/^node:/, ''));
  return load.call(this, request, ...rest);
};

process.on('exit', () => {
  const files = Object.keys(require.cache).filter((path) => path !== __filename);
  writeFileSync(process.env.LOADS, JSON.stringify({ files, builtin: [...builtin].sort() }));
});
