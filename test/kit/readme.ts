import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Whether this machine has what the README's snippets are written for. */
export const canPaste = ['bash', 'curl', 'awk', 'npm'].every(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined,
);

const repository = resolve(import.meta.dirname, '../..');
const separator = '::: next snippet :::';

/**
 * Pastes every bash snippet of the README, in order and into one shell, which stops at the first that fails.
 *
 * @param environment settings of the gateway that runs, and `GATEWAY`, where it is
 * @returns each snippet with the lines that it printed
 */
export async function pasteReadme(environment: Record<string, string>) {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  // The snippets write files where they are pasted: a folder that looks like the repository.
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  for (const name of ['package.json', 'src', 'prisma', 'node_modules', 'tsconfig.json']) {
    await symlink(join(repository, name), join(folder, name));
  }
  const script = snippets
    .map((snippet) => snippet.replace(/^GATEWAY=.*$/m, ''))
    .join(`\necho '${separator}'\n`);
  try {
    const { stdout } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: folder,
      env: { ...process.env, ...environment },
      maxBuffer: 50_000_000,
    });
    const printed = stdout.split(`${separator}\n`);
    return snippets.map((snippet, index) => ({
      snippet,
      lines: (printed[index] ?? '').split('\n').filter((line) => line !== ''),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
