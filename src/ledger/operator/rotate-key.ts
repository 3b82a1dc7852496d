import { readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type pg from 'pg';
import type { Config } from '../../config.ts';
import { createOnce, flushFolder } from '../../create-once.ts';
import type { Database } from '../../db/database.ts';
import { signKeyChange } from '../core/key-changed.ts';
import type { NoteSigner } from '../core/signatures.ts';
import {
  formatKeyId,
  formatVerifierKey,
  sameVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../core/verifier-key.ts';
import { KeyChain } from '../keys/key-chain.ts';
import { type KeyEvent, readKeyEvents } from '../keys/key-events.ts';
import { createSigningKey, findSigningKey } from '../keys/signing-key.ts';
import { successionLeaf } from '../keys/succession.ts';
import { pendingFile } from '../keys/successor.ts';
import { keepSuccession } from '../second-store/successions.ts';
import { integratorParts } from '../tree/integrator-parts.ts';
import { alone, appendAsOperator, OperatorRefused } from './alone.ts';
import { catchUp, untilRetired } from './catch-up.ts';
import { expectContinued, knownOrigins } from './origins.ts';

export type OperatorParts = {
  readonly ledger: Config['ledger'];
  readonly database: Database;
  /** Told, a line at a time, how far it is. */
  readonly say: (message: string) => void;
};

/** How a change of keys ended. */
export type Rotated = {
  readonly next: VerifierKey;
  /** The file of the new key, where it is for the operator to put it to use; undefined when it is in use. */
  readonly pending: string | undefined;
};

/**
 * Puts a new key in the place of the one that signs. Each step leaves behind what the next run finds:
 * a new key beside the old one; an entry, signed by both; a checkpoint over it, by the old key; and
 * last the new key in the old one's place. Interrupted anywhere, it is run again and goes on.
 *
 * @throws OperatorRefused, ConfigurationError, LedgerUnsound
 */
export function rotateKey({ ledger, database, say }: OperatorParts): Promise<Rotated> {
  const { signing, secondStore } = ledger;
  const pending = pendingFile(signing.file);
  return alone(database, async (client) => {
    const former = await findSigningKey(signing, signatureTypes.ed25519);
    if (former === undefined) {
      throw new OperatorRefused(
        `${signing.file}: there is no key to change. The first start of the gateway makes one.`,
      );
    }
    const { events } = await readKeyEvents(client);
    expectContinued(former.key.name, await knownOrigins(client, secondStore), events);
    const begun = await findPending(pending, former.key.name);
    if (begun !== undefined && sameVerifierKey(begun.key, former.key)) {
      // The last step of an earlier run was the operator's: it is in use.
      await rm(pending);
      return { next: begun.key, pending: undefined };
    }
    const keys = new KeyChain(database.gateway, former.key);
    const parts = integratorParts(ledger, { pool: database.gateway, signer: former, keys });
    let told = toldOf(events, former, begun);
    if (told === undefined) {
      // Nothing is changed of a ledger that is not what was signed, or that another key signs.
      await catchUp(parts);
      told = await tell(client, former, pending);
      say(
        `The ledger has the entry ${told.index}, by which ${formatVerifierKey(told.next)} signs.`,
      );
    }
    await keepSuccession(secondStore, told);
    await untilRetired(parts, told.index + 1n, say);
    if (signing.pem !== undefined) return { next: told.next, pending };
    await swap(signing.file, former.key);
    return { next: told.next, pending: undefined };
  });
}

const findPending = (file: string, name: string) =>
  findSigningKey({ name, file }, signatureTypes.ed25519);

/** The entry of a change that was begun by an earlier run; undefined where there is none yet. */
function toldOf(
  events: readonly KeyEvent[],
  former: NoteSigner,
  begun: NoteSigner | undefined,
): KeyEvent | undefined {
  const last = events.at(-1);
  if (last === undefined || sameVerifierKey(last.next, former.key)) return undefined;
  if (begun !== undefined && sameVerifierKey(last.next, begun.key)) return last;
  throw new OperatorRefused(
    `The key here signs no more since entry ${last.index}: ${formatVerifierKey(last.next)} took its place. ` +
      'Change keys where that one is: LEDGER_SIGNING_KEY or LEDGER_SIGNING_KEY_FILE.',
  );
}

async function tell(client: pg.PoolClient, former: NoteSigner, pending: string): Promise<KeyEvent> {
  await createSigningKey(pending);
  const next = await findPending(pending, former.key.name);
  if (next === undefined) throw new OperatorRefused(`${pending}: the new key is gone again.`);
  const note = signKeyChange(former, next);
  const leaf = successionLeaf({ former: former.key, next: next.key, continued: undefined, note });
  await appendAsOperator(client, [leaf]);
  const told = (await readKeyEvents(client)).events.at(-1);
  if (told !== undefined && sameVerifierKey(told.next, next.key)) return told;
  throw new OperatorRefused('Another key was put in its place meanwhile. Run this again.');
}

/** Whole files only: the old key's stays until the new one's has its name. */
async function swap(file: string, former: VerifierKey): Promise<void> {
  await createOnce(`${file}.${formatKeyId(former)}.former`, await readFile(file), 0o600);
  await rename(pendingFile(file), file);
  await flushFolder(dirname(file));
}
