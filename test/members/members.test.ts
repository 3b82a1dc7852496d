import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  agent,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  letTermRunOut,
  read,
} from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const names = Array.from({ length: 12 }, (_, index) => `member-${index}`);

describe('members', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let ids: string[];

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(
      gateway,
      plan,
      names.map((name) => patient(name)),
    );
    ids = names.map((name) => memberIdOf(plan, name));
  });
  afterAll(() => gateway.stop());

  const [first = '', second = '', third = ''] = [0, 1, 2].map((index) => names[index] ?? '');
  const idOf = (name: string) => memberIdOf(plan, name);
  const listed = async (as: Parameters<TestGateway['token']>[0]): Promise<string[]> =>
    (await read(gateway, as, '{ members(first: 100) { nodes { memberId } } }')).members.nodes.map(
      (member: { memberId: string }) => member.memberId,
    );

  test('a member is themself, and finds only themself', async () => {
    const own = asMember(idOf(first));
    const { viewer } = await read(
      gateway,
      own,
      '{ viewer { kind app { id } member { memberId } } }',
    );
    expect(viewer).toEqual({ kind: 'MEMBER', app: null, member: { memberId: idOf(first) } });
    expect(await listed(own)).toEqual([idOf(first)]);
    const { member } = await read(
      gateway,
      own,
      `{ member(id: "${globalId('Member', idOf(second))}") { id } }`,
    );
    expect(member).toBeNull();
  });

  test('whoever is no member of ours gets an empty page, without a cursor', async () => {
    const stranger = asMember('0b1d5c2e-0000-4000-8000-000000000000');
    const { members } = await read(
      gateway,
      stranger,
      '{ members { nodes { memberId } pageInfo { hasNextPage startCursor endCursor } } }',
    );
    const pageInfo = { hasNextPage: false, startCursor: null, endCursor: null };
    expect(members).toEqual({ nodes: [], pageInfo });
  });

  test('each other viewer is told what they are, and has no member', async () => {
    const app = await makeApp(gateway);
    for (const [as, kind] of [
      [asApp(app), 'APP'],
      [asPartner(app), 'PARTNER'],
      [auditor, 'AUDITOR'],
      [agent, 'AGENT'],
    ] as const) {
      const { viewer } = await read(gateway, as, '{ viewer { kind member { id } app { id } } }');
      expect(viewer).toEqual({
        kind,
        member: null,
        app: kind === 'APP' ? { id: globalId('App', app.id) } : null,
      });
    }
    const nobody = await gateway.ask('{ viewer { kind member { id } } }');
    expect(nobody.text).toBe('{"data":{"viewer":{"kind":"NOBODY","member":null}}}');
  });

  test('an app lists those who granted it something that still stands', async () => {
    const app = await makeApp(gateway);
    expect(await listed(asApp(app))).toEqual([]);
    for (const name of [first, second]) await makeGrant(gateway, plan, idOf(name), app);
    const over = await makeGrant(gateway, plan, idOf(third), app);
    await letTermRunOut(gateway, over.id);
    expect(new Set(await listed(asApp(app)))).toEqual(new Set([idOf(first), idOf(second)]));
    expect(await listed(asApp(await makeApp(gateway)))).toEqual([]);
  });

  test("an app's token for one member reaches no other, however many granted", async () => {
    const app = await makeApp(gateway);
    for (const name of [first, second]) await makeGrant(gateway, plan, idOf(name), app);
    const forFirst = { kind: 'APP', appId: app.id, memberId: idOf(first) } as const;
    expect(await listed(forFirst)).toEqual([idOf(first)]);
    const query = `query M($id: ID!) { member(id: $id) { memberId } }`;
    const of = async (name: string) =>
      (await read(gateway, forFirst, query, { id: globalId('Member', idOf(name)) })).member;
    expect(await of(first)).toEqual({ memberId: idOf(first) });
    expect(await of(second)).toBeNull();
  });

  test('pages of members give each once', async () => {
    const app = await makeApp(gateway);
    for (const id of ids) await makeGrant(gateway, plan, id, app);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { members } = await read(
        gateway,
        asApp(app),
        `query P($after: String) { members(first: 5, after: $after) {
           nodes { memberId } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      found.push(...members.nodes.map((node: { memberId: string }) => node.memberId));
      after = members.pageInfo.hasNextPage ? members.pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual([...ids].sort());
  });

  test('that a member is there at all is a disclosure, and their own look is none', async () => {
    const app = await makeApp(gateway);
    const grant = await makeGrant(gateway, plan, idOf(first), app);
    await listed(asApp(app));
    const last = (await ledgerLeaves(gateway)).at(-1);
    expect(last).toMatchObject({
      kind: 'DISCLOSURE',
      member: idOf(first),
      grant: grant.id,
      categories: [],
      records: {},
    });
    await listed(asMember(idOf(first)));
    expect((await ledgerLeaves(gateway)).at(-1)).toMatchObject({
      kind: 'SELF_ACCESS',
      member: idOf(first),
    });
  });

  test('how somebody is enrolled is for themself alone', async () => {
    const app = await makeApp(gateway);
    await makeGrant(gateway, plan, idOf(first), app);
    const query = `query E($id: ID!) { member(id: $id) { enrolment { lineOfBusiness effectiveFrom } } }`;
    const variables = { id: globalId('Member', idOf(first)) };
    const own = await read(gateway, asMember(idOf(first)), query, variables);
    expect(own.member.enrolment).toEqual({ lineOfBusiness: 'STANDARD', effectiveFrom: null });
    const { body } = await gateway.ask(query, { as: asApp(app), variables });
    expect(body.data.member.enrolment).toBeNull();
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
