import { startGoverned } from './governed.ts';
import { startHandWritten } from './hand-written.ts';
import { startPostgraphile, startPostgraphileWithDuties } from './postgraphile.ts';
import type { StartSystem, SystemName } from './system.ts';
import { startUngoverned } from './ungoverned.ts';

/** How each is started. */
export const starters: Record<SystemName, StartSystem> = {
  governed: startGoverned,
  ungoverned: startUngoverned,
  'postgraphile-duties': startPostgraphileWithDuties,
  postgraphile: startPostgraphile,
  'hand-written': startHandWritten,
};
