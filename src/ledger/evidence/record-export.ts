import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../append-event.ts';
import type { Leaf } from '../leaf.ts';
import type { Selection } from './bundle-format.ts';

/** Evidence that is about to be handed out. */
export type HandedOut = {
  /** To whom: a token's subject, or the operator. */
  readonly actor: string;
  readonly selection: Selection;
  readonly entries: number;
  /** SHA-256 of the bundle, hex. */
  readonly bundle: string;
};

/**
 * Who took evidence is evidence, too: entered before anything of it leaves.
 *
 * @throws GatewayError LEDGER_UNAVAILABLE
 */
export async function recordExport(
  { prisma }: Database,
  { actor, selection: { member, app, from, to }, entries, bundle }: HandedOut,
): Promise<void> {
  const event: Leaf = {
    v: 1,
    kind: 'EVIDENCE_EXPORTED',
    release: uuidv7(),
    at: Date.now(),
    actor,
    ...(member === undefined ? {} : { member }),
    ...(app === undefined ? {} : { app }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    entries,
    bundle,
  };
  await prisma.$transaction((tx) => appendEvents(tx, [event]));
}
