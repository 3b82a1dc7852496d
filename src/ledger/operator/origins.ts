import { z } from 'zod';
import { ConfigurationError } from '../../config.ts';
import type { Succession } from '../keys/succession.ts';
import { formerName } from '../keys/successor.ts';
import { originsIn } from '../second-store/folder.ts';
import type { Queryable } from '../tree/tree-store.ts';

/** The names under which checkpoints were signed, as the database and the second store know them. */
export async function knownOrigins(client: Queryable, secondStore: string): Promise<string[]> {
  // A step for each name, however many checkpoints it has.
  const { rows } = await client.query(
    `with recursive known(origin) as (
        (select origin from ledger.checkpoint order by origin limit 1)
        union all
        select (select c.origin from ledger.checkpoint c where c.origin > known.origin
          order by c.origin limit 1)
        from known where known.origin is not null)
      select origin from known where origin is not null`,
  );
  const stored = rows.map((row) => originRow.parse(row).origin);
  return [...new Set([...stored, ...(await originsIn(secondStore))])].sort();
}

/**
 * Refuses a name that the ledger has no more, and one for which no entry gives up the names that are
 * known: a setting that is wrong, or a ledger that was to begin anew without saying so.
 *
 * @throws ConfigurationError that says which setting or command mends it
 */
export function expectContinued(
  origin: string,
  known: readonly string[],
  told: readonly Succession[],
): void {
  const led = new Set(told.flatMap(({ former, next }) => [former.name, next.name]));
  const tip = told.at(-1)?.next.name;
  if (tip !== undefined && tip !== origin && led.has(origin)) throw formerName(origin, tip);
  const stray = known.filter((name) => name !== origin && !led.has(name));
  const leads = led.size === 0 || led.has(origin);
  if (stray.length === 0 && leads) return;
  const last = tip ?? stray[0];
  throw new ConfigurationError(
    `LEDGER_ORIGIN: there are checkpoints of ${[...(leads ? stray : led)].join(' and ')}, and no entry says that this ledger ` +
      `goes on as ${origin}. If that name is a mistake, set LEDGER_ORIGIN=${last}. If they are of another ` +
      'ledger, give this one a second store of its own: LEDGER_SECOND_STORE. If this ledger is to go on ' +
      `under that name, stop its gateways and run: npm run ledger -- continue --as ${origin}`,
  );
}

const originRow = z.object({ origin: z.string() });
