import { availableParallelism } from 'node:os';
import { signatureTypes } from '../../../src/ledger/core/verifier-key.ts';
import { findSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { verifyLedger } from '../../../src/ledger/verify/verify-ledger.ts';
import { spreadOf } from '../measure/statistics.ts';
import { hashInThreads } from './hash-loop.ts';
import type { OpenedLedger } from './opened.ts';
import type { VerifyCost } from './result.ts';

/** Verifies a whole ledger as the command does, beside a loop that reads it and hashes it once. */
export async function measureVerify(
  ledger: OpenedLedger,
  url: string,
  entries: number,
  say: (text: string) => void,
): Promise<VerifyCost[]> {
  const { config, database } = ledger;
  const own = (await findSigningKey(config.ledger.signing, signatureTypes.ed25519))?.key;
  if (own === undefined) throw new Error('the ledger has no key');
  const costs: VerifyCost[] = [];
  for (const threads of [1, availableParallelism()]) {
    const speeds: { ours: number; peer: number }[] = [];
    for (let round = 0; round < 3; round += 1) {
      const from = performance.now();
      const hashed = await hashInThreads(url, entries, threads);
      const between = performance.now();
      const options = { own, kept: [], workers: threads, onProgress: () => {} };
      const report = await verifyLedger(config.ledger, database, options);
      const end = performance.now();
      const [first] = report.findings;
      if (first !== undefined) throw new Error(`the ledger is unsound: ${first.message}`);
      if (hashed !== entries) throw new Error(`${hashed} of ${entries} entries were read`);
      const checked = Number(report.entries);
      speeds.push({
        ours: (checked / (end - between)) * 1000,
        peer: (hashed / (between - from)) * 1000,
      });
    }
    const ratio = spreadOf(speeds.map(({ ours, peer }) => ours / peer));
    say(`ledger: verify with ${threads} threads: ${ratio.median.toFixed(2)} of one hash a leaf`);
    costs.push({
      threads,
      entries,
      ratio,
      ours: spreadOf(speeds.map(({ ours }) => ours)),
      peer: spreadOf(speeds.map(({ peer }) => peer)),
    });
  }
  return costs;
}
