/** No bundle could be made. The message says what is wrong, where, and how to mend it. */
export class EvidenceRefused extends Error {
  override readonly name = 'EvidenceRefused';
}
