import type pg from 'pg';
import { z } from 'zod';
import type { PendingRecord } from '../read-record.ts';
import { restrictedUntilRelabelled } from './restricted.ts';

const stored = z.object({
  id: z.string(),
  member_id: z.string(),
  hash: z.string(),
  service_date: z.string(),
  own_labels: z.array(z.string()),
  labels: z.array(z.string()),
});

/** How a record stands to what is stored of it. */
export type Standing = {
  readonly record: PendingRecord;
  readonly state: 'added' | 'changed' | 'unchanged';
  /** Whether those that refer to it may be readable under too few labels once it is written. */
  readonly moreSensitive: boolean;
  /** Whose it was before, when it was somebody else's. */
  readonly formerMemberId: string | undefined;
};

/** Compares records of one table with what is stored. Only the importer writes, and one at a time. */
export async function compare(
  client: pg.ClientBase,
  table: string,
  records: readonly PendingRecord[],
  rewrite: boolean,
): Promise<Standing[]> {
  const { rows } = await client.query(
    `select id, member_id, encode(source_hash, 'hex') as hash,
            service_date::text, own_labels, labels
     from health.${table} where id = any($1)`,
    [records.map((record) => record.id)],
  );
  const byId = new Map(
    z
      .array(stored)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
  return records.map((record): Standing => {
    const before = byId.get(record.id);
    if (!before) {
      return { record, state: 'added', moreSensitive: false, formerMemberId: undefined };
    }
    const moved = before.member_id !== record.memberId;
    const same =
      !rewrite &&
      !moved &&
      before.hash === record.sourceHash &&
      before.service_date === record.serviceDate &&
      before.own_labels.join() === record.ownLabels.join();
    const readableUnder = new Set(before.labels);
    return {
      record,
      state: same ? 'unchanged' : 'changed',
      moreSensitive:
        moved ||
        (!same && restrictedUntilRelabelled(record).some((label) => !readableUnder.has(label))),
      formerMemberId: moved ? before.member_id : undefined,
    };
  });
}
