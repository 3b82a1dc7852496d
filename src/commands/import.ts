import type { Config } from '../config.ts';
import { connectDatabase } from '../db/connect.ts';
import { socialSecurityKey } from '../members/social-security.ts';
import { ensureSomePlan } from '../plans/standard-plan.ts';
import { runImportCommand } from '../records/import/import-command.ts';

/** Batches and the labelling of many members take longer than a request may. */
const importLimits = { connections: 2, statementTimeout: 10 * 60_000, lockTimeout: 60_000 };

/** `npm run import`: into the running gateway's database, or one started for the purpose. */
export async function runImport(config: Config, argv: readonly string[]): Promise<number> {
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  const pool = database.open('cg_import', importLimits);
  try {
    const created = await ensureSomePlan(database);
    if (created) say(`There was no plan yet: created ${created} with the standard policy.`);
    return await runImportCommand(argv, {
      pool,
      valueSetsFolder: config.labelValueSets,
      socialSecurityKey: await socialSecurityKey(config),
      stdout: process.stdout,
      stderr: process.stderr,
    });
  } finally {
    await pool.end();
    await close();
  }
}
