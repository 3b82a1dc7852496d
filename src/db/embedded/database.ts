import { Client, DatabaseError } from 'pg';
import { EmbeddedPostgresError } from './errors.ts';
import type { Passwords } from './passwords.ts';

/** The database, and the login role that uses it; the superuser owns it. */
const NAME = 'consent_gateway';

/** How to reach the embedded database. */
export interface EmbeddedConnection {
  /** As superuser `postgres`: for the bootstrap of roles, and for nothing else. */
  superuserUrl: string;
  /** As the login role of the gateway, which has no privilege of its own yet. */
  url: string;
  port: number;
}

/** The connection strings for a server on this port. */
export function connectionTo(port: number, passwords: Passwords): EmbeddedConnection {
  const url = (role: keyof Passwords) =>
    // Without `sslmode`, a PGSSLMODE in the environment would be heeded; loopback has no TLS.
    `postgresql://${role}:${encodeURIComponent(passwords[role])}@127.0.0.1:${port}/${NAME}?sslmode=disable`;
  return { superuserUrl: url('postgres'), url: url(NAME), port };
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A server that ends meanwhile fails the query too; unheard, the event would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the gateway's login role can use its database now. */
export async function answers(connection: EmbeddedConnection): Promise<boolean> {
  try {
    await withClient(connection.url, (client) => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes the login role and the database unless they are there. The role inherits nothing and may
 * make nothing: the bootstrap grants it the roles that it has to take deliberately. Throws
 * `INCONSISTENT` when the passwords are not this cluster's.
 */
export async function ensureDatabase(
  connection: EmbeddedConnection,
  passwords: Passwords,
): Promise<void> {
  const maintenance = new URL(connection.superuserUrl);
  maintenance.pathname = '/postgres';
  try {
    await withClient(maintenance.href, async (client) => {
      const role = await client.query('select 1 from pg_roles where rolname = $1', [NAME]);
      if (role.rowCount === 0) {
        const password = client.escapeLiteral(passwords[NAME]);
        await client.query(
          `create role ${NAME} login noinherit nosuperuser nocreatedb nocreaterole password ${password}`,
        );
      }
      const database = await client.query('select 1 from pg_database where datname = $1', [NAME]);
      if (database.rowCount === 0) await client.query(`create database ${NAME} owner postgres`);
    });
  } catch (error) {
    // 28P01: invalid_password
    if (!(error instanceof DatabaseError) || error.code !== '28P01') throw error;
    throw new EmbeddedPostgresError(
      'INCONSISTENT',
      'The file postgres-password in the data directory does not open the embedded database there: ' +
        'the two are not from the same start. Restore the file that belongs to it.',
      error,
    );
  }
}
