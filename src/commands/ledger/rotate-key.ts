import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import { formatVerifierKey } from '../../ledger/core/verifier-key.ts';
import { rotateKey } from '../../ledger/operator/rotate-key.ts';

/** `npm run ledger -- rotate-key`: the new key alone on the last line of standard output. */
export async function runRotateKey(config: Config): Promise<number> {
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { ledger } = config;
  const { database, close } = await connectDatabase(config, 'join', say);
  try {
    const { next, pending } = await rotateKey({ ledger, database, say });
    const key = formatVerifierKey(next);
    if (pending === undefined) {
      say(
        `The key is changed. Gateways that share ${ledger.signing.file} take it up by themselves; where the file was ` +
          'copied to, copy it again. Where LEDGER_SIGNING_KEY holds it, nothing more is to be done.',
      );
    } else {
      say(
        `The last step is yours: set LEDGER_SIGNING_KEY to what ${pending} holds, with line breaks as \\n, ` +
          'start every gateway again, and then run this once more: it removes the file.',
      );
    }
    say('Witnesses know a ledger by its keys: have theirs add the new one to WITNESS_LOGS.');
    process.stdout.write(`${key}\n`);
    return 0;
  } finally {
    await close();
  }
}
