import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, vi } from 'vitest';
import { runScript } from '../support/script.ts';

// Every script keeps a core busy with processes; more at once only makes each slower.
vi.setConfig({ maxConcurrency: 2 });

const SCRIPTS = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

describe.concurrent('scripts', () => {
  for (const name of SCRIPTS) {
    test(name, async ({ skip }) => {
      const { skipped } = await runScript({ file: join(import.meta.dirname, name) });
      if (skipped !== undefined) skip(skipped);
    });
  }
});
