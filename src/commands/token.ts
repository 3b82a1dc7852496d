import type { Config } from '../config.ts';
import { runTokenCommand } from '../identity/token-command.ts';

/** `npm run token`: the token alone on the last line of stdout. */
export async function runToken(config: Config, argv: readonly string[]): Promise<number> {
  const { token, explanation } = await runTokenCommand(
    [...argv],
    config.token,
    config.dataDirectory,
    config.production,
  );
  process.stderr.write(`${explanation}\n`);
  process.stdout.write(`${token}\n`);
  return 0;
}
