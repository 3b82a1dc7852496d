import { rotateSigningKey } from '../authorization/signing-keys.ts';
import type { Config } from '../config.ts';

const usage = `npm run oauth -- rotate-key   put a new key before those that sign ID tokens`;

/** `npm run oauth`: what an operator does with the authorization server. */
export async function runOAuth(config: Config, [command]: readonly string[]): Promise<number> {
  if (command !== 'rotate-key') {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const { path, keys } = await rotateSigningKey(config);
  process.stdout.write(
    `${path} has a new key, and ${keys - 1} former. Start the gateways again: they sign with it then.\n`,
  );
  return 0;
}
