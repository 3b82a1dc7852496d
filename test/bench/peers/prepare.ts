import { readFile } from 'node:fs/promises';
import type { DatabaseName, World } from '../world/world.ts';

const sql = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
const prepared = new WeakMap<World, Set<DatabaseName>>();

/** Makes the peer's role, its audit table and its policies, once for each database. */
export async function preparePolicies(world: World, database: DatabaseName): Promise<void> {
  const done = prepared.get(world) ?? new Set();
  prepared.set(world, done);
  if (done.has(database)) return;
  done.add(database);
  await world.postgres.run(database, await sql('duties.sql'));
  // The gateway reads the other databases too, and policies would bind its door as well.
  if (database === 'policies') await world.postgres.run(database, await sql('policies.sql'));
  await world.postgres.run(database, 'analyze');
}
