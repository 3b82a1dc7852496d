import type pg from 'pg';
import { openCheckpoint, type TrustedCheckpoint } from '../core/checkpoint.ts';
import type { TreeHead } from '../core/consistency.ts';
import { signContinuation } from '../core/continued.ts';
import type { NoteSigner } from '../core/signatures.ts';
import { utf8 } from '../core/text.ts';
import { formatVerifierKey, sameVerifierKey, signatureTypes } from '../core/verifier-key.ts';
import { readKeyEvents } from '../keys/key-events.ts';
import { findSigningKey } from '../keys/signing-key.ts';
import { openSuccession, type Succession, successionLeaf } from '../keys/succession.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../second-store/folder.ts';
import { keepSuccession, lostSuccessions } from '../second-store/successions.ts';
import { readCheckpoint } from '../tree/tree-store.ts';
import { alone, appendAsOperator, OperatorRefused } from './alone.ts';
import { expectContinued, knownOrigins } from './origins.ts';
import { presentTree } from './present-tree.ts';
import type { OperatorParts } from './rotate-key.ts';

/** How the ledger goes on. */
export type Continued = {
  readonly former: string;
  /** What was signed last under the former name; undefined when that was told by an earlier run. */
  readonly signed: TreeHead | undefined;
  readonly now: TreeHead;
};

/**
 * Gives the ledger another name, because it is not what was signed under the one that it has: after a
 * backup was restored that lacks entries which were signed for. An entry tells of it, signed by the
 * ledger's key under both names; see `signContinuation` for what an auditor then sees. Entries by which
 * keys or names changed before, and which were lost, are told again first, from the second store.
 *
 * @param forked whether to go on even where the ledger differs from what was signed, and not only lacks
 * @throws OperatorRefused, ConfigurationError, LedgerUnsound FORKED
 */
export function continueAs(
  { ledger, database, say }: OperatorParts,
  origin: string,
  forked: boolean,
): Promise<Continued> {
  const { signing, secondStore } = ledger;
  return alone(database, async (client) => {
    const known = await knownOrigins(client, secondStore);
    const { events } = await readKeyEvents(client);
    const last = events.at(-1);
    if (last?.continued !== undefined && last.next.name === origin) {
      // An earlier run may have been cut off behind its entry.
      await keepSuccession(secondStore, last);
      return { former: last.former.name, signed: undefined, now: last.continued };
    }
    const lost = await lostSuccessions(secondStore, known, events);
    const told: readonly Succession[] = [...events, ...lost];
    const tip = told.at(-1)?.next;
    const former = tip?.name ?? (known.includes(signing.name) ? signing.name : known[0]);
    if (former === undefined) {
      throw new OperatorRefused(
        `Nothing was signed yet, under no name: set LEDGER_ORIGIN=${origin} and start.`,
      );
    }
    const names = told.flatMap((one) => [one.former.name, one.next.name]);
    if (known.includes(origin) || names.includes(origin)) {
      throw new OperatorRefused(
        `The ledger was called ${origin} before. Give it a name of its own.`,
      );
    }
    expectContinued(former, known, told);
    const signer = await keyUnder(former, signing);
    if (tip !== undefined && !sameVerifierKey(tip, signer.key)) {
      throw new OperatorRefused(
        `The key here is not the one that signs: that is ${formatVerifierKey(tip)}. Set LEDGER_SIGNING_KEY or LEDGER_SIGNING_KEY_FILE to it.`,
      );
    }
    const keys = [signer.key, ...told.flatMap((one) => [one.former, one.next])];
    const open = (note: Uint8Array) =>
      openCheckpoint(nodePrimitives, note, { logKeys: keys, witnessKeys: [], quorum: 0 });
    const signed = await signedLast(client, secondStore, former, open);
    const now = await presentTree({ client, secondStore, origin: former, open, forked });
    for (const one of lost) say(`Telling again that ${formatVerifierKey(one.next)} signs.`);
    const note = signContinuation(signer, await keyUnder(origin, signing), signed, now);
    const continuation = openSuccession(utf8(note));
    await appendAsOperator(client, [...lost, continuation].map(successionLeaf));
    await keepSuccession(secondStore, continuation);
    return { former, signed, now };
  });
}

async function keyUnder(
  name: string,
  signing: OperatorParts['ledger']['signing'],
): Promise<NoteSigner> {
  const signer = await findSigningKey({ ...signing, name }, signatureTypes.ed25519);
  if (signer !== undefined) return signer;
  throw new OperatorRefused(
    `${signing.file}: the ledger's key is not there. Put it back, or set LEDGER_SIGNING_KEY.`,
  );
}

async function signedLast(
  client: pg.PoolClient,
  secondStore: string,
  origin: string,
  open: (note: Uint8Array) => TrustedCheckpoint,
): Promise<TreeHead> {
  const published = await readCheckpoint(client, origin);
  const notes = [
    await openFolderStore(folderOfOrigin(secondStore, origin)).latest(),
    published === undefined ? undefined : utf8(published),
  ];
  const [last] = notes
    .flatMap((note) => (note === undefined ? [] : [open(note)]))
    .sort((one, other) => Number(other.size - one.size));
  if (last !== undefined) return last;
  throw new OperatorRefused(
    `Nothing was signed under ${origin} yet: set LEDGER_ORIGIN=${origin} and start.`,
  );
}
