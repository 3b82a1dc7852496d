import type { Generator } from '../load/generator.ts';
import type { World } from '../world/world.ts';
import type { GrowthResult } from './growth.ts';
import { measureImport } from './import-cost.ts';
import { measureLedgers } from './ledgers.ts';

/** How costs grow with the ledger, and what an import takes. */
export async function measureGrowth(options: {
  readonly world: World;
  readonly generator: Generator;
  readonly short: boolean;
  readonly say: (text: string) => void;
}): Promise<GrowthResult> {
  const { world, generator, short, say } = options;
  const sizes = short ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const ledgers = await measureLedgers({ world, generator, sizes, say });
  const imported = await measureImport(world, short ? 20 : 200, say);
  return { ledgers, imported };
}
