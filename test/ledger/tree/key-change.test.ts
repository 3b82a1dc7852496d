import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { signKeyChange } from '../../../src/ledger/core/key-changed.ts';
import type { NoteSigner } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { KeyChain } from '../../../src/ledger/keys/key-chain.ts';
import { successionLeaf } from '../../../src/ledger/keys/succession.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import { alone, appendAsOperator } from '../../../src/ledger/operator/alone.ts';
import { newSigner } from '../core/signer.ts';
import { openTreeRoom, type TreeRoom } from './tree-room.ts';

const next = newSigner('ledger.example/plan');
let room: TreeRoom;
beforeAll(async () => {
  room = await openTreeRoom();
});
afterAll(() => room.close());

const keysFor = (signer: NoteSigner) => ({
  signer,
  keys: new KeyChain(room.database.gateway, signer.key),
});

/** The sizes that a key has signed, in the database. */
async function signedBy(signer: NoteSigner): Promise<number[]> {
  const { rows } = await room.asAdministrator(
    'select size::int, note from ledger.checkpoint order by size',
  );
  const trust = { logKeys: [signer.key], witnessKeys: [], quorum: 0 };
  return rows.flatMap(({ size, note }) => {
    try {
      openCheckpoint(nodePrimitives, utf8(note), trust);
      return [size];
    } catch {
      return [];
    }
  });
}

test('a key signs up to the entry that ends it, however many come behind, and its successor from there', async () => {
  await room.append(3);
  await room.integrate();
  await room.append(2);
  const note = signKeyChange(room.signer, next);
  const change = { former: room.signer.key, next: next.key, continued: undefined, note };
  await alone(room.database, (client) => appendAsOperator(client, [successionLeaf(change)]));
  await room.append(4);

  // The successor begins behind the entry, and the former key is not passed over.
  expect(await room.integrate()).toMatchObject({ kind: 'SIGNED', more: true });
  expect(await signedBy(room.signer)).toEqual([3, 6]);
  expect(await room.integrate()).toMatchObject({
    kind: 'RETIRED',
    successor: { key: next.key, from: 7n },
  });
  expect(await room.integrate(keysFor(next))).toMatchObject({ kind: 'SIGNED', more: false });
  expect(await signedBy(next)).toEqual([10]);
  await room.append(1);
  expect(await room.integrate()).toMatchObject({ kind: 'RETIRED' });
  expect(await room.integrate(keysFor(next))).toMatchObject({ kind: 'SIGNED' });
  expect(await signedBy(room.signer)).toEqual([3, 6]);
  expect(await signedBy(next)).toEqual([10, 11]);
});

test('a successor that finds much unsigned before its first size signs that at once', async () => {
  await room.append(20);
  const after = newSigner('ledger.example/plan');
  const note = signKeyChange(next, after);
  const change = { former: next.key, next: after.key, continued: undefined, note };
  await alone(room.database, (client) => appendAsOperator(client, [successionLeaf(change)]));
  const signing = { ...keysFor(after), entriesMax: 5n };
  // Nothing is there yet that it may sign.
  expect(await room.integrate(signing)).toEqual({ kind: 'UP_TO_DATE' });
  await room.append(10);
  expect(await room.integrate(signing)).toMatchObject({ kind: 'SIGNED', more: true });
  expect(await signedBy(after)).toEqual([33]);
});
