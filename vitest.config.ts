import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { slowestFiles } from './test/kit/slowest-files.ts';

// What was made of the sources is kept, as by `src/start.mjs`.
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  'node_modules/.cache/consent-gateway',
);

/** Suites that measure what the process itself needs, which must be theirs alone. */
const measuring = [
  'test/security/attacks/amplification.test.ts',
  'test/security/attacks/import-bombs.test.ts',
  'test/security/attacks/import-odd-input.test.ts',
  'test/security/attacks/slow-patterns.test.ts',
];

/** `npm run drill` (mode drill) runs the drills alone, at full length; `npm test` runs them short. */
export default defineConfig(({ mode }) => {
  const drill = mode === 'drill';
  const all = drill ? 'test/**/*.drill.test.ts' : 'test/**/*.test.ts';
  const each = {
    // Tests run the sources as Node runs them, with one copy of every module.
    experimental: { viteModuleRunner: false },
    // Suites share two cores with a database; each has its own database, so order never matters.
    maxWorkers: drill ? 1 : 3,
    testTimeout: drill ? 3_600_000 : 30_000,
    hookTimeout: drill ? 300_000 : 60_000,
  };
  const alone = drill ? [all] : measuring;
  // Reading the sources costs each process seconds of both cores: those of `npm test` keep what they read.
  const together = {
    ...each,
    name: 'together',
    include: [all],
    exclude: [...configDefaults.exclude, ...measuring],
    isolate: false,
    execArgv: ['--max-old-space-size=4096'],
  };
  return {
    test: {
      globalSetup: ['test/kit/global-setup.ts'],
      provide: { drill },
      reporters: ['default', slowestFiles],
      maxWorkers: each.maxWorkers,
      projects: [
        { test: { ...each, name: 'alone', include: alone } },
        ...(drill ? [] : [{ test: together }]),
      ],
    },
  };
});
