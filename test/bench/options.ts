import { parseArgs } from 'node:util';

export const usage = `Usage: npm run bench -- [--short] [--only NAME[,NAME…]] [--systems NAME[,NAME…]] [--profile NAME]

  --short         fewer and shorter rounds, a smaller population
  --only NAME     only these workloads, growth or ledger
  --systems NAME  only these systems
  --profile NAME  writes a CPU profile of the gateway under a workload instead, and says where time goes`;

/** What the command line asks for. */
export type BenchOptions = {
  readonly short: boolean;
  readonly only: readonly string[] | undefined;
  readonly systems: readonly string[] | undefined;
  readonly profile: string | undefined;
};

const listed = (text: string | undefined) => text?.split(',').map((name) => name.trim());

/** @throws TypeError for options that are none */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      systems: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  return {
    short: values.short,
    only: listed(values.only),
    systems: listed(values.systems),
    profile: values.profile,
  };
}
