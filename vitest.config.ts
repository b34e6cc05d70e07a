import { defineConfig } from 'vitest/config';

const project = (name: string, timeoutSeconds: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
  },
});

/** A file for the counts, where the caller wants them. */
const report = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      project('unit', 10),
      project('property', 60),
      project('store', 300),
      project('scripts', 60),
      project('contract', 60),
    ],
  },
});
