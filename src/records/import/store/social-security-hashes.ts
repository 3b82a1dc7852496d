import type pg from 'pg';
import type { PendingRecord } from '../read-record.ts';

/**
 * Keeps by what the given Patients may be recognised, as they are now: a number that was corrected or
 * left out leaves the rest of the record unchanged.
 */
export async function keepSocialSecurityHashes(
  client: pg.ClientBase,
  patients: readonly PendingRecord[],
): Promise<void> {
  const known = patients.filter((one) => one.socialSecurityHash !== undefined);
  const members = (some: readonly PendingRecord[]) => some.map(({ memberId }) => memberId);
  const unknown = patients.filter((one) => one.socialSecurityHash === undefined);
  if (unknown.length > 0) {
    await client.query(
      'delete from health.social_security_number where member_id = any($1::uuid[])',
      [members(unknown)],
    );
  }
  if (known.length === 0) return;
  await client.query(
    `insert into health.social_security_number as kept (member_id, hash)
     select member_id, decode(hash, 'hex')
     from unnest($1::uuid[], $2::text[]) as given (member_id, hash)
     on conflict (member_id) do update set hash = excluded.hash where kept.hash <> excluded.hash`,
    [members(known), known.map((one) => one.socialSecurityHash?.toString('hex'))],
  );
}
