import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** The roles that connection pools take. What each may do stands in prisma/migrations. */
export type DatabaseRole = 'cg_gateway' | 'cg_door' | 'cg_import' | 'cg_migrator';

const rolesFile = new URL('../../prisma/roles.sql', import.meta.url);

/** The database cannot be used as it is. The message says what to do. */
class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';
}

/**
 * Creates the roles and lets a login take them. Safe to run again.
 *
 * @param administratorUrl a connection that may create roles and grant on the database
 * @param login the role that will take them; by default the one that connects
 * @throws DatabaseNotReady when it does not let us in, or a right is missing: says what to do
 */
export async function prepareRoles(administratorUrl: string, login?: string): Promise<void> {
  const sql = await readFile(rolesFile, 'utf8');
  const client = new pg.Client({ connectionString: administratorUrl });
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseNotReady(
      `The database does not let us in: ${reasonOf(cause)}. Check that PostgreSQL runs and that ` +
        'DATABASE_URL names its host, port, database, user and password.',
      { cause },
    );
  });
  try {
    const name = login === undefined ? 'session_user' : client.escapeLiteral(login);
    // Roles belong to the cluster: two starts at once would race without a lock.
    await client.query('select pg_advisory_lock($1)', [rolesLock]);
    await client.query(sql.replaceAll('%LOGIN%', () => name));
  } catch (cause) {
    throw new DatabaseNotReady(
      `The database roles could not be prepared: ${reasonOf(cause)}. ` +
        'Let a superuser run prisma/roles.sql on this database, with %LOGIN% replaced by the ' +
        "quoted name of DATABASE_URL's role, then start again.",
      { cause },
    );
  } finally {
    await client.end();
  }
}

/** A host with several addresses fails with several errors and no message of its own. */
const reasonOf = (cause: unknown): string => {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
};

/** Any number will do, as long as nothing else on the cluster locks it. */
const rolesLock = 7_265_901_422;
