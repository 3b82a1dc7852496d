import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeGrant } from '../../src/grants/end-grant.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { connectAs } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string };
let member: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  member = memberIdOf(plan, 'ann');
});
afterAll(() => gateway.stop());

/** Runs statements as one transaction of the gateway's role; throws what PostgreSQL says. */
async function asGateway(
  ...statements: readonly [sql: string, values?: unknown[]][]
): Promise<void> {
  const session = await connectAs(gateway.url, 'cg_gateway');
  try {
    await session.query('begin');
    for (const [sql, values] of statements) await session.query(sql, values);
    await session.query('commit');
  } finally {
    await session.end();
  }
}

const endSql = (
  endedAt: string,
) => `update consent_grant set state = 'REVOKED', version = version + 1,
  ended_at = ${endedAt}, ended_by_kind = 'MEMBER', ended_by = 'test', ended_channel = 'ONLINE',
  ended_reason = '' where id = $1`;

/** Inserts a copy of a grant under a new id, with some columns changed. */
const copySql = (changes: string) => `insert into consent_grant
  select (jsonb_populate_record(null::consent_grant,
    to_jsonb(g) || jsonb_build_object('id', gen_random_uuid(), ${changes}))).*
  from consent_grant g where id = $1`;

async function endedGrant() {
  const grant = await makeGrant(gateway, plan, member, app);
  await revokeGrant(gateway.database, {
    grantId: grant.id,
    memberId: member,
    byKind: 'MEMBER',
    by: 'test',
    channel: 'ONLINE',
    reason: '',
  });
  return grant;
}

const stateOf = async (id: string) =>
  (await gateway.asAdministrator('select state, version from consent_grant where id = $1', [id]))
    .rows[0];

describe('a grant', () => {
  test.each([
    [
      'state',
      `state = 'ACTIVE', ended_at = null, ended_by_kind = null, ended_by = null, ended_channel = null, ended_reason = null`,
    ],
    ['reason', `ended_reason = 'another'`],
    ['term', `ends_at = ends_at + interval '1 day'`],
    ['end', `ended_at = now()`],
  ])('that has ended never changes: its %s stays', async (_what, change) => {
    const grant = await endedGrant();
    const sql = `update consent_grant set ${change}, version = version + 1 where id = $1`;
    await expect(asGateway([sql, [grant.id]])).rejects.toThrow('has ended and cannot change');
    await expect(gateway.asAdministrator(sql, [grant.id])).rejects.toThrow(
      'has ended and cannot change',
    );
    expect(await stateOf(grant.id)).toEqual({ state: 'REVOKED', version: 2 });
  });

  test.each([
    ['covers', `categories = '{CLAIMS}'`],
    ['is labelled with', `labels = '{HIV}'`],
    ['is for', `purpose = 'TREAT'`],
    ['is signed as', `signature = 'Somebody Else'`],
    ['runs', `ends_at = ends_at + interval '1 second'`],
  ])('keeps what it %s, even while it ends', async (_what, change) => {
    const grant = await makeGrant(gateway, plan, member, app);
    const sql = endSql('clock_timestamp()').replace('set state', `set ${change}, state`);
    await expect(asGateway([sql, [grant.id]])).rejects.toThrow('cannot change; sign a new one');
    expect(await stateOf(grant.id)).toEqual({ state: 'ACTIVE', version: 1 });
  });

  test('is never deleted, not even by the administrator', async () => {
    const grant = await endedGrant();
    await expect(
      gateway.asAdministrator('delete from grant_material where grant_id = $1', [grant.id]),
    ).rejects.toThrow('never allowed');
    await expect(
      gateway.asAdministrator('delete from consent_grant where id = $1', [grant.id]),
    ).rejects.toThrow('never allowed');
    await expect(gateway.asAdministrator('truncate consent_grant cascade')).rejects.toThrow(
      'never allowed',
    );
  });

  test('is signed and ended now, not some other day', async () => {
    const ended = await endedGrant();
    const begin = `'state','ACTIVE','version',1,'ended_at',null,'ended_by_kind',null,'ended_by',null,
      'ended_channel',null,'ended_reason',null`;
    for (const days of [-1, 1]) {
      const moment = `now() + interval '${days} day'`;
      const copy = copySql(`${begin}, 'signed_at', ${moment}, 'starts_at', ${moment},
        'ends_at', ${moment} + interval '9 days'`);
      await expect(asGateway([copy, [ended.id]])).rejects.toThrow('a grant is signed now');
      const active = await makeGrant(gateway, plan, member, app);
      await expect(asGateway([endSql(moment), [active.id]])).rejects.toThrow('a grant ends now');
    }
  });

  test('does not end without its entry in the ledger', async () => {
    const grant = await makeGrant(gateway, plan, member, app);
    await expect(asGateway([endSql('clock_timestamp()'), [grant.id]])).rejects.toMatchObject({
      code: '23000',
      message: expect.stringContaining('without a ledger entry'),
    });
    expect(await stateOf(grant.id)).toEqual({ state: 'ACTIVE', version: 1 });
  });

  test('does not begin without its entry in the ledger', async () => {
    const grant = await endedGrant();
    const copy =
      copySql(`'state','ACTIVE','version',1,'ended_at',null,'ended_by_kind',null,'ended_by',null,
      'ended_channel',null,'ended_reason',null,'signed_at',now(),'starts_at',now(),'ends_at',now() + interval '1 day'`);
    await expect(asGateway([copy, [grant.id]])).rejects.toThrow('without a ledger entry');
  });
});

