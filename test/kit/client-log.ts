import type { TestDatabase } from './database.ts';
import type { Received } from './readers.ts';

type Disclosed = {
  readonly release_id: string;
  readonly member_id: string;
  readonly hash: string;
};

/** What a comparison came to. */
export type Comparison = {
  /** Answers that held a member's data. */
  readonly released: number;
  /** Releases in the ledger whose answer nobody received. */
  readonly unreceived: number;
  /** Everything that must not be; an empty list is what a test expects. */
  readonly faults: readonly string[];
};

/**
 * Holds what clients received against what the ledger says was disclosed to an app: each answer with
 * members has one entry for each of them, and its hash is that of the bytes that came.
 */
export async function compareWithLedger(
  { asAdministrator }: Pick<TestDatabase, 'asAdministrator'>,
  app: { readonly id: string },
  received: readonly Received[],
): Promise<Comparison> {
  const { rows } = await asAdministrator(
    `select release_id, member_id, convert_from(leaf, 'UTF8')::jsonb ->> 'responseHash' as hash
      from ledger.entry where kind = 'DISCLOSURE' and app_id = $1`,
    [app.id],
  );
  const entries: Disclosed[] = rows;
  const byRelease = Map.groupBy(entries, ({ release_id }) => release_id);
  const faults: string[] = [];
  for (const [release, of] of byRelease) {
    if (new Set(of.map(({ member_id }) => member_id)).size !== of.length) {
      faults.push(`${release} has a member twice`);
    }
  }
  let released = 0;
  for (const { requestId, dataHash, text } of received) {
    const members = dataHash === undefined ? [] : membersIn(text);
    const disclosed = byRelease.get(requestId) ?? [];
    // An answer without data may have its entry: it waited for the acknowledgement in vain.
    if (members.length === 0) continue;
    released += 1;
    byRelease.delete(requestId);
    const entered = disclosed.map(({ member_id }) => member_id).sort();
    if (members.join() !== entered.join()) {
      faults.push(`${requestId} released ${members.length} members, entered are ${entered.length}`);
    }
    if (disclosed.some(({ hash }) => hash !== dataHash)) {
      faults.push(`${requestId} is entered with the hash of another answer`);
    }
  }
  return { released, unreceived: byRelease.size, faults };
}

/** The members of an answer to a query for `members { nodes { memberId … } }`, in order. */
export const membersIn = (text: string): string[] =>
  (JSON.parse(text).data.members?.nodes ?? [])
    .map(({ memberId }: { memberId: string }) => memberId)
    .sort();

/** What is wrong with the order of the ledger: gaps, and a head that is not the count. */
export async function gapsIn({
  asAdministrator,
}: Pick<TestDatabase, 'asAdministrator'>): Promise<string[]> {
  const { rows } = await asAdministrator(
    `select count(e.idx)::int as count, coalesce(min(e.idx), 0)::int as first,
        coalesce(max(e.idx), -1)::int as last, min(h.next_index)::int as head
      from ledger.head h left join ledger.entry e on true`,
  );
  const { count, first, last, head } = rows[0];
  return first === 0 && last === count - 1 && head === count
    ? []
    : [`${count} entries from ${first} to ${last}, and the head at ${head}`];
}
