import type pg from 'pg';
import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';
import { type Finding, unsoundClasses } from '../verify/finding.ts';

const isClass = (value: string): value is keyof typeof unsoundClasses => value in unsoundClasses;

/** A finding as everybody may know it: no more of an entry than its index. */
const toldFinding = z.object({
  class: z.string().refine(isClass, 'no class of findings'),
  index: z.int().nonnegative().optional(),
});
type ToldFinding = z.infer<typeof toldFinding>;

/** What the last check of the whole ledger found, whichever gateway made it. */
export type LastCheck = {
  readonly checkedAt: Date;
  readonly sound: boolean;
  readonly entries: number;
  readonly findings: readonly ToldFinding[];
};

/** How many findings are kept: the first ones tell which kind it is, `npm run verify` tells them all. */
const findingsMax = 10;

/** How long the next check has to wait, milliseconds; nothing or less when it is due. */
export type CheckState = { readonly last: LastCheck | undefined; readonly age: number };

/** Reads what the last check found, and how long ago that was. */
export async function readLastCheck(client: Queryable): Promise<CheckState> {
  const { rows } = await client.query({
    name: 'ledger-last-check',
    text: `select checked_at, sound, entries, findings,
        (extract(epoch from clock_timestamp() - coalesce(checked_at, began_at)) * 1000)::float8 as age
      from ledger.last_check where id = 1`,
  });
  const { age, checked_at: checkedAt, sound, entries, findings } = stateRow.parse(rows[0]);
  const last =
    checkedAt === null || sound === null || entries === null
      ? undefined
      : { checkedAt, sound, entries, findings };
  return { last, age };
}

/** Notes what a check found; every gateway on the database goes by it from then on. */
export async function noteCheck(
  client: Pick<pg.PoolClient, 'query'>,
  entries: bigint,
  findings: readonly Finding[],
): Promise<void> {
  await client.query('select ledger.note_check($1, $2, $3)', [
    findings.length === 0,
    `${entries}`,
    JSON.stringify(findings.slice(0, findingsMax).map(told)),
  ]);
}

const told = (finding: Finding): ToldFinding => ({
  class: finding.class,
  ...(finding.index === undefined ? {} : { index: Number(finding.index) }),
});

const stateRow = z.object({
  checked_at: z.date().nullable(),
  sound: z.boolean().nullable(),
  entries: z.coerce.number().nullable(),
  findings: z.array(toldFinding),
  age: z.number(),
});
