import { claims } from './claims.ts';
import { disclosuresOf1m, disclosuresOf10k } from './disclosures.ts';
import { members } from './members.ts';
import { record } from './record.ts';
import { revocations } from './revocations.ts';
import type { Workload } from './workload.ts';

/** In the order of the report. */
export const workloads: readonly Workload[] = [
  claims,
  members,
  record,
  disclosuresOf10k,
  disclosuresOf1m,
  revocations,
];
