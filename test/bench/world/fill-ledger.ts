import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../../src/ledger/leaf-bytes.ts';

/** A live grant, as an entry names it. */
export type LiveGrant = {
  readonly id: string;
  readonly version: number;
  readonly member_id: string;
  readonly plan_id: string;
  readonly app_id: string;
  readonly partner_id: string;
};

/** The live grants of a database. */
export async function liveGrants(client: pg.Client): Promise<LiveGrant[]> {
  const { rows } = await client.query<LiveGrant>(
    `select g.id, g.version, g.member_id, g.plan_id, g.app_id, a.partner_id
      from public.consent_grant g join public.app a on a.id = g.app_id where g.state = 'ACTIVE'`,
  );
  return rows;
}

/** A disclosure of 20 claims, as a read of them leaves it. */
export function disclosureOf(grant: LiveGrant, at: number): Leaf {
  return {
    v: 1,
    kind: 'DISCLOSURE',
    release: uuidv7(),
    at,
    actor: grant.app_id,
    token: 'bench-token',
    operationName: 'Claims',
    operationHash: '0'.repeat(64),
    responseHash: 'f'.repeat(64),
    member: grant.member_id,
    plan: grant.plan_id,
    categories: ['CLAIMS', 'PAYMENTS'],
    labels: [],
    records: { Claim: claimIds },
    fields: ['Claim.id', 'Claim.paidAmount', 'Claim.serviceDate', 'Claim.status'],
    app: grant.app_id,
    partner: grant.partner_id,
    grant: grant.id,
    grantVersion: grant.version,
    purpose: 'PATRQT',
  };
}

const claimIds = Array.from(
  { length: 20 },
  (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
);

/** A session of the gateway's role, as the gateway's pool opens it. */
export async function connectAsGateway(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: '-c role=cg_gateway' });
  await client.connect();
  return client;
}

/** Leaves of the next so many disclosures, of one grant after the other. */
export function nextLeaves(grants: readonly LiveGrant[], from: number, count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) => {
    const grant = grants[(from + at) % grants.length];
    if (grant === undefined) throw new Error('there is no live grant');
    return encodeLeaf(disclosureOf(grant, Date.now()));
  });
}

/** Appends disclosures through the gate, in large batches, until the ledger has this many entries. */
export async function fillLedger(url: string, size: number, batch = 5_000): Promise<void> {
  const client = await connectAsGateway(url);
  try {
    const grants = await liveGrants(client);
    for (;;) {
      const head = await client.query('select next_index from ledger.head where id = 1');
      const next = Number(head.rows[0].next_index);
      if (next >= size) return;
      await client.query('select ledger.keep_ahead()');
      const leaves = nextLeaves(grants, next, Math.min(batch, size - next));
      await client.query({
        name: 'fill-ledger',
        text: 'select count(*) from ledger.append($1)',
        values: [leaves],
      });
    }
  } finally {
    await client.end();
  }
}
