import { v7 as uuidv7 } from 'uuid';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { encodeLeaf, leafHash } from '../../../src/ledger/leaf-bytes.ts';
import { selfAccess } from '../../kit/leaves.ts';
import { type OperatedLedger, openOperatedLedger } from '../operator/ledger-room.ts';

/** How many entries a partition has here, so that a few are whole. */
export const width = 64;

/** When the oldest entries were made: the gate takes none of another time than now, so the owner adds them. */
export const longAgo = Date.UTC(new Date().getUTCFullYear() - 12, 0, 1);
const dayMilliseconds = 86_400_000;

/** The app whose approval is the ledger's first entry, and the grant that outlived the first partition. */
export const oldApp = uuidv7();
const members = Array.from({ length: 4 }, () => uuidv7());

/**
 * A ledger whose first two partitions are twelve years old, and whose third is begun: half of its
 * entries are as old, the others are to come.
 */
export async function openAgedLedger(): Promise<OperatedLedger> {
  const ledger = await openOperatedLedger();
  await ledger.asAdministrator(
    `create or replace function ledger.partition_width() returns bigint language sql immutable
        as 'select ${width}::bigint';
      alter table ledger.entry detach partition ledger.entry_000000;
      drop table ledger.entry_000000;
      select ledger.prepare_partitions(0, ${width * 4})`,
  );
  const leaves = Array.from({ length: width * 2.5 }, (_, at) => oldLeaf(at));
  const rows = leaves.map((leaf, idx) => {
    const bytes = encodeLeaf(leaf);
    return {
      idx,
      release_id: leaf.release,
      kind: leaf.kind,
      at: new Date(leaf.at).toISOString(),
      plan_id: 'plan' in leaf ? leaf.plan : null,
      member_id: 'member' in leaf ? leaf.member : null,
      app_id: 'app' in leaf ? leaf.app : null,
      partner_id: 'partner' in leaf ? leaf.partner : null,
      grant_id: 'grant' in leaf ? leaf.grant : null,
      purpose: 'purpose' in leaf ? leaf.purpose : null,
      categories: 'categories' in leaf ? leaf.categories : [],
      labels: 'labels' in leaf ? leaf.labels : [],
      leaf: `\\x${bytes.toString('hex')}`,
      leaf_hash: `\\x${leafHash(bytes).toString('hex')}`,
    };
  });
  await ledger.asAdministrator(
    `insert into ledger.entry select * from jsonb_populate_recordset(null::ledger.entry, $1)`,
    [JSON.stringify(rows)],
  );
  await ledger.asAdministrator('update ledger.head set next_index = $1', [rows.length]);
  return ledger;
}

/** One a day: the app's approval, a grant of a year near the end of the first partition, and looks. */
function oldLeaf(day: number): Leaf {
  const at = longAgo + day * dayMilliseconds;
  const changed = { v: 1, release: uuidv7(), at, actor: 'test', app: oldApp } as const;
  const [member = ''] = members;
  if (day === 0) {
    return {
      ...changed,
      kind: 'APP_STATE_CHANGED',
      subject: oldApp,
      version: 2,
      actorKind: 'ADMIN',
      partner: uuidv7(),
      state: 'APPROVED',
    };
  }
  if (day === width - 6) {
    return {
      ...changed,
      kind: 'GRANT_SIGNED',
      subject: uuidv7(),
      version: 1,
      actorKind: 'MEMBER',
      member,
      plan: uuidv7(),
      partner: uuidv7(),
      categories: ['CLAIMS'],
      labels: [],
      purpose: 'PATRQT',
      document: '0'.repeat(64),
      startsAt: at,
      endsAt: at + 50 * dayMilliseconds,
    };
  }
  return selfAccess({ at, member: members[day % members.length] ?? member });
}
