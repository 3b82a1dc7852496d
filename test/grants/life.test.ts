import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  asApp,
  asMember,
  auditor,
  globalId,
  ledgerLeaves,
  letTermRunOut,
  read,
} from '../kit/graphql.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

describe('the life of a grant', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [patient('ann'), explanationOfBenefit('one', 'ann')]);
    ann = memberIdOf(plan, 'ann');
  });
  beforeEach(async () => {
    app = await makeApp(gateway);
  });
  afterAll(() => gateway.stop());

  const recordOf = async (grantId: string) => {
    const { rows } = await gateway.asAdministrator(
      'select to_jsonb(g) as grant from public.consent_grant g where id = $1',
      [grantId],
    );
    return rows[0].grant;
  };
  const stateTo = async (as: Parameters<TestGateway['token']>[0], grantId: string) =>
    (
      await read(gateway, as, `query G($id: ID!) { node(id: $id) { ... on Grant { state } } }`, {
        id: globalId('Grant', grantId),
      })
    ).node.state;
  const appReads = () =>
    gateway.ask(`query C($id: ID!) { member(id: $id) { claims { nodes { id } } } }`, {
      as: asApp(app),
      variables: { id: globalId('Member', ann) },
    });

  test('a second signature supersedes the first, whose record changes only in its end', async () => {
    const { grant: first } = await sign(gateway, plan, ann, app, { categories: ['CLAIMS'] });
    const asSigned = await recordOf(first.grantId);
    const { grant: second } = await sign(gateway, plan, ann, app, { categories: ['PHARMACY'] });
    expect(await recordOf(first.grantId)).toEqual({
      ...asSigned,
      version: 2,
      state: 'SUPERSEDED',
      superseded_by: second.grantId,
      ended_at: expect.any(String),
      ended_by_kind: 'MEMBER',
      ended_by: ann,
      ended_channel: 'ONLINE',
      ended_reason: expect.stringContaining('new grant'),
    });
    expect(await stateTo(asApp(app), first.grantId)).toBe('SUPERSEDED');
    expect(await stateTo(asApp(app), second.grantId)).toBe('ACTIVE');
    const entries = (await ledgerLeaves(gateway)).filter((leaf) => leaf.app === app.id);
    expect(entries.slice(-2)).toEqual([
      expect.objectContaining({ kind: 'GRANT_ENDED', grant: first.grantId, state: 'SUPERSEDED' }),
      expect.objectContaining({ kind: 'GRANT_SIGNED', subject: second.grantId }),
    ]);
  });

  test("one app's grant does not end another's", async () => {
    const { grant } = await sign(gateway, plan, ann, app);
    await sign(gateway, plan, ann, await makeApp(gateway));
    expect(await stateTo(asMember(ann), grant.grantId)).toBe('ACTIVE');
  });

  test.each(['a first', 'a later'])(
    'of %s grant signed twice at once, one stands',
    async (which) => {
      if (which === 'a later') await sign(gateway, plan, ann, app);
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => sign(gateway, plan, ann, app)),
      );
      const { rows } = await gateway.asAdministrator(
        `select id from public.consent_grant where app_id = $1 and state = 'ACTIVE'`,
        [app.id],
      );
      expect(rows).toHaveLength(1);
      const signed = answers.filter(({ __typename }) => __typename === 'SignGrantPayload');
      expect(signed.map(({ grant }) => grant.grantId)).toContain(rows[0].id);
      for (const refused of answers.filter((answer) => !signed.includes(answer))) {
        expect(refused).toEqual({
          __typename: 'StateConflict',
          code: 'STATE_CONFLICT',
          path: 'input.appId',
          message: expect.stringContaining('same moment'),
        });
      }
      const { kinds } = await ledgerLeaves(gateway).then((leaves) => ({
        kinds: leaves.filter((leaf) => leaf.app === app.id && leaf.kind === 'GRANT_SIGNED'),
      }));
      expect(kinds).toHaveLength(signed.length + (which === 'a later' ? 1 : 0));
    },
  );

  test('a grant whose term is over releases nothing and reads EXPIRED to all', async () => {
    const { grant } = await sign(gateway, plan, ann, app);
    expect((await appReads()).body.data.member.claims.nodes).toHaveLength(1);
    await letTermRunOut(gateway, grant.grantId);
    expect((await appReads()).text).toBe('{"data":{"member":null}}');
    const members = await read(gateway, asApp(app), '{ members { nodes { id } } }');
    expect(members.members.nodes).toEqual([]);
    for (const as of [asApp(app), asMember(ann), auditor]) {
      expect(await stateTo(as, grant.grantId)).toBe('EXPIRED');
    }
  });

  test('signing anew after the term says that the first expired, not that it was superseded', async () => {
    const { grant: first } = await sign(gateway, plan, ann, app);
    await letTermRunOut(gateway, first.grantId);
    const { grant: second } = await sign(gateway, plan, ann, app);
    expect(await stateTo(asMember(ann), first.grantId)).toBe('EXPIRED');
    expect(await stateTo(asMember(ann), second.grantId)).toBe('ACTIVE');
    expect((await recordOf(first.grantId)).ended_by_kind).toBe('SYSTEM');
    expect((await appReads()).body.data.member.claims.nodes).toHaveLength(1);
  });

  test('a member sees all their grants, newest first; another member and app none of them', async () => {
    const { grant: first } = await sign(gateway, plan, ann, app);
    const { grant: second } = await sign(gateway, plan, ann, app);
    const listed = async (as: Parameters<TestGateway['token']>[0]) =>
      (
        await read(
          gateway,
          as,
          `query L($app: ID) { grants(filter: { appId: $app }) { nodes { grantId } } }`,
          { app: globalId('App', app.id) },
        )
      ).grants.nodes.map((node: { grantId: string }) => node.grantId);
    await importResources(gateway, plan, [patient('ben')]);
    expect(await listed(asMember(ann))).toEqual([second.grantId, first.grantId]);
    expect(await listed(asApp(app))).toEqual([second.grantId, first.grantId]);
    expect(await listed(asMember(memberIdOf(plan, 'ben')))).toEqual([]);
    expect(await listed(asApp(await makeApp(gateway)))).toEqual([]);
  });
});
