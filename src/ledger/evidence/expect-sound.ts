import { LedgerFault } from '../core/fault.ts';
import { LedgerUnsound } from '../unsound.ts';

/**
 * Makes sure that what goes into a bundle is sound.
 *
 * @param what the fault that a failed check would be
 * @throws LedgerUnsound FORKED
 */
export function expectSound<Value>(
  what: string,
  index: bigint | undefined,
  check: () => Value,
): Value {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound('FORKED', `${what}: ${cause.message}. Run: npm run verify`, {
      index,
      cause,
    });
  }
}
