import type { TestDatabase } from '../kit/database.ts';

type Administered = Pick<TestDatabase, 'asAdministrator'>;
/** What has ended: one grant, or everything of an app. */
type Ended =
  | { readonly grant: { readonly id: string } }
  | { readonly app: { readonly id: string } };

const subjectOf = (ended: Ended) => ('app' in ended ? ended.app.id : ended.grant.id);
const columnOf = (ended: Ended) => ('app' in ended ? 'app_id' : 'grant_id');

/** Where the ledger says that it ended: the last entry of that kind. */
export async function endEntry({ asAdministrator }: Administered, ended: Ended): Promise<number> {
  const { rows } = await asAdministrator(
    `select max(idx)::int as idx from ledger.entry where ${columnOf(ended)} = $1
      and kind in ('GRANT_ENDED', 'APP_STATE_CHANGED')`,
    [subjectOf(ended)],
  );
  return rows[0].idx;
}

/** How many disclosures there are before an index, and from it on. */
export async function endingAt(
  { asAdministrator }: Administered,
  index: number,
  ended: Ended,
): Promise<{ before: number; later: number }> {
  const { rows } = await asAdministrator(
    `select count(*) filter (where idx < $2)::int as before, count(*) filter (where idx >= $2)::int as later
      from ledger.entry where ${columnOf(ended)} = $1 and kind = 'DISCLOSURE'`,
    [subjectOf(ended), index],
  );
  return rows[0];
}

/**
 * Lets a grant's term end so many milliseconds from now, never before. Nobody may do even that: its
 * triggers are off for this one statement.
 */
export async function letTermEndIn(
  { asAdministrator }: Administered,
  grant: { readonly id: string },
  milliseconds: number,
): Promise<{ remaining(): Promise<number> }> {
  await asAdministrator(`begin;
    set local session_replication_role = replica;
    update public.consent_grant set ends_at = clock_timestamp() + interval '${milliseconds} ms'
      where id = '${grant.id}';
    commit`);
  return {
    /** Milliseconds by the database's clock; negative once it is over. */
    remaining: async () => {
      const { rows } = await asAdministrator(
        `select (extract(epoch from ends_at - clock_timestamp()) * 1000)::double precision as left
          from public.consent_grant where id = $1`,
        [grant.id],
      );
      return rows[0].left;
    },
  };
}
