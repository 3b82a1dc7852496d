import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPassing } from '../../src/db/passing-faults.ts';
import type { Leaf } from '../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../src/ledger/leaf-bytes.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { grantEnded } from '../kit/leaves.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

describe('with the role of the gateway itself', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;
  let ben: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    app = await makeApp(gateway);
    await importResources(gateway, plan, [patient('ann'), patient('ben')]);
    ann = memberIdOf(plan, 'ann');
    ben = memberIdOf(plan, 'ben');
  });
  afterAll(() => gateway.stop());

  /** Runs statements in one transaction as `cg_gateway`, with a leaf appended last. */
  async function transaction(sql: string, values: unknown[], leaf?: Leaf): Promise<void> {
    const client = await gateway.database.gateway.connect();
    try {
      await client.query('begin');
      await client.query(sql, values);
      if (leaf) await client.query('select * from ledger.append($1)', [[encodeLeaf(leaf)]]);
      await client.query('commit');
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  const ended = (grantId: string, memberId: string): Leaf => ({
    v: 1,
    kind: 'GRANT_ENDED',
    release: uuidv7(),
    at: Date.now(),
    subject: grantId,
    version: 2,
    actor: memberId,
    actorKind: 'MEMBER',
    grant: grantId,
    member: memberId,
    plan: plan.id,
    app: app.id,
    partner: app.partnerId,
    state: 'REVOKED',
    channel: 'ONLINE',
  });
  const revoke = `update consent_grant set state = 'REVOKED', version = 2, ended_at = clock_timestamp(),
    ended_by_kind = 'MEMBER', ended_by = 'x', ended_channel = 'ONLINE', ended_reason = 'x' where id = $1`;

  test('an event that nothing has happened for is refused, and the revocation still works', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    await expect(transaction('select $1::uuid', [grant.id], ended(grant.id, ann))).rejects.toThrow(
      'has not made',
    );
    await transaction(revoke, [grant.id], ended(grant.id, ann));
  });

  test('an event that tells of a change which nobody has made is not taken', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    const events = [
      grantEnded({ ...grant, version: 2 }),
      grantEnded({ ...grant, version: 1 }),
      { ...grantEnded(grant), kind: 'GRANT_SIGNED' },
      { ...grantEnded(grant), kind: 'APP_STATE_CHANGED', subject: grant.appId, state: 'SUSPENDED' },
    ];
    for (const event of events) {
      const bytes = Buffer.from(JSON.stringify(event));
      await expect(
        gateway.database.gateway.query('select ledger.append($1)', [[bytes]]),
      ).rejects.toMatchObject({ code: '23514' });
    }
    const { rows } = await gateway.asAdministrator(
      'select release_id from ledger.entry where release_id = any($1)',
      [events.map(({ release }) => release)],
    );
    expect(rows).toEqual([]);
  });

  test('an event that names another member than the grant does is refused', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    await expect(transaction(revoke, [grant.id], ended(grant.id, ben))).rejects.toThrow(
      'has not made',
    );
  });

  test('a grant under the id of an app needs an entry of its own', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    const copy = `insert into consent_grant
      select (jsonb_populate_record(g, jsonb_build_object('id', $2::text, 'member_id', $3::text,
        'signed_at', clock_timestamp(), 'starts_at', clock_timestamp(), 'ends_at', clock_timestamp() + '1 day'))).*
      from consent_grant g where id = $1`;
    await expect(transaction(copy, [grant.id, app.id, ben])).rejects.toThrow(
      'without a ledger entry',
    );
  });

  test('an app neither begins approved nor changes what kind it is', async () => {
    const copy = `insert into app select (jsonb_populate_record(a, jsonb_build_object(
      'id', $2::text, 'name', 'copy', 'version', 1))).* from app a where id = $1`;
    await expect(transaction(copy, [app.id, uuidv7()])).rejects.toThrow('begins pending');
    await expect(
      transaction(`update app set kind = 'PROVIDER', version = version + 1 where id = $1`, [
        app.id,
      ]),
    ).rejects.toThrow('whose and what it is');
  });
});

test('a fault of the moment is told from a defect, also where Prisma wraps it', () => {
  const wrapped = (originalCode: string) =>
    Object.assign(new Error('wrapped'), {
      code: 'P2039',
      meta: { driverAdapterError: { cause: { originalCode } } },
    });
  expect(isPassing(wrapped('55P03'))).toBe(true);
  expect(isPassing(wrapped('25006'))).toBe(true);
  expect(isPassing(wrapped('23505'))).toBe(false);
  expect(isPassing(new Error('a defect of ours'))).toBe(false);
});
