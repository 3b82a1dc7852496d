import type pg from 'pg';
import { z } from 'zod';
import type { PendingProvider } from '../read-record.ts';
import { upsert, withSource } from './sql.ts';

const columns = {
  id: 'uuid',
  plan_id: 'uuid',
  source_type: 'text',
  source_id: 'text',
  source_hash: 'bytea',
  name: 'text',
  npi: 'text',
  source: 'jsonb',
};

const stored = z.array(z.object({ id: z.string(), hash: z.string() }));

/** Writes care providers, each id once; says of each what became of it, in the same order. */
export async function writeCareProviders(
  client: pg.ClientBase,
  planId: string,
  providers: readonly PendingProvider[],
  rewrite: boolean,
): Promise<('added' | 'changed' | 'unchanged')[]> {
  if (providers.length === 0) return [];
  const { rows } = await client.query(
    "select id, encode(source_hash, 'hex') as hash from health.care_provider where id = any($1)",
    [providers.map((one) => one.id)],
  );
  const hashes = new Map(stored.parse(rows).map((row) => [row.id, row.hash]));
  const states = providers.map((one) => {
    const hash = hashes.get(one.id);
    if (hash === undefined) return 'added' as const;
    return hash === one.sourceHash && !rewrite ? ('unchanged' as const) : ('changed' as const);
  });
  const json = providers
    .filter((_, index) => states[index] !== 'unchanged')
    .map((one) =>
      withSource(
        {
          id: one.id,
          plan_id: planId,
          source_type: one.type,
          source_id: one.sourceId,
          source_hash: `\\x${one.sourceHash}`,
          name: one.provider.name,
          npi: one.provider.npi,
        },
        one.sourceText,
      ),
    );
  if (json.length > 0) {
    await client.query(upsert('care_provider', columns), [`[${json.join(',')}]`]);
  }
  return states;
}
