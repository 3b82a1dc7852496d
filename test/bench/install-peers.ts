import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const bench = fileURLToPath(new URL('.', import.meta.url));
const peers = `${bench}peers/`;
const manifests = ['package.json', 'package-lock.json'];

/**
 * Installs the peers as the lock file of test/bench has them, unless they are there. They go beside
 * the peers' own servers: anywhere above, the gateway's parts would find a second graphql.
 *
 * @returns whether they can be measured; without the registry the rest is measured all the same
 */
export async function installPeers(say: (text: string) => void): Promise<boolean> {
  if (existsSync(`${peers}node_modules/postgraphile/package.json`)) return true;
  say('installing the peers of test/bench/package.json, once');
  try {
    for (const file of manifests) await copyFile(`${bench}${file}`, `${peers}${file}`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await execute(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers });
    return true;
  } catch (cause) {
    say(`the peers cannot be installed, and are left out: ${cause}`);
    return false;
  } finally {
    for (const file of manifests) await rm(`${peers}${file}`, { force: true });
  }
}
