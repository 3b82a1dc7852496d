import fc from 'fast-check';
import { expect, test } from 'vitest';
import { browserPrimitives } from '../../../src/ledger/evidence/browser-primitives.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import { newSigner } from '../core/signer.ts';

const { key, sign } = newSigner('ledger.example/plan');

test('a page hashes as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Buffer.from(browserPrimitives.sha256(bytes))).toEqual(
        Buffer.from(nodePrimitives.sha256(bytes)),
      );
    }),
  );
});

test('a page believes the signatures that Node believes, and no other', () => {
  const bytes = fc.uint8Array({ maxLength: 100 });
  const flip = fc.option(fc.record({ at: fc.nat(63), bit: fc.nat(7) }));
  fc.assert(
    fc.property(bytes, flip, fc.boolean(), (message, flipped, short) => {
      const signature = Uint8Array.from(sign(message));
      if (flipped) signature[flipped.at] = (signature[flipped.at] ?? 0) ^ (1 << flipped.bit);
      const shown = short ? signature.subarray(1) : signature;
      const believed = browserPrimitives.verifyEd25519(key.publicKey, message, shown);
      expect(believed).toBe(nodePrimitives.verifyEd25519(key.publicKey, message, shown));
      expect(believed).toBe(flipped === null && !short);
    }),
  );
});

test('a page takes no key that is none', () => {
  for (const fill of [0, 1, 0xff]) {
    const publicKey = new Uint8Array(32).fill(fill);
    const signature = new Uint8Array(64);
    expect(browserPrimitives.verifyEd25519(publicKey, new Uint8Array(), signature)).toBe(false);
  }
});
