import { LedgerUnsound } from '../unsound.ts';

/**
 * Says what an operator can do about a ledger that is not what was signed, when a gateway is started
 * on it: nothing is served until one of these is done.
 */
export function withWayForward(cause: unknown, origin: string): unknown {
  if (!(cause instanceof LedgerUnsound)) return cause;
  const { class: unsound, message, index } = cause;
  const next = nextName(origin);
  const goOn =
    `stop every gateway, run: npm run ledger -- continue --as ${next}\n` +
    `and then set LEDGER_ORIGIN=${next}. What was signed under ${origin} stays where it is, as evidence.`;
  const ways: Partial<Record<typeof unsound, string>> = {
    SHRUNKEN:
      'The database was rolled back, restored from an older backup, or cut. If there is a newer state of ' +
      `it, restore that one. If there is none, go on under another name, which tells what was lost: ${goOn}`,
    FORKED:
      'The database was changed, or another one took its place. Find out which before anything else: ' +
      `keep a copy. If it cannot be had as it was, go on under another name: ${goOn.replace('continue', 'continue --forked')}`,
    FOREIGN_CHECKPOINT:
      'Give this gateway the key of its ledger (LEDGER_SIGNING_KEY or LEDGER_SIGNING_KEY_FILE), and a second ' +
      'store that no other ledger has (LEDGER_SECOND_STORE). Where a backup was restored that is older than ' +
      `a change of keys, go on under another name: ${goOn}`,
  };
  return new LedgerUnsound(
    unsound,
    `The ledger is unsound, and the gateway does not start: ${message}.\n${ways[unsound] ?? 'Nobody but an operator can tell why: keep a copy of the database and look.'}`,
    { index, cause },
  );
}

/** `…/2` behind a name, or one more where a number stands there. */
function nextName(origin: string): string {
  const [, stem = origin, number = '1'] = /^(.*)\/([0-9]{1,6})$/.exec(origin) ?? [];
  return `${stem}/${Number(number) + 1}`;
}
