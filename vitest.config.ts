import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { TEST_HANGS_AFTER_MS } from './test/support/limit.ts';
import { SkippedReporter } from './test/support/skipped-reporter.ts';

/** By name, those that take longest: they begin, so that none of them runs alone at the end. */
const LONG = /\/(scripts|journal|journal-power-cut|points|trash|kills|power-cut|packing|faults)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** `pure` tests leave nothing behind in their process, so their files share it. */
const project = (name: string, { pure = false } = {}) => ({
  test: {
    name,
    isolate: !pure,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: TEST_HANGS_AFTER_MS,
    hookTimeout: TEST_HANGS_AFTER_MS,
  },
});

/** A folder for the counts of each run, where the caller wants them. */
const reports = process.env.MREG_TEST_REPORTS;
const counts: ['json', { outputFile: string }][] = reports
  ? [['json', { outputFile: join(reports, `${process.pid}.json`) }]]
  : [];

export default defineConfig({
  test: {
    // Tests wait more than they compute: for processes that start, for syncs, for strace.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SkippedReporter(), ...counts],
    projects: [
      project('unit', { pure: true }),
      project('property', { pure: true }),
      project('store'),
      project('proofs'),
      project('scripts'),
      project('contract'),
      // Boots a kernel: `npm run test:nfs`.
      project('nfs'),
      project('server'),
      project('clients'),
      // Real pages in a real browser: `npm run test:browser`.
      project('browser'),
      // Makes the pictures of docs/ui.md: `npm run screenshots`.
      project('screenshots'),
    ],
  },
});
