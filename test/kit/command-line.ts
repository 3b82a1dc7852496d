import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const start = join(repository, 'src', 'start.mjs');

/** What a command has printed by its end. */
export type Printed = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A command that is running. */
export type RunningCommand = {
  /** Resolves with the match as soon as standard output has it; rejects when the command ends first. */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<Printed>;
};

/** Settings of a command; nothing else of this process's environment reaches it. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Runs a command as people do: a process of its own.
 *
 * @param argv `serve`, `import`, `token` …, with its arguments
 * @param settings with DATA_DIR, which is also where it runs, so that nobody's `.env` is read
 */
export function runCommand(argv: readonly string[], settings: Settings): RunningCommand {
  return run(process.execPath, [start, ...argv], settings, settings['DATA_DIR'] ?? tmpdir());
}

/** Runs an npm script of this repository. */
export function runScript(argv: readonly string[], settings: Settings): RunningCommand {
  return run('npm', ['run', ...argv], settings, repository);
}

/** Runs an example of docs/examples. */
export function runExample(name: string, argv: readonly string[]): RunningCommand {
  return run(process.execPath, [join('docs', 'examples', name), ...argv], {}, repository);
}

function run(program: string, argv: readonly string[], settings: Settings, cwd: string) {
  const { PATH, HOME } = process.env;
  const child = spawn(program, argv, {
    cwd,
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Printed>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    untilPrinted: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        look();
        ended.then(
          ({ code }) => reject(new Error(`ended with ${code} before it printed: ${stderr}`)),
          reject,
        );
      }),
  };
}

/** A folder for DATA_DIR; as root, PostgreSQL runs as another account, which has to pass here. */
export async function makeDataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'consent-gateway-test-'));
  await chmod(directory, 0o711);
  return directory;
}

export const removeDataDirectory = (directory: string) =>
  rm(directory, { recursive: true, force: true });
