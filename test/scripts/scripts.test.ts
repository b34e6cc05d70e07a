import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, vi } from 'vitest';
import { PROGRAM } from '../support/executable.ts';
import { runScript } from '../support/script.ts';

// Every script keeps a core busy with processes; more at once only makes each slower.
vi.setConfig({ maxConcurrency: 2 });

const SCRIPTS = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

/** What the single binary cannot do, and why. */
const NEEDS_NODE: Readonly<Record<string, string>> = {
  'directory-gone.txt': 'Bun does not start in a directory that is gone',
};

describe.concurrent('scripts', () => {
  for (const name of SCRIPTS) {
    test(name, async ({ skip }) => {
      const reason = PROGRAM && NEEDS_NODE[name];
      if (reason) skip(reason);
      const { skipped } = await runScript({ file: join(import.meta.dirname, name) });
      if (skipped !== undefined) skip(skipped);
    });
  }
});
