import type { Config } from '../config.ts';
import { runLedgerCheck } from './ledger/check.ts';
import { runContinue } from './ledger/continue.ts';
import { runRotateKey } from './ledger/rotate-key.ts';

const usage = `Commands for whoever runs the ledger:
  npm run ledger -- rotate-key              put a new key in the place of the one that signs
  npm run ledger -- continue --as ORIGIN    go on under another name, after a backup was restored
    [--forked]                              even where entries differ from what was signed
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
    case 'check':
      return runLedgerCheck(config);
    default:
      process.stderr.write(`${usage}\n`);
      return 2;
  }
}
