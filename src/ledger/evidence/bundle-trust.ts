import type { Config } from '../../config.ts';
import type { TrustPolicy } from '../core/checkpoint.ts';
import { signatureTypes } from '../core/verifier-key.ts';
import { openSigningKey } from '../keys/signing-key.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { trustOf } from './trust.ts';
import type { BundleParts } from './write-bundle.ts';

/** The key that signs a bundle's manifest now, and the keys that go along. */
export async function bundleTrust({
  signing,
  witnesses,
  witnessQuorum,
}: Pick<Config['ledger'], 'signing' | 'witnesses' | 'witnessQuorum'>): Promise<
  Pick<BundleParts, 'signer' | 'trust'>
> {
  const signer = await openSigningKey(signing, signatureTypes.ed25519);
  const { witnessKeys } = trustOf(nodePrimitives, {
    logKeys: [],
    witnessKeys: witnesses.map(({ verifierKey }) => verifierKey),
    quorum: 0,
  });
  const trust: TrustPolicy = { logKeys: [signer.key], witnessKeys, quorum: witnessQuorum };
  return { signer, trust };
}

/** A selection of years is read as one statement, while its bytes are written. */
export const bundlePoolLimits = {
  connections: 3,
  statementTimeout: 30 * 60_000,
  idleInTransactionTimeout: 60_000,
};
