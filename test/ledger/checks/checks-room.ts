import type { Service } from '../../kit/service.ts';
import { connectAs } from '../../kit/sessions.ts';
import { type OperatedLedger, openOperatedLedger } from '../operator/ledger-room.ts';

/** What `/ready` says. */
export type Readiness = {
  readonly status: number;
  readonly ledger:
    | {
        readonly checkedAt: string;
        readonly sound: boolean;
        readonly entries: number;
        readonly findings: readonly { readonly class: string; readonly index?: number }[];
      }
    | undefined;
};

export async function readinessOf({ url }: Pick<Service, 'url'>): Promise<Readiness> {
  const response = await fetch(`${url}/ready`);
  const { ledger } = JSON.parse(await response.text());
  return { status: response.status, ledger };
}

/** A ledger of which several gateways, each a process, know that it is due for a check. */
export type ChecksRoom = OperatedLedger & {
  /** Makes the ledger's next check due, as time would. */
  makeDue(): Promise<void>;
  /** The entries of checks: whether each found the ledger sound. */
  checks(): Promise<boolean[]>;
  /** Changes rows of the entries' table as its owner can, who then puts the trigger back. */
  bend(sql: string): Promise<void>;
};

export async function openChecksRoom(): Promise<ChecksRoom> {
  const ledger = await openOperatedLedger();
  return {
    ...ledger,
    makeDue: async () => {
      await ledger.asAdministrator(
        `update ledger.last_check set began_at = began_at - interval '3 days', checked_at = checked_at - interval '3 days'`,
      );
    },
    checks: async () => {
      const { rows } = await ledger.asAdministrator(
        `select (convert_from(leaf, 'UTF8')::jsonb ->> 'sound')::boolean as sound from ledger.entry
          where kind = 'LEDGER_VERIFIED' order by idx`,
      );
      return rows.map(({ sound }) => sound);
    },
    bend: async (sql) => {
      await ledger.asAdministrator(
        `alter table ledger.entry disable trigger entry_fixed; ${sql};
          alter table ledger.entry enable always trigger entry_fixed`,
      );
    },
  };
}

/** Keeps everybody from reading tiles, so that a check stays under way; whoever does lets go of it. */
export async function holdTiles(url: string): Promise<{ release(): Promise<void> }> {
  const client = await connectAs(url);
  await client.query('begin');
  await client.query('lock table ledger.tile in access exclusive mode');
  return {
    release: async () => {
      await client.query('rollback');
      await client.end();
    },
  };
}
