import { createPublicKey, type KeyObject } from 'node:crypto';
import { verifyTLogInclusion } from '@sigstore/verify/dist/tlog/index.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatKeyId, parseVerifierKey } from '../../src/ledger/core/verifier-key.ts';
import { nodePrimitives } from '../../src/ledger/node-primitives.ts';
import type { Service } from '../kit/service.ts';
import { newSigner } from './core/signer.ts';
import {
  audit,
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  untilAllSigned,
} from './operator/ledger-room.ts';

vi.setConfig({ hookTimeout: 90_000 });

/** What a client of Sigstore keeps of an entry: the bytes, the way to the root, the signed note. */
type Proven = {
  readonly leaf: Buffer;
  readonly index: bigint;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
};

/** A log that a client of Sigstore trusts. */
type TrustedLog = { readonly name: string; readonly id: Buffer; readonly publicKey: KeyObject };

/** Sigstore's own check of a log's entry: signed note, checkpoint and RFC 6962 path. */
function sigstoreAccepts(proven: Proven, { name, id, publicKey }: TrustedLog): void {
  const logIndex = String(proven.index);
  verifyTLogInclusion(
    {
      logIndex,
      logId: { keyId: id },
      kindVersion: { kind: 'any', version: '1' },
      integratedTime: '0',
      inclusionPromise: undefined,
      inclusionProof: {
        logIndex,
        rootHash: Buffer.of(),
        treeSize: '0',
        hashes: [...proven.hashes],
        checkpoint: { envelope: proven.checkpoint },
      },
      canonicalizedBody: proven.leaf,
    },
    [{ logID: id, baseURL: name, publicKey, validFor: { start: new Date(0), end: new Date() } }],
  );
}

const fromRaw = (publicKey: Uint8Array) =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
  });

function trustedLog(verifierKey: string): TrustedLog {
  const key = parseVerifierKey(nodePrimitives, verifierKey);
  const id = Buffer.from(formatKeyId(key), 'hex');
  return { name: key.name, id, publicKey: fromRaw(key.publicKey) };
}

/** The checkpoint that everybody is served, and the size that it signs. */
async function served(service: Service) {
  const checkpoint = await (await fetch(`${service.url}/ledger/checkpoint`)).text();
  return { checkpoint, size: Number(checkpoint.split('\n')[1]) };
}

/** Reads an entry and its way to a served checkpoint, as an auditor does. */
async function readProven(
  service: Service,
  index: number,
  { checkpoint, size }: { readonly checkpoint: string; readonly size: number },
): Promise<Proven> {
  const { entry, inclusionProof } = (
    await audit(
      service,
      `{ ledger { entry(index: ${index}) { leaf }
         inclusionProof(index: ${index}, size: ${size}) { hashes } } }`,
    )
  ).ledger;
  return {
    leaf: Buffer.from(entry.leaf),
    index: BigInt(index),
    hashes: inclusionProof.hashes.map((hash: string) => Buffer.from(hash, 'base64')),
    checkpoint,
  };
}

const bent = (bytes: Buffer): Buffer => {
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(0) ^ 1, 0);
  return other;
};

// Sigstore's client was written by others, from the same public formats.
describe('the verifier of Sigstore, another implementation of the formats,', () => {
  let ledger: OperatedLedger;
  let service: Service;
  let log: TrustedLog;
  let proven: Proven;

  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.service();
    await service.start();
    // More than a tile has.
    await makeEntries(service, 270);
    log = trustedLog((await untilAllSigned(service)).verifierKey);
    proven = await readProven(service, 100, await served(service));
  });
  afterAll(async () => {
    await service.stop();
    await ledger.drop();
  });

  test('accepts the entries, the proofs and the checkpoint that the gateway serves', async () => {
    const newest = await served(service);
    expect(newest.size).toBeGreaterThan(257);
    for (const index of [0, 1, 2, 127, 128, 254, 255, 256, 257, newest.size - 1]) {
      sigstoreAccepts(await readProven(service, index, newest), log);
    }
  });

  test.for<[string, (was: Proven) => Proven, RegExp]>([
    ['another entry', (was) => ({ ...was, leaf: bent(was.leaf) }), /calculated root hash/],
    ['another place', (was) => ({ ...was, index: was.index ^ 1n }), /calculated root hash/],
    ['a place outside the tree', (was) => ({ ...was, index: 100_000n }), /invalid index/],
    [
      'a bent path',
      (was) => ({ ...was, hashes: was.hashes.map((hash, at) => (at === 3 ? bent(hash) : hash)) }),
      /calculated root hash/,
    ],
    ['a shortened path', (was) => ({ ...was, hashes: was.hashes.slice(1) }), /invalid hash count/],
    [
      'a lengthened path',
      (was) => ({ ...was, hashes: [...was.hashes, ...was.hashes.slice(0, 1)] }),
      /invalid hash count/,
    ],
    [
      'a checkpoint of another size under the old signature',
      (was) => ({ ...was, checkpoint: was.checkpoint.replace(/\n(\d+)\n/, '\n1$1\n') }),
      /invalid checkpoint signature/,
    ],
    [
      'a checkpoint without a signature',
      (was) => ({ ...was, checkpoint: was.checkpoint.slice(0, was.checkpoint.indexOf('—')) }),
      /no signatures found/,
    ],
  ])('refuses %s', ([, forge, fault]) => {
    sigstoreAccepts(proven, log);
    expect(() => sigstoreAccepts(forge(proven), log)).toThrow(fault);
  });

  test('refuses a checkpoint that another key signed in the name of the log', () => {
    const { publicKey } = newSigner(log.name).key;
    const impostor = { ...log, publicKey: fromRaw(publicKey) };
    expect(() => sigstoreAccepts(proven, impostor)).toThrow(/invalid checkpoint signature/);
  });
});
