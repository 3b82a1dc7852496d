import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Each suite is a process that reads the sources anew: what was made of them is kept, as by `src/start.mjs`.
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  'node_modules/.cache/consent-gateway',
);

/** `npm run drill` (mode drill) runs the drills alone, at full length; `npm test` runs them short. */
export default defineConfig(({ mode }) => {
  const drill = mode === 'drill';
  return {
    test: {
      // Tests run the sources as Node runs them, with one copy of every module.
      experimental: { viteModuleRunner: false },
      include: [drill ? 'test/**/*.drill.test.ts' : 'test/**/*.test.ts'],
      globalSetup: ['test/kit/global-setup.ts'],
      provide: { drill },
      // Suites share two cores with a database; each has its own database, so order never matters.
      maxWorkers: drill ? 1 : 2,
      testTimeout: drill ? 3_600_000 : 30_000,
      hookTimeout: drill ? 300_000 : 60_000,
    },
  };
});
