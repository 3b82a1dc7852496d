/** Each way in which a proof, a note or a text of the ledger's formats can be wrong. */
export type LedgerFaultCode =
  // Texts
  | 'NOT_UTF8'
  | 'CONTROL_CHARACTER'
  | 'TOO_LONG'
  | 'NUMBER'
  | 'BASE64'
  | 'HASH_LENGTH'
  | 'HEADER'
  // Signed notes
  | 'NO_BLANK_LINE'
  | 'NO_FINAL_NEWLINE'
  | 'SIGNATURE_LINE'
  | 'KEY_NAME'
  | 'VERIFIER_KEY'
  | 'KEY_ID'
  | 'SIGNATURE_TYPE'
  | 'TOO_MANY_SIGNATURES'
  | 'SIGNATURE_INVALID'
  | 'NOT_SIGNED'
  | 'TOO_FEW_COSIGNATURES'
  // Checkpoints
  | 'CHECKPOINT_LINES'
  | 'ORIGIN'
  | 'EMPTY_TREE_ROOT'
  // Proofs
  | 'INDEX_BEYOND_SIZE'
  | 'SIZES_DESCEND'
  | 'EMPTY_TREE'
  | 'PROOF_LENGTH'
  | 'ROOT_MISMATCH'
  | 'OLD_ROOT_MISMATCH'
  // Tiles
  | 'TILE_PATH'
  | 'TILE_LENGTH'
  | 'TILE_ABSENT';

/** What is wrong with a proof, a note or a text, for programs (`code`) and for people (`message`). */
export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
  readonly code: LedgerFaultCode;

  constructor(code: LedgerFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
