import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** One connection under a role of the gateway's, as its pools take it; `undefined`: the administrator. */
export async function connectAs(url: string, role?: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'test',
    ...(role === undefined ? {} : { options: `-c role=${role}` }),
  });
  // A test that drops its database ends this connection too.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A session that holds the ledger's head, so that every append waits for it. */
export type HeldHead = {
  /** Works inside the transaction that holds the head. */
  readonly client: pg.Client;
  /** Resolves once this many appends wait for the head. */
  waiters(count?: number): Promise<void>;
  /** Commits what was done meanwhile and lets the head go. */
  release(): Promise<void>;
};

/** Takes the ledger's head; whoever takes it releases it. */
export async function holdHead(url: string): Promise<HeldHead> {
  const client = await connectAs(url);
  await client.query('begin');
  await client.query('select next_index from ledger.head where id = 1 for update');
  const watcher = await connectAs(url);
  let released = false;
  return {
    client,
    waiters: async (count = 1) => {
      for (;;) {
        const { rows } = await watcher.query(
          `select count(*)::int as waiting from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
              and query like '%ledger.append%' and pid <> pg_backend_pid()`,
        );
        if (rows[0].waiting >= count) return;
        await wait(5);
      }
    },
    release: async () => {
      if (released) return;
      released = true;
      await client.query('commit');
      await Promise.all([client.end(), watcher.end()]);
    },
  };
}
