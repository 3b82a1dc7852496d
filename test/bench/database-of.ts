import type { SystemName } from './systems/system.ts';
import type { DatabaseName } from './world/world.ts';

/** Which database a system works on: policies need a copy of their own. */
export const databaseOf = (system: SystemName, database: DatabaseName): DatabaseName =>
  system === 'postgraphile-duties' && database === 'main' ? 'policies' : database;
