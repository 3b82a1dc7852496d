import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/db/database.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { expireGrants } from '../../src/grants/expire-grants.ts';
import { noticeEnds } from '../../src/grants/notice-ends.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  asApp,
  asMember,
  globalId,
  ledgerLeaves,
  letTermRunOut,
  mutate,
  read,
} from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const day = 86_400_000;
let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };
let ann: string;
const others = Array.from({ length: 45 }, (_, index) => `m${index}`);

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(
    gateway,
    plan,
    ['ann', ...others].map((id) => patient(id)),
  );
  ann = memberIdOf(plan, 'ann');
  await createAccount(gateway.database, {
    memberId: ann,
    userName: 'ann',
    password: 'correct horse',
    email: 'ann@mail.example',
    emailVerified: true,
  });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  app = await makeApp(gateway);
});

const told = async () =>
  (
    await gateway.database.prisma.outboxMail.findMany({
      where: { facts: { path: ['app'], equals: `App ${app.partnerId}` } },
      orderBy: { id: 'asc' },
    })
  ).map(({ kind, facts }) => ({ kind, ...Object(facts) }));
const toldKinds = async () =>
  (await told()).map(({ kind, days }) => (days ? `${kind} ${days}` : kind));
const stateOf = async (id: string) =>
  (await gateway.database.prisma.grant.findUniqueOrThrow({ where: { id } })).state;
/** All that is due at a moment, as the job does it. */
async function work(now?: Date) {
  while (await expireGrants(gateway.database, now));
  while (await noticeEnds(gateway.database, now));
}

describe('a grant whose term is over', () => {
  test('is ended as expired by the system, with its entry and its mail', async () => {
    const { id, endsAt } = await makeGrant(gateway, plan, ann, app, { termDays: 5 });
    await work(new Date(endsAt.getTime() - 1));
    expect(await stateOf(id)).toBe('ACTIVE');
    await work(endsAt);
    const grant = await gateway.database.prisma.grant.findUniqueOrThrow({ where: { id } });
    expect(grant).toMatchObject({
      state: 'EXPIRED',
      version: 2,
      endedByKind: 'SYSTEM',
      endedBy: 'term',
      endedChannel: 'SYSTEM',
    });
    const entries = (await ledgerLeaves(gateway)).filter((leaf) => leaf.grant === id);
    expect(entries).toEqual([
      expect.objectContaining({
        kind: 'GRANT_ENDED',
        state: 'EXPIRED',
        channel: 'SYSTEM',
        actor: 'term',
        actorKind: 'SYSTEM',
        member: ann,
      }),
    ]);
    expect(await told()).toMatchObject([
      { kind: 'CONSENT_SIGNED' },
      { kind: 'CONSENT_ENDED', by: 'TERM' },
    ]);
  });

  test('is found by the gateway itself, by the clock', async () => {
    const { id } = await makeGrant(gateway, plan, ann, app);
    await letTermRunOut(gateway, id);
    const looking = await startAnother(gateway);
    try {
      await expect.poll(() => stateOf(id), { timeout: 15_000 }).toBe('EXPIRED');
    } finally {
      await looking.close();
    }
  });

  test('that was revoked before stays revoked', async () => {
    const { id, endsAt } = await makeGrant(gateway, plan, ann, app);
    const revoked = { grantId: globalId('Grant', id) };
    await mutate(gateway, asMember(ann), 'revokeGrant', revoked, 'grant { state }');
    await work(endsAt);
    expect(await stateOf(id)).toBe('REVOKED');
  });

  test('releases nothing whether or not the job has come by', async () => {
    const { id } = await makeGrant(gateway, plan, ann, app);
    const members = async () =>
      (await read(gateway, asApp(app), '{ members(first: 1) { nodes { memberId } } }')).members
        .nodes;
    expect(await members()).toHaveLength(1);
    await letTermRunOut(gateway, id);
    expect(await members()).toEqual([]);
    await work();
    expect(await members()).toEqual([]);
    expect(await stateOf(id)).toBe('EXPIRED');
  });

  test('is ended once where several gateways look at the same time', async () => {
    const grants = [];
    for (const other of others) {
      grants.push(await makeGrant(gateway, plan, memberIdOf(plan, other), app, { termDays: 2 }));
    }
    const later = new Date(Date.now() + 3 * day);
    const second = openDatabase({
      url: gateway.url,
      connections: 2,
      statementTimeout: 10_000,
      lockTimeout: 10_000,
    });
    try {
      const all = async (database: typeof second) => {
        while (await expireGrants(database, later));
      };
      await Promise.all([all(gateway.database), all(second), all(gateway.database)]);
      await all(second);
    } finally {
      await second.close();
    }
    const ended = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.kind === 'GRANT_ENDED' && leaf.app === app.id,
    );
    expect(ended.map((leaf) => leaf.grant).toSorted()).toEqual(
      grants.map(({ id }) => id).toSorted(),
    );
  });
});

