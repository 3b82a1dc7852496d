/**
 * Keeps the signed checkpoints where whoever owns the database does not reach: a rewritten ledger is
 * told by what was signed before.
 */
export type SecondStore = {
  /** The newest checkpoint's note, as it was signed; undefined before the first. It is never thinned out. */
  latest(): Promise<Uint8Array | undefined>;
  /**
   * Stores a checkpoint as the successor of another, durably. A checkpoint has one successor: of
   * several who try, one succeeds.
   *
   * @param note the signed note
   * @param after the size of the checkpoint that it follows; 0 for the first
   * @returns false when that one has a successor already, or is not the newest
   */
  append(note: Uint8Array, after: bigint): Promise<boolean>;
};
