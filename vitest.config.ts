import { defineConfig } from 'vitest/config';

const project = (name: string, timeoutSeconds: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 10),
      project('property', 60),
      project('store', 300),
      project('scripts', 60),
      project('contract', 60),
    ],
  },
});
