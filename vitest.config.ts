import { defineConfig } from 'vitest/config';

/** What hangs is ended; nothing that works takes so long, on a busy machine either. */
const project = (name: string) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

/** A file for the counts, where the caller wants them. */
const report = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      project('unit'),
      project('property'),
      project('store'),
      project('scripts'),
      project('contract'),
    ],
  },
});
