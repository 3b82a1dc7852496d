import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/prisma/client.ts';
import { migrate } from './migrate.ts';
import { openPool, type PoolLimits } from './pools.ts';
import { type DatabaseRole, prepareRoles } from './roles.ts';

/** How to reach the database. `url` may take every role, unless a role has its own URL. */
export type DatabaseSettings = {
  readonly url: string;
  readonly urls?: Partial<Record<DatabaseRole, string | undefined>>;
  readonly connections: number;
  readonly statementTimeout: number;
  readonly lockTimeout: number;
};

/** The administrative tables through Prisma, and the gateway role's pool beneath it. */
export type Database = {
  readonly prisma: PrismaClient;
  /** Role `cg_gateway`: administrative tables and the ledger's functions; no health data. */
  readonly gateway: pg.Pool;
  /** A further pool; the one who asks for it closes it. What `settings` leaves out is as configured. */
  open(role: DatabaseRole, settings?: Partial<PoolLimits>): pg.Pool;
  close(): Promise<void>;
};

/** What a transaction of the administrative tables offers. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/**
 * Prepares roles and migrations.
 *
 * @param administratorUrl who may create roles; `login` is whom they are given to
 */
export async function prepareDatabase(
  administratorUrl: string,
  url: string,
  login: string | undefined,
  log: (message: string) => void,
): Promise<void> {
  await prepareRoles(administratorUrl, login);
  await migrate(url, log);
}

/** Opens the gateway's pool and Prisma on it. */
export function openDatabase(settings: DatabaseSettings): Database {
  const { url, urls, connections, statementTimeout, lockTimeout } = settings;
  const limits: PoolLimits = {
    connections,
    statementTimeout,
    lockTimeout,
    // Between an append and its COMMIT the ledger's head is locked: a stalled process must not hold it.
    idleInTransactionTimeout: 2_000,
  };
  const open = (role: DatabaseRole, differing: Partial<PoolLimits> = {}) =>
    openPool({ url: urls?.[role] ?? url, role, ...limits, ...differing });
  const gateway = open('cg_gateway');
  // Of its own: transactions that wait for the ledger's head must not hold up reads of permissions.
  const administrative = open('cg_gateway');
  const prisma = new PrismaClient({
    adapter: new PrismaPg(administrative, { disposeExternalPool: false }),
  });
  return {
    prisma,
    gateway,
    open,
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([administrative.end(), gateway.end()]);
    },
  };
}
