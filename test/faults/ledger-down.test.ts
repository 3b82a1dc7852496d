import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { encodeLeaf } from '../../src/ledger/leaf-bytes.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { type Answer, startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { grantEnded } from '../kit/leaves.ts';
import { connectAs, holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const deadline = 800;
const names = ['ann', 'ben', 'cat'] as const;

let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };

beforeAll(async () => {
  gateway = await startTestGateway({ LEDGER_DEADLINE_MS: String(deadline) });
  plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(
    gateway,
    plan,
    names.flatMap((name) => [
      patient(name),
      explanationOfBenefit(`claim-of-${name}`, name, { paid: 4711.5 }),
    ]),
  );
  for (const name of names) await makeGrant(gateway, plan, memberIdOf(plan, name), app);
});
afterAll(() => gateway.stop());

const read = () =>
  gateway.ask(
    `{ members(first: 10) { nodes { memberId claims(first: 5) { nodes { id paidAmount { amount } } } } } }`,
    { as: { kind: 'APP', appId: app.id } },
  );

const readiness = async () => (await fetch(`${gateway.baseUrl}/ready`)).status;

const membersIn = (answer: Answer): string[] =>
  answer.body.data.members.nodes.map(({ memberId }: { memberId: string }) => memberId).sort();

/** The members whose data a request disclosed, as the ledger has it. */
const disclosedBy = async (answer: Answer): Promise<string[]> =>
  (
    await gateway.asAdministrator(
      `select member_id from ledger.entry where release_id = $1 and kind = 'DISCLOSURE' order by 1`,
      [answer.headers.get('x-request-id')],
    )
  ).rows.map(({ member_id }) => member_id);

const everybody = () => names.map((name) => memberIdOf(plan, name)).sort();

/** Nothing about any member is in it, and it says that the ledger is at fault. */
function expectWithheld(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual({
    data: null,
    errors: [
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'LEDGER_UNAVAILABLE' }),
      }),
    ],
  });
  for (const id of everybody()) expect(answer.text).not.toContain(id);
  expect(answer.text).not.toContain('4711');
}

async function expectWorking(): Promise<void> {
  const answer = await read();
  expect(answer.status).toBe(200);
  expect(membersIn(answer)).toEqual(everybody());
  expect(await disclosedBy(answer)).toEqual(everybody());
  expect(await readiness()).toBe(200);
}

describe('no ledger, no data', () => {
  beforeEach(expectWorking);

  test('when the gateway may not append', async () => {
    await gateway.asAdministrator(
      'revoke execute on function ledger.append(bytea[]) from cg_gateway',
    );
    try {
      expectWithheld(await read());
      expect(await readiness()).toBe(503);
    } finally {
      await gateway.asAdministrator(
        'grant execute on function ledger.append(bytea[]) to cg_gateway',
      );
    }
    await expectWorking();
  });

  test('when the ledger has lost its head', async () => {
    await gateway.asAdministrator('alter table ledger.head rename to mislaid');
    try {
      expectWithheld(await read());
      expect(await readiness()).toBe(503);
    } finally {
      await gateway.asAdministrator('alter table ledger.mislaid rename to head');
    }
    await expectWorking();
  });

  test('when another session holds the head beyond the deadline', async () => {
    const held = await holdHead(gateway.url);
    const begun = performance.now();
    try {
      const answers = await Promise.all([read(), read(), read()]);
      for (const answer of answers) expectWithheld(answer);
      expect(performance.now() - begun).toBeLessThan(deadline + 2_000);
    } finally {
      await held.release();
    }
    await expectWorking();
  });

  test('and health and who-am-I still answer while the head is held', async () => {
    const held = await holdHead(gateway.url);
    try {
      expect((await fetch(`${gateway.baseUrl}/health`)).status).toBe(200);
      const answer = await gateway.ask('{ viewer { kind } }', {
        as: { kind: 'APP', appId: app.id },
      });
      expect(answer.text).toBe('{"data":{"viewer":{"kind":"APP"}}}');
    } finally {
      await held.release();
    }
  });

  test('when the connection is ended under an append: it is tried again, and stands once', async () => {
    const held = await holdHead(gateway.url);
    const pending = read();
    try {
      await held.waiters();
      const { rows } = await gateway.asAdministrator(
        `select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
          where datname = current_database() and application_name = 'consent-gateway cg_gateway'`,
      );
      expect(rows[0].ended).toBeGreaterThan(0);
      await held.waiters();
    } finally {
      await held.release();
    }
    const answer = await pending;
    expect(membersIn(answer)).toEqual(everybody());
    expect(await disclosedBy(answer)).toEqual(everybody());
    await expectWorking();
  });

  test('when the database takes no connections any more', async () => {
    const name = new URL(gateway.url).pathname.slice(1);
    const administrator = await connectAs(inject('administratorUrl'));
    try {
      await administrator.query(`alter database ${name} allow_connections false`);
      await administrator.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [name],
      );
      const answer = await read();
      expect(answer.status).toBeGreaterThanOrEqual(500);
      for (const id of everybody()) expect(answer.text).not.toContain(id);
      expect(await readiness()).toBe(503);
    } finally {
      await administrator.query(`alter database ${name} allow_connections true`);
      await administrator.end();
    }
    await expectWorking();
  });
});

