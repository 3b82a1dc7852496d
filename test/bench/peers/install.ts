import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Installs the peers as their lock file has them, unless they are there.
 *
 * @returns whether they can be measured; without the registry the rest is measured all the same
 */
export async function installPeers(say: (text: string) => void): Promise<boolean> {
  if (existsSync(`${here}node_modules/postgraphile/package.json`)) return true;
  say('installing the peers of test/bench/peers/package.json, once');
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await execute(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
    return true;
  } catch (cause) {
    say(`the peers cannot be installed, and are left out: ${cause}`);
    return false;
  }
}
