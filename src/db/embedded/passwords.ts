import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError, systemCode, unlessMissing } from './errors.ts';

const Passwords = z.object({ postgres: z.string().min(1), consent_gateway: z.string().min(1) });

/** The generated passwords, each by the login role it belongs to. */
export type Passwords = z.infer<typeof Passwords>;

const passwordPath = (dataDirectory: string) => join(dataDirectory, 'postgres-password');

function parse(path: string, text: string): Passwords {
  try {
    return Passwords.parse(JSON.parse(text));
  } catch (error) {
    throw new EmbeddedPostgresError(
      'INCONSISTENT',
      `${path} should hold the embedded database's passwords as JSON, and does not. ` +
        'Restore the file; without it the database cannot be opened.',
      error,
    );
  }
}

/** Reads the passwords of this data directory; undefined when it has none yet. */
export async function readPasswords(dataDirectory: string): Promise<Passwords | undefined> {
  const path = passwordPath(dataDirectory);
  try {
    const text = await unlessMissing(readFile(path, 'utf8'));
    return text === undefined ? undefined : parse(path, text);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error;
    throw new EmbeddedPostgresError(
      'NOT_PERMITTED',
      `This user may not read ${path}: run as the user who started the embedded database first.`,
      error,
    );
  }
}

/**
 * Makes and keeps new passwords, readable by this user alone. They are on disk before the cluster
 * that they open: the other way round, a crash would leave a cluster that nobody can open.
 */
export async function createPasswords(dataDirectory: string): Promise<Passwords> {
  const generate = () => randomBytes(24).toString('base64url');
  const passwords: Passwords = { postgres: generate(), consent_gateway: generate() };
  const path = passwordPath(dataDirectory);
  const draft = await open(`${path}.new`, 'w', 0o600);
  try {
    await draft.chmod(0o600);
    await draft.writeFile(`${JSON.stringify(passwords, null, 2)}\n`);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${path}.new`, path);
  return passwords;
}
