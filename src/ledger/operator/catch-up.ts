import { setTimeout as wait } from 'node:timers/promises';
import { type Integrated, type IntegratorParts, integrateOnce } from '../tree/integrate.ts';
import { NotCosigned } from '../witness/client.ts';
import { OperatorRefused } from './alone.ts';

/** How long checkpoints are waited for, milliseconds. */
const patience = 60_000;

/**
 * Signs what is there, or waits for a gateway to do so.
 *
 * @throws LedgerUnsound when the ledger is not what was signed, OperatorRefused when it takes too long
 */
export function catchUp(parts: IntegratorParts): Promise<void> {
  return until(
    parts,
    ({ kind }) => kind !== 'BUSY' && kind !== 'SIGNED',
    () => undefined,
  );
}

/**
 * Signs, or waits for a gateway to sign, all that the key may: up to the entry that ends it.
 *
 * @param size with that entry
 * @throws as `catchUp`
 */
export function untilRetired(
  parts: IntegratorParts,
  size: bigint,
  say: (message: string) => void,
): Promise<void> {
  say(`Waiting for a checkpoint of size ${size} by the former key.`);
  return until(parts, ({ kind }) => kind === 'RETIRED', say);
}

async function until(
  parts: IntegratorParts,
  isDone: (done: Integrated) => boolean,
  say: (message: string) => void,
): Promise<void> {
  const deadline = Date.now() + patience;
  let why = 'another process has the tree, and does not give it back';
  for (let told = Date.now(); Date.now() < deadline; ) {
    try {
      const done = await integrateOnce(parts);
      if (isDone(done)) return;
      if (done.kind === 'SIGNED') say(`Signed up to size ${done.checkpoint.size}.`);
    } catch (cause) {
      if (!(cause instanceof NotCosigned)) throw cause;
      why = cause.message;
    }
    if (Date.now() - told > 5_000) {
      say(`Still waiting: ${why}.`);
      told = Date.now();
    }
    await wait(100);
  }
  throw new OperatorRefused(
    `No checkpoint came about within ${patience / 1000} s: ${why}. Mend that and run this again: it goes on from here.`,
  );
}
