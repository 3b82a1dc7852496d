import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyField, fieldsOf } from '../../src/consent/door/asked-fields.ts';
import { scopeParameters } from '../../src/consent/door/scope-parameters.ts';
import { pageStatement } from '../../src/consent/door/statement.ts';
import { compileScope } from '../../src/consent/scope.ts';
import { claim } from '../../src/records/kinds/claims.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { connectAs } from '../kit/sessions.ts';
import { makePlan } from '../kit/world.ts';

/** Of every member's claims, each tenth is withheld: labelled, and the grant does not name it. */
const members = 50;
const claimsEach = 200;
const withheldEvery = 10;

let gateway: TestGateway;
let plan: { id: string };
let memberIds: string[];
let door: pg.Client;

beforeAll(async () => {
  gateway = await startTestGateway({
    LEDGER_CHECKPOINT_EVERY_MS: '60000',
    MAIL_COURIER: 'off',
    WEBHOOK_COURIER: 'off',
  });
  plan = await makePlan(gateway);
  const { rows } = await gateway.asAdministrator(
    `insert into member (id, plan_id, source_id)
      select gen_random_uuid(), $1, n::text from generate_series(1, ${members}) n returning id`,
    [plan.id],
  );
  memberIds = rows.map(({ id }) => id);
  await gateway.asAdministrator(`
    insert into health.claim (id, member_id, source_id, source_hash, source, service_date, own_labels,
        labels, resource_type, category)
      select gen_random_uuid(), m.id, n::text, '', '{}', date '2016-01-01' + n, l.labels, l.labels,
        'Claim', 'CLAIMS'
      from member m, generate_series(1, ${claimsEach}) n,
        lateral (select case when n % ${withheldEvery} = 0 then '{HIV}' else '{}' end::text[] as labels) l`);
  await gateway.asAdministrator('analyze health.claim');
  door = await connectAs(gateway.url, 'cg_door');
});
afterAll(async () => {
  await door.end();
  await gateway.stop();
});

type PlanNode = {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};
const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const scopeOf = (memberId: string) =>
  compileScope({
    kind: 'GRANT',
    grantId: memberId,
    version: 1,
    memberId,
    planId: plan.id,
    appId: memberId,
    partnerId: memberId,
    recipient: 'THIRD_PARTY_APP',
    categories: ['CLAIMS'],
    labels: [],
    includeUndated: false,
    since: '2016-01-01',
    until: null,
    signedOn: '2026-11-22',
    purpose: 'PATRQT',
    floorDate: '2016-01-01',
  });

/** The plan of the door's own statement, carried out, with the parameters that the door gives it. */
async function explain(take: number, after?: { serviceDate: string; id: string }) {
  const parameters = memberIds.map((memberId, ord) => ({
    ord,
    ...scopeParameters(claim, scopeOf(memberId), { payments: false, take, after }),
  }));
  const { text } = pageStatement(claim, fieldsOf(claim, everyField));
  await door.query(`prepare page(text) as ${text.replaceAll('$1::jsonb', '$1::text::jsonb')}`);
  try {
    const { rows } = await door.query(
      `explain (analyze, format json) execute page(${door.escapeLiteral(JSON.stringify(parameters))})`,
    );
    return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
  } finally {
    await door.query('deallocate page');
  }
}

describe.each(['force_custom_plan', 'force_generic_plan'])('a page of 50 members (%s)', (mode) => {
  beforeAll(() => door.query(`set plan_cache_mode = ${mode}`));

  test.each([
    ['from the start', undefined],
    ['from a cursor on', { serviceDate: '2016-05-01', id: '00000000-0000-4000-8000-000000000000' }],
  ])('reads take + 1 rows a member and the withheld among them, %s', async (_what, after) => {
    const take = 20;
    const nodes = await explain(take, after);
    const reading = nodes.filter((node) => node['Relation Name'] === 'claim');
    expect(reading).toEqual([
      expect.objectContaining({
        'Index Name': 'claim_member_id_service_date_id_idx',
        'Actual Loops': members,
        'Actual Rows': take + 1,
      }),
    ]);
    // Per member: 21 rows shown span at most 24 days, of which at most 3 are withheld.
    const withheld = Math.ceil((take + 1) / (withheldEvery - 1));
    expect(reading[0]?.['Rows Removed by Filter'] ?? 0).toBeLessThanOrEqual(withheld);
  });

  test('reads no more for a short page than for it', async () => {
    const [reading] = (await explain(1)).filter((node) => node['Relation Name'] === 'claim');
    expect(reading).toMatchObject({ 'Actual Rows': 2, 'Actual Loops': members });
    expect(reading?.['Rows Removed by Filter'] ?? 0).toBeLessThanOrEqual(1);
  });
});