describe('an app', () => {
  test('is not approved, suspended or registered without its entry in the ledger', async () => {
    const { id } = await makeApp(gateway);
    await expect(
      asGateway([`update app set state = 'SUSPENDED', version = version + 1 where id = $1`, [id]]),
    ).rejects.toThrow('without a ledger entry');
    await expect(
      asGateway([
        `insert into app (id, partner_id, name, kind)
          select gen_random_uuid(), partner_id, 'Another', kind from app where id = $1`,
        [id],
      ]),
    ).rejects.toThrow('without a ledger entry');
  });

  test('counts its version with every change and is never deleted', async () => {
    const { id } = await makeApp(gateway);
    await expect(asGateway([`update app set name = 'New' where id = $1`, [id]])).rejects.toThrow(
      'counts its version one on',
    );
    await expect(gateway.asAdministrator('delete from app where id = $1', [id])).rejects.toThrow(
      'never allowed',
    );
  });
});

describe('an entry of the ledger', () => {
  const refused = { code: '42501', message: expect.stringContaining('append-only') };

  test.each(['ledger.entry', 'ledger.entry_000000', 'ledger.change'])(
    'in %s stays when the administrator switches triggers off for the session',
    async (table) => {
      const column = table === 'ledger.change' ? 'subject_id' : 'release_id';
      for (const harm of [
        `update ${table} set ${column} = gen_random_uuid()`,
        `delete from ${table}`,
      ]) {
        await expect(
          gateway.asAdministrator(`set session_replication_role = replica; ${harm}`),
        ).rejects.toMatchObject(refused);
      }
    },
  );

  test('is kept from TRUNCATE in every partition, also in those to come', async () => {
    await gateway.asAdministrator('select ledger.prepare_partitions(0, 4000000)');
    const { rows } = await gateway.asAdministrator(
      `select inhrelid::regclass::text as partition from pg_inherits where inhparent = 'ledger.entry'::regclass`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(4);
    const others = ['ledger.entry', 'ledger.change', 'ledger.head'];
    for (const table of [...others, ...rows.map(({ partition }) => partition)]) {
      for (const setting of ['origin', 'replica']) {
        await expect(
          gateway.asAdministrator(`set session_replication_role = ${setting}; truncate ${table}`),
          `${table} under ${setting}`,
        ).rejects.toMatchObject(refused);
      }
    }
  });

  test('is kept from UPDATE and DELETE by name in every partition', async () => {
    const { rows } = await gateway.asAdministrator(
      `select c.relname, t.tgname, t.tgenabled from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        left join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'entry_fixed'
        where i.inhparent = 'ledger.entry'::regclass`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ tgname: 'entry_fixed', tgenabled: 'A' });
  });
});
