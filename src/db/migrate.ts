import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const migrationsFolder = new URL('../../prisma/migrations/', import.meta.url);
/** The lock that Prisma's own `migrate deploy` takes, so that the two never run at once. */
const prismaMigrateLock = 72_707_369;

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** The database and the folder of migrations disagree; nothing was changed. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/**
 * Applies the migrations that the database lacks, each in a transaction of its own, and records
 * them as Prisma does, so that either tool can carry on from the other.
 *
 * @param url a connection that may take the role `cg_migrator`
 * @param log told of each migration applied
 * @throws MigrationRefused when an applied migration was changed or is missing from the folder
 */
export async function migrate(
  url: string,
  log: (message: string) => void,
  folder = migrationsFolder,
): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({
    connectionString: url,
    options: '-c role=cg_migrator -c timezone=UTC',
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [prismaMigrateLock]);
    await client.query(migrationsTable);
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      log(`applied migration ${migration.name}`);
    }
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(new URL(`${name}/migration.sql`, folder));
      const checksum = createHash('sha256').update(bytes).digest('hex');
      return { name, sql: bytes.toString('utf8'), checksum };
    }),
  );
}

async function pendingOf(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{
    migration_name: string;
    checksum: string;
    finished: boolean;
  }>(
    `select migration_name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.migration_name);
    if (migration === undefined) {
      throw new MigrationRefused(
        `The database has migration ${row.migration_name}, which prisma/migrations lacks: ` +
          'it belongs to a newer version of the gateway. Run that version, or restore the folder.',
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationRefused(
        `Migration ${row.migration_name} was changed after it had been applied. ` +
          'Restore the file as it was and put the change into a new migration.',
      );
    }
    if (!row.finished) {
      throw new MigrationRefused(
        `Migration ${row.migration_name} was begun by another tool and never finished. ` +
          'Mend the database by hand, then mark it with `prisma migrate resolve`.',
      );
    }
  }
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter((migration) => !applied.has(migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    // The simple protocol takes the script whole: no splitting at `;`, so $$ bodies stay intact.
    await client.query(migration.sql);
    await client.query('set role cg_migrator');
    await client.query(
      `insert into _prisma_migrations
         (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       values ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${detail}`, { cause });
  }
}

/** As Prisma creates it. */
const migrationsTable = `
  create table if not exists _prisma_migrations (
    id                  varchar(36)  primary key not null,
    checksum            varchar(64)  not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz  not null default now(),
    applied_steps_count integer      not null default 0
  )`;
