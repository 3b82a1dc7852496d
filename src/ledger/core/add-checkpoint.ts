import { LedgerFault } from './fault.ts';
import { readHash, readNumber, readText, writeBase64 } from './text.ts';
import type { Hash } from './tree-hash.ts';

/** What a log asks a witness to cosign (C2SP tlog-witness, add-checkpoint). */
export type AddCheckpoint = {
  /** The size that the witness saw last, 0 when it has seen none. */
  readonly oldSize: bigint;
  /** From the old size to the checkpoint's. */
  readonly consistency: readonly Hash[];
  /** The signed checkpoint. */
  readonly checkpoint: string;
};

const hashesMax = 63;

export function formatAddCheckpoint({ oldSize, consistency, checkpoint }: AddCheckpoint): string {
  const lines = [`old ${oldSize}`, ...consistency.map(writeBase64), ''];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/**
 * @throws LedgerFault HEADER, NUMBER, BASE64, HASH_LENGTH, PROOF_LENGTH, NO_BLANK_LINE, and what texts can be
 */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpoint {
  const text = readText(bytes);
  const blank = text.indexOf('\n\n');
  if (blank < 0)
    throw new LedgerFault('NO_BLANK_LINE', 'no blank line stands before the checkpoint');
  const [old = '', ...hashes] = text.slice(0, blank).split('\n');
  if (!old.startsWith('old ')) throw new LedgerFault('HEADER', 'the first line is "old <size>"');
  if (hashes.length > hashesMax) {
    throw new LedgerFault('PROOF_LENGTH', `${hashes.length} hashes; at most ${hashesMax} are sent`);
  }
  return {
    oldSize: readNumber(old.slice('old '.length), 'the old size'),
    consistency: hashes.map((line) => readHash(line, 'a hash of the proof')),
    checkpoint: text.slice(blank + 2),
  };
}
