import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests run the sources as Node runs them, with one copy of every module.
    experimental: { viteModuleRunner: false },
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/kit/global-setup.ts'],
    // Suites share two cores with a database; each has its own database, so order never matters.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
