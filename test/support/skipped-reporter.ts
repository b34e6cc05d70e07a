import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { missingPackages } from './programs.js';
import { SEED } from './random.ts';
import './skip.ts';

/** Ends a run with the tests that were skipped, by reason, and the line that installs the programs that are missing. */
export class SkippedReporter implements Reporter {
  #filtered = false;

  onInit({ config }: Vitest): void {
    this.#filtered = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = new Map<string, string[]>();
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test) ?? (this.#filtered ? undefined : 'no reason is given');
        if (reason === undefined) continue;
        const names = skipped.get(reason) ?? [];
        names.push(`${module.relativeModuleId} > ${test.fullName}`);
        skipped.set(reason, names);
      }
    process.stdout.write(listSkipped(skipped, missingPackages()));
  }
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return test.meta().skipped ?? ('note' in result ? result.note : undefined);
}

/** The list as text. */
function listSkipped(skipped: ReadonlyMap<string, readonly string[]>, packages: readonly string[]): string {
  const seed = `Seed ${SEED}; MREG_SEED takes another.\n`;
  if (skipped.size === 0) return `\n${seed}No test was skipped.\n`;
  const groups = [...skipped].map(([reason, names]) =>
    [`  ${reason}`, ...names.map((name) => `    ${name}`)].join('\n'),
  );
  const total = [...skipped.values()].reduce((sum, names) => sum + names.length, 0);
  const install =
    packages.length > 0 ? `To install what is missing: apt-get install ${packages.join(' ')}\n` : '';
  return `\n${seed}Skipped (${total}):\n${groups.join('\n')}\n${install}`;
}
