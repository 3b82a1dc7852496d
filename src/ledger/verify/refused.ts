/** The ledger cannot be checked as it was asked. The message says what to do instead. */
export class VerifyRefused extends Error {
  override readonly name = 'VerifyRefused';
}
