import type { Config } from '../config.ts';
import { runLedgerCheck } from './ledger/check.ts';
import { runContinue } from './ledger/continue.ts';
import { runHold, runLift } from './ledger/hold.ts';
import { runRetire } from './ledger/retire.ts';
import { runRotateKey } from './ledger/rotate-key.ts';

const usage = `Commands for whoever runs the ledger:
  npm run ledger -- rotate-key              put a new key in the place of the one that signs
  npm run ledger -- continue --as ORIGIN    go on under another name, after a backup was restored
    [--forked]                              even where entries differ from what was signed
  npm run ledger -- retire [--before DAY]   let entries go that are past retention and under no legal hold
    [--dry-run]                             tell which, and what keeps the others
  npm run ledger -- hold --reference CASE   keep entries, whatever their age
    [--from DAY] [--to DAY]                 of these days alone, both included
  npm run ledger -- lift --hold ID          the end of a hold
  npm run ledger -- check                   check all of it now, for every gateway to go by`;

/** `npm run ledger`: what an operator does to the ledger. */
export async function runLedger(
  config: Config,
  [command, ...argv]: readonly string[],
): Promise<number> {
  switch (command) {
    case 'rotate-key':
      return runRotateKey(config);
    case 'continue':
      return runContinue(config, argv);
    case 'retire':
      return runRetire(config, argv);
    case 'hold':
      return runHold(config, argv);
    case 'lift':
      return runLift(config, argv);
    case 'check':
      return runLedgerCheck(config);
    default:
      process.stderr.write(`${usage}\n`);
      return 2;
  }
}
