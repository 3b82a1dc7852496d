import { openCheckpoint, type TrustPolicy } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import { nodePrimitives } from '../node-primitives.ts';
import type { Finding } from './finding.ts';

/** A checkpoint that must be a stage of the ledger, and where it is from. */
export type KeptCheckpoint = { readonly note: Uint8Array; readonly where: string };

/** What such a checkpoint says. */
export type ExpectedRoot = {
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly where: string;
};

/** The roots that were signed, smallest first; what is not signed as it should be is a finding. */
export function expectedRoots(
  checkpoints: readonly KeptCheckpoint[],
  trust: TrustPolicy,
  findings: Finding[],
): ExpectedRoot[] {
  const roots = checkpoints.flatMap(({ note, where }): ExpectedRoot[] => {
    try {
      const { size, root } = openCheckpoint(nodePrimitives, note, trust);
      return [{ size, root, where }];
    } catch (cause) {
      if (!(cause instanceof LedgerFault)) throw cause;
      const message = `${where}: ${cause.message}`;
      findings.push({ level: 'SIGNATURES', class: 'SIGNATURE', message });
      return [];
    }
  });
  return roots.sort((one, other) => Number(one.size - other.size));
}
