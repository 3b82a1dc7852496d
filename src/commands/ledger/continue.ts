import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import { LedgerFault } from '../../ledger/core/fault.ts';
import { expectKeyName } from '../../ledger/core/verifier-key.ts';
import { OperatorRefused } from '../../ledger/operator/alone.ts';
import { continueAs } from '../../ledger/operator/continue-as.ts';

/** `npm run ledger -- continue --as ORIGIN`: the setting alone on the last line of standard output. */
export async function runContinue(config: Config, argv: readonly string[]): Promise<number> {
  const { origin, forked } = optionsOf(argv);
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  try {
    const parts = { ledger: config.ledger, database, say };
    const { former, signed, now } = await continueAs(parts, origin, forked);
    say(`The ledger goes on as ${origin}, with the ${now.size} entries that it has.`);
    if (signed !== undefined && signed.size > now.size) {
      say(
        `Of ${former}, ${signed.size} were signed for: ${signed.size - now.size} are gone. Its checkpoints stay where they are.`,
      );
    }
    say('Set this, and start the gateways again:');
    process.stdout.write(`LEDGER_ORIGIN=${origin}\n`);
    return 0;
  } finally {
    await close();
  }
}

function optionsOf(argv: readonly string[]): { origin: string; forked: boolean } {
  const example = 'Example: npm run ledger -- continue --as ledger.your-plan.example/2';
  try {
    const options = { as: { type: 'string' }, forked: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    if (values.as === undefined) throw new OperatorRefused(`--as is missing. ${example}`);
    expectKeyName(values.as);
    return { origin: values.as, forked: values.forked ?? false };
  } catch (cause) {
    if (cause instanceof LedgerFault)
      throw new OperatorRefused(`--as: ${cause.message}. ${example}`);
    if (!(cause instanceof TypeError)) throw cause;
    throw new OperatorRefused(`${cause.message} ${example}`);
  }
}