describe('a member is told of the coming end', () => {
  const at = (endsAt: Date, daysBefore: number) => new Date(endsAt.getTime() - daysBefore * day);

  test('30 and 7 days before, each once', async () => {
    const { endsAt } = await makeGrant(gateway, plan, ann, app, { termDays: 90 });
    await work(at(endsAt, 30.1));
    expect(await toldKinds()).toEqual(['CONSENT_SIGNED']);
    await work(at(endsAt, 30));
    await work(at(endsAt, 29));
    await work(at(endsAt, 7.1));
    expect(await toldKinds()).toEqual(['CONSENT_SIGNED', 'CONSENT_ENDING 30']);
    await work(at(endsAt, 7));
    await work(at(endsAt, 1));
    expect(await toldKinds()).toEqual(['CONSENT_SIGNED', 'CONSENT_ENDING 30', 'CONSENT_ENDING 7']);
    expect((await told())[1]).toMatchObject({ endsAt: endsAt.toISOString(), plan: 'Test Plan' });
  });

  test('by the later notice alone where nobody looked for weeks', async () => {
    const { endsAt } = await makeGrant(gateway, plan, ann, app, { termDays: 90 });
    await work(at(endsAt, 5));
    expect(await toldKinds()).toEqual(['CONSENT_SIGNED', 'CONSENT_ENDING 7']);
  });

  test.each([
    [30, ['CONSENT_SIGNED', 'CONSENT_ENDING 7']],
    [7, ['CONSENT_SIGNED']],
    [2, ['CONSENT_SIGNED']],
  ])('but not before a term of %i days has begun', async (termDays, kinds) => {
    const { endsAt } = await makeGrant(gateway, plan, ann, app, { termDays });
    for (const before of [29.9, 6.9, 1]) await work(at(endsAt, before));
    expect(await toldKinds()).toEqual(kinds);
  });

  test('and not of a grant that was ended or superseded meanwhile', async () => {
    const { endsAt } = await makeGrant(gateway, plan, ann, app, { termDays: 60 });
    const { id } = await makeGrant(gateway, plan, ann, app, { termDays: 300 });
    await work(at(endsAt, 6));
    const revoked = { grantId: globalId('Grant', id) };
    await mutate(gateway, asMember(ann), 'revokeGrant', revoked, 'grant { state }');
    await work(new Date(Date.now() + 296 * day));
    expect(await toldKinds()).toEqual(['CONSENT_SIGNED', 'CONSENT_SIGNED', 'CONSENT_ENDED']);
  });
});

/** Another gateway on the same database, which looks for terms. */
async function startAnother({ url, dataDirectory }: TestGateway) {
  const limits = { connections: 2, statementTimeout: 10_000, lockTimeout: 10_000 };
  const database = openDatabase({ url, ...limits });
  const config = readConfig({ NODE_ENV: 'test', DATA_DIR: dataDirectory });
  const other = await createGateway(config, database, pino({ level: 'silent' }));
  return {
    close: async () => {
      await other.close();
      await database.close();
    },
  };
}
