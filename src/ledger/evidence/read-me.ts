import { bundleFiles } from './bundle-format.ts';

/** What a bundle says of itself to people. */
export const readMe = (origin: string): string => `EVIDENCE FROM A LEDGER OF DISCLOSURES

This folder holds entries of the ledger "${origin}". The gateway of a health plan writes an
entry there before any member's data leaves it: to whom, what, why, and under which consent.

HOW TO CHECK IT
  1. Open ${bundleFiles.page} with any current browser. It needs no network and sends nothing.
  2. Choose the zip file that this folder came in, or drop it on the page.
  3. The page says whether the evidence holds, and if not, which entry is wrong and why.
  The page came with the evidence. If you do not trust whoever gave you both, use a page of
  another bundle that you trust, or the gateway's own command: npm run verify -- --bundle FILE

WHAT IT PROVES
  - Each entry is in the ledger exactly as it stands here, under a checkpoint that the ledger signed.
  - The ledger has only grown from the former checkpoints that are listed: nothing was rewritten.
  - Each disclosure came after the consent that it rests on was signed, before that consent ended,
    and while the app was approved, by the ledger's own order.
  - The ledger signed the statement of what was asked for and how many entries there were.
  A checkpoint or key that you kept yourself, or got from elsewhere, makes this stronger: the
  page takes both. Without them you rely on the keys that came in this very bundle.

WHAT IT DOES NOT PROVE
  - That nothing is missing. Proof that entries are in the ledger is no proof that they are all of
    them: whoever has the ledger can check that. The same holds for the end of a consent.
  - That what the gateway wrote was true when it was written.
  - Entries hold identifiers and codes, no names and no medical values.

THE FILES
  ${bundleFiles.leaves}    the entries, each by its number in the ledger; those marked "context" were not
                   asked for: the others are judged by them
  ${bundleFiles.proofs}    for each of them the proof (C2SP tlog-proof)
  ${bundleFiles.checkpoint}       what the ledger signed: its size and root hash (C2SP tlog-checkpoint)
  ${bundleFiles.history}   former checkpoints, and that each is the beginning of the next
  ${bundleFiles.keys}        the keys that sign
  ${bundleFiles.manifest}    what was asked for, counts, and the SHA-256 of each file
  ${bundleFiles.manifestNote}    the ledger's signature of the manifest (C2SP signed-note)
`;
