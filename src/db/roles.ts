import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** The roles that connection pools take. What each may do stands in prisma/migrations. */
export type DatabaseRole = 'cg_gateway' | 'cg_door' | 'cg_import' | 'cg_migrator';

const rolesFile = new URL('../../prisma/roles.sql', import.meta.url);

/**
 * Creates the roles and lets a login take them. Safe to run again.
 *
 * @param administratorUrl a connection that may create roles and grant on the database
 * @param login the role that will take them; by default the one that connects
 * @throws Error that says which right is missing and how to give it
 */
export async function prepareRoles(administratorUrl: string, login?: string): Promise<void> {
  const sql = await readFile(rolesFile, 'utf8');
  const client = new pg.Client({ connectionString: administratorUrl });
  await client.connect();
  try {
    const name = login === undefined ? 'session_user' : client.escapeLiteral(login);
    // Roles belong to the cluster: two starts at once would race without a lock.
    await client.query('select pg_advisory_lock($1)', [rolesLock]);
    await client.query(sql.replaceAll('%LOGIN%', () => name));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The database roles could not be prepared: ${detail}. ` +
        'Let a superuser run prisma/roles.sql on this database, with %LOGIN% replaced by the ' +
        "quoted name of DATABASE_URL's role, then start again.",
      { cause },
    );
  } finally {
    await client.end();
  }
}

/** Any number will do, as long as nothing else on the cluster locks it. */
const rolesLock = 7_265_901_422;
