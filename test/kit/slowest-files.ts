import type { Reporter, TestModule } from 'vitest/node';

const howMany = 15;

/** Prints, at the end of a run, the test files that took longest: their imports, hooks and tests. */
export const slowestFiles: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    if (modules.length <= howMany) return;
    const lines = modules
      .map((module) => {
        const { collectDuration, duration } = module.diagnostic();
        return { name: module.relativeModuleId, seconds: (collectDuration + duration) / 1000 };
      })
      .toSorted((one, other) => other.seconds - one.seconds)
      .slice(0, howMany)
      .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}\n`);
    process.stdout.write(`Slowest files:\n${lines.join('')}`);
  },
};
