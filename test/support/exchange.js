// Exchanges every directory that appears in the trash with a link to a victim, and back, until it is stopped.
import { readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
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

process.send('ready');
for (;;) {
  for (const name of attempt(() => readdirSync(trash)) ?? []) {
    const place = join(trash, name);
    for (const inner of attempt(() => readdirSync(place)) ?? []) {
      if (inner.endsWith('~')) continue;
      const path = join(place, inner);
      const done = attempt(() => {
        renameSync(path, `${path}~`);
        symlinkSync(victim, path);
        return true;
      });
      if (!done) continue;
      exchanges += 1;
      if (exchanges % 16 === 1)
        writeFileSync(join(dirname(dirname(dirname(trash))), 'exchanges'), `${exchanges}`);
    }
  }
}
