// For work on the page: builds it, makes a sample registry and serves it. `npm run ui -- FOLDER` serves a registry that is there.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSample } from './sample-registry.js';

const base = fileURLToPath(new URL('..', import.meta.url));
execFileSync(process.execPath, [join(base, 'scripts/build.js'), '--bundle-only'], { stdio: 'inherit' });

const [given] = process.argv.slice(2);
const root = given ?? join(mkdtempSync(join(tmpdir(), 'mreg-ui-')), 'models');
if (!existsSync(root)) {
  const { Registry } = await import('../dist/index.js');
  await makeSample(Registry, root);
}
spawn(process.execPath, [join(base, 'bin/mreg.js'), 'server', '--root', root], { stdio: 'inherit' });
