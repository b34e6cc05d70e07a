// Keeps beside a bundle what V8 compiled of it while it did what it does most: V8 then need not do it again. The cache is as
// much a part of dist/ as the code is. V8 refuses what another version or other flags of it made, and the file's name says
// which one made it; with another, Node compiles, or has a compile cache of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'mreg-build-'));
const model = join(place, 'model.bin');
const register = ['register', model, '--type', 'models', '--name', 'model', '--metric', 'f1=0.8'];

/** What is left out is compiled when it is needed; what is in takes its time to load. */
const WORK = {
  lookup: ['path', 'model@production'],
  // As the text that the build makes does not serve it.
  help: ['--json', '--help'],
  change: ['promote', 'model@v1.0.0', '--to', 'production'],
  search: ['search', 'metrics.f1 > 0.8'],
  register,
};

const [, , bundle] = process.argv;
const cache = `${root}dist/${bundle}.${process.versions.v8}-${process.arch}.cache`;
const { load, scripts } = createRequire(import.meta.url)('../bin/mreg.js');
writeFileSync(model, 'weights');
process.env = { HOME: place, MREG_ROOT: join(place, 'registry'), MREG_CACHE: 'off' };
for (const stage of ['staging', 'production'])
  execFileSync(process.execPath, [`${root}bin/mreg.js`, ...register, '--stage', stage]);

process.argv = [process.execPath, 'mreg', ...WORK[bundle]];
process.on('exit', (status) => {
  if (status !== 0) throw new Error(`mreg ended with ${status}`);
  // Twice, since V8 believes whatever it is given, and a flipped bit may keep it busy for ever. To compare is
  // quicker than any checksum.
  const bytes = scripts[bundle].createCachedData();
  writeFileSync(cache, Buffer.concat([bytes, bytes]));
  rmSync(place, { recursive: true });
});
load('cli.js');
