import { spawn } from 'node:child_process';
import { type Account, spawnAs } from './account.ts';

/**
 * Lets the server with this pid end with this process, however this process ends, `kill -9`
 * included. On an orderly exit a signal does; for the rest a shell waits at the other end of a pipe,
 * which the system closes with us. Neither decides when this process exits. Returns a function that
 * calls both off, for when the server has ended and its number may go to another process.
 */
export function endWithUs(pid: number, account: Account | undefined): () => void {
  const onExit = () => {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It has ended.
    }
  };
  process.once('exit', onExit);
  // Windows has no such shell: there the next start stops what was left behind.
  if (process.platform === 'win32') return () => process.off('exit', onExit);
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    ...spawnAs(account),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.unref();
  return () => {
    process.off('exit', onExit);
    shell.kill('SIGKILL');
  };
}
