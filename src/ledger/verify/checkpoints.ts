import { openCheckpoint } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import type { VerifierKey } from '../core/verifier-key.ts';
import type { KeyChain } from '../keys/key-chain.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { LedgerUnsound } from '../unsound.ts';
import type { Finding } from './finding.ts';

/** A checkpoint that must be a stage of the ledger, and where it is from. */
export type KeptCheckpoint = { readonly note: Uint8Array; readonly where: string };

/** What such a checkpoint says. */
export type ExpectedRoot = {
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly where: string;
};

/** Whom a ledger's checkpoints are believed by. */
export type CheckpointTrust = {
  readonly keys: KeyChain;
  readonly witnessKeys: readonly VerifierKey[];
  /** How many must have cosigned the newest. */
  readonly quorum: number;
};

/** The roots that were signed, smallest first; what is not signed as it should be is a finding. */
export async function expectedRoots(
  checkpoints: readonly KeptCheckpoint[],
  { keys }: CheckpointTrust,
  findings: Finding[],
): Promise<ExpectedRoot[]> {
  const roots: ExpectedRoot[] = [];
  for (const { note, where } of checkpoints) {
    try {
      const { size, root } = await keys.open(note);
      roots.push({ size, root, where });
    } catch (cause) {
      findings.push(notSigned(where, cause));
    }
  }
  return roots.sort((one, other) => Number(one.size - other.size));
}

/** Whether enough witnesses have cosigned; earlier checkpoints may be older than their witnesses. */
export async function checkQuorum(
  { note, where }: KeptCheckpoint,
  { keys, witnessKeys, quorum }: CheckpointTrust,
  findings: Finding[],
): Promise<void> {
  if (quorum === 0) return;
  try {
    const { key } = await keys.open(note);
    openCheckpoint(nodePrimitives, note, { logKeys: [key], witnessKeys, quorum });
  } catch (cause) {
    findings.push(notSigned(where, cause));
  }
}

function notSigned(where: string, cause: unknown): Finding {
  if (!(cause instanceof LedgerFault) && !(cause instanceof LedgerUnsound)) throw cause;
  return { level: 'SIGNATURES', class: 'SIGNATURE', message: `${where}: ${cause.message}` };
}