describe('a grant that ends between reading and the append', () => {
  /** Ends one member's grant in the transaction that holds the head, while a read waits for it. */
  async function readWhileEnding(ended: readonly (typeof names)[number][]): Promise<Answer> {
    const held = await holdHead(gateway.url);
    const pending = read();
    try {
      await held.waiters();
      for (const name of ended) {
        const { rows } = await held.client.query(
          `update consent_grant set state = 'REVOKED', version = version + 1,
            ended_at = clock_timestamp(), ended_by_kind = 'MEMBER', ended_by = 'test',
            ended_channel = 'ONLINE', ended_reason = ''
            where member_id = $1 and app_id = $2 and state = 'ACTIVE' returning *`,
          [memberIdOf(plan, name), app.id],
        );
        const leaf = grantEnded({
          id: rows[0].id,
          version: rows[0].version,
          memberId: rows[0].member_id,
          planId: rows[0].plan_id,
          appId: app.id,
          app,
        });
        await held.client.query('select ledger.append($1)', [[encodeLeaf(leaf)]]);
      }
    } finally {
      await held.release();
    }
    return pending;
  }
  beforeEach(async () => {
    for (const name of names) await makeGrant(gateway, plan, memberIdOf(plan, name), app);
  });

  test('leaves its member out, and the others in, and the ledger says the same', async () => {
    const answer = await readWhileEnding(['ben']);
    const others = ['ann', 'cat'].map((name) => memberIdOf(plan, name)).sort();
    expect(answer.status).toBe(200);
    expect(membersIn(answer)).toEqual(others);
    expect(answer.text).not.toContain(memberIdOf(plan, 'ben'));
    expect(await disclosedBy(answer)).toEqual(others);
  });

  test('leaves an empty list when it was everybody’s', async () => {
    const answer = await readWhileEnding(names);
    expect(answer.text).toBe('{"data":{"members":{"nodes":[]}}}');
    expect(await disclosedBy(answer)).toEqual([]);
  });

  test('is followed by no disclosure in the order of the ledger', async () => {
    await readWhileEnding(['cat']);
    await read();
    const { rows } = await gateway.asAdministrator(
      `select d.idx from ledger.entry d join ledger.entry e on e.grant_id = d.grant_id
        where e.kind = 'GRANT_ENDED' and d.kind = 'DISCLOSURE' and d.idx > e.idx`,
    );
    expect(rows).toEqual([]);
    const { rows: ends } = await gateway.asAdministrator(
      `select count(*)::int from ledger.entry where kind = 'GRANT_ENDED'`,
    );
    expect(ends[0].count).toBeGreaterThan(0);
  });
});
