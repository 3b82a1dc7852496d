import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningSystem, SystemName } from './system.ts';

/**
 * Starts a server process as production would: its log, standard output, goes to /dev/null; what it
 * complains of is told when it does not start. Resolves when `path` answers.
 */
export async function startServerProcess(options: {
  readonly name: SystemName;
  readonly argv: readonly string[];
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly path: string;
}): Promise<RunningSystem> {
  const { name, argv, port, environment, path } = options;
  const nowhere = await open('/dev/null', 'w');
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, argv, {
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://gateway.example',
      PORT: String(port),
      ...environment,
    },
    // Nobody's `.env` is read.
    cwd: tmpdir(),
    stdio: ['ignore', nowhere.fd, 'pipe'],
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // Sessions that are ended to read their counters are complained of at length.
    complaints = `${complaints}${text}`.slice(-4_000);
  });
  await nowhere.close();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let code: number | null | undefined;
  void ended.then((given) => {
    code = given;
  });
  const endWithUs = () => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const stop = async () => {
    process.off('exit', endWithUs);
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(patience);
  };
  for (let tries = 0; !(await answers(port, path)); tries += 1) {
    if (code !== undefined || tries > 600) {
      await stop();
      throw new Error(`${name} did not start: ${complaints}`);
    }
    await wait(100);
  }
  if (child.pid === undefined) throw new Error(`${name} has no process`);
  return { name, port, pid: child.pid, stop };
}

async function answers(port: number, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.text();
    // Whoever says that nothing is here is there; who is not ready yet says 503.
    return response.status < 500;
  } catch {
    return false;
  }
}
