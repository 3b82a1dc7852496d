import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { condition, explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');

describe('an app, a member and an auditor', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;
  let ben: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    app = await makeApp(gateway);
    await importResources(gateway, plan, [
      patient('ann'),
      patient('ben'),
      ...Array.from({ length: 25 }, (_, day) =>
        explanationOfBenefit(`ordinary-${day}`, 'ann', {
          date: `2020-03-${String(day + 1).padStart(2, '0')}`,
        }),
      ),
      explanationOfBenefit('opioid', 'ann', { date: '2020-04-01', diagnosis: 'F11.20' }),
      explanationOfBenefit('early', 'ann', { date: '2015-12-31' }),
      condition('undated', 'ann', 'I10'),
    ]);
    ann = memberIdOf(plan, 'ann');
    ben = memberIdOf(plan, 'ben');
  });
  afterAll(() => gateway.stop());

  const claims = `query Claims($id: ID!) { member(id: $id) { id claims(first: 20) {
    nodes { id serviceDate labels paidAmount { amount } lines { service { code } } } } } }`;
  const readClaims = () =>
    gateway.ask(claims, {
      as: { kind: 'APP', appId: app.id },
      variables: { id: globalId('Member', ann) },
    });

  test('a disclosure is in the ledger with the hash of the bytes that were sent', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    const answer = await readClaims();
    expect(answer.body.data.member.claims.nodes).toHaveLength(20);
    const data = answer.text.slice('{"data":'.length, -1);
    const history = await gateway.ask(
      `query History($id: UUID!) { disclosures(filter: { requestId: $id }) { nodes {
         index leafHash memberId grantId categories labels purpose responseHash operationName
         app { name } records { kind count } fields } } }`,
      { as: { kind: 'AUDITOR' }, variables: { id: answer.headers.get('x-request-id') } },
    );
    expect(history.body.data.disclosures.nodes).toEqual([
      expect.objectContaining({
        memberId: ann,
        grantId: grant.id,
        categories: ['CLAIMS', 'PAYMENTS'],
        labels: [],
        purpose: 'PATRQT',
        operationName: 'Claims',
        responseHash: createHash('sha256').update(data).digest('hex'),
        records: [{ kind: 'Claim', count: 20 }],
        fields: expect.arrayContaining(['Claim.paidAmount', 'ClaimLine.service']),
      }),
    ]);
  });

  test('records of substance use go with the notice of 42 CFR 2.32, and nothing else does', async () => {
    await makeGrant(gateway, plan, ann, app, { labels: ['OPIOIDUD', 'SUD'] });
    const latest = claims.replace('first: 20', 'first: 1');
    const ask = (query: string) =>
      gateway.ask(query, {
        as: { kind: 'APP', appId: app.id },
        variables: { id: globalId('Member', ann) },
      });
    const withRecord = await ask(latest);
    expect(withRecord.body.data.member.claims.nodes[0].labels).toContain('OPIOIDUD');
    expect(JSON.parse(withRecord.notice ?? 'null')).toEqual({
      source: '42 CFR 2.32(a)(2)',
      text: '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
    });
    await makeGrant(gateway, plan, ann, app);
    expect((await ask(latest)).notice).toBeUndefined();
  });

  test('a labelled claim is released only to a grant that names every label', async () => {
    await makeGrant(gateway, plan, ann, app);
    const without = await readClaims();
    expect(without.text).not.toContain('OPIOIDUD');
    // Left out at the door, before the gate would have to refuse the answer whole.
    expect(without.body.data.member.claims.nodes).toHaveLength(20);
    const { labels } = await gateway
      .ask(`{ viewer { member { claims(first: 1) { nodes { labels } } } } }`, {
        as: { kind: 'MEMBER', memberId: ann },
      })
      .then((own) => own.body.data.viewer.member.claims.nodes[0]);
    expect(labels).toContain('OPIOIDUD');
    await makeGrant(gateway, plan, ann, app, { labels });
    const withLabel = await readClaims();
    expect(withLabel.body.data.member.claims.nodes[0]).toMatchObject({
      serviceDate: '2020-04-01',
      labels,
    });
  });

  test('a service before the floor is for the member alone', async () => {
    await makeGrant(gateway, plan, ann, app, { since: '2016-01-01' });
    const all = `{ member(id: "${globalId('Member', ann)}") { claims(first: 100) { nodes { serviceDate } } } }`;
    const toApp = await gateway.ask(all, { as: { kind: 'APP', appId: app.id } });
    const toMember = await gateway.ask(all, { as: { kind: 'MEMBER', memberId: ann } });
    expect(toApp.text).not.toContain('2015-12-31');
    expect(toMember.text).toContain('2015-12-31');
  });

  test('an undated record is withheld unless consented to as such', async () => {
    const conditions = `{ member(id: "${globalId('Member', ann)}") { conditions { nodes { serviceDate code { code } } } } }`;
    await makeGrant(gateway, plan, ann, app);
    const without = await gateway.ask(conditions, { as: { kind: 'APP', appId: app.id } });
    expect(without.body.data.member.conditions.nodes).toEqual([]);
    await makeGrant(gateway, plan, ann, app, { includeUndated: true });
    const withUndated = await gateway.ask(conditions, { as: { kind: 'APP', appId: app.id } });
    expect(withUndated.body.data.member.conditions.nodes).toEqual([
      { serviceDate: null, code: { code: 'I10' } },
    ]);
  });

  test('after a revocation the member is as unknown as anybody', async () => {
    const grant = await makeGrant(gateway, plan, ann, app);
    const revoked = await gateway.ask(
      `mutation Revoke($id: ID!) { revokeGrant(input: { grantId: $id }) {
         __typename ... on RevokeGrantPayload { grant { state endedBy { by channel } } } } }`,
      { as: { kind: 'MEMBER', memberId: ann }, variables: { id: globalId('Grant', grant.id) } },
    );
    expect(revoked.body.data.revokeGrant).toEqual({
      __typename: 'RevokeGrantPayload',
      grant: { state: 'REVOKED', endedBy: { by: 'MEMBER', channel: 'ONLINE' } },
    });
    const ofRevoked = await readClaims();
    const ofUnknown = await gateway.ask(claims, {
      as: { kind: 'APP', appId: app.id },
      variables: { id: globalId('Member', '0b1d5c2e-0000-4000-8000-000000000000') },
    });
    const ofUngranted = await gateway.ask(claims, {
      as: { kind: 'APP', appId: app.id },
      variables: { id: globalId('Member', ben) },
    });
    expect(ofRevoked.text).toBe('{"data":{"member":null}}');
    expect(ofUnknown.text).toBe(ofRevoked.text);
    expect(ofUngranted.text).toBe(ofRevoked.text);
  });

  test('the member and the auditor see a disclosure; another member does not', async () => {
    await makeGrant(gateway, plan, ann, app);
    const answer = await readClaims();
    const requestId = answer.headers.get('x-request-id');
    const query = `query H($id: UUID!) { disclosures(filter: { requestId: $id }) { nodes { memberId } } }`;
    const seenBy = async (as: Parameters<TestGateway['token']>[0]) =>
      (await gateway.ask(query, { as, variables: { id: requestId } })).body.data.disclosures.nodes;
    expect(await seenBy({ kind: 'MEMBER', memberId: ann })).toEqual([{ memberId: ann }]);
    expect(await seenBy({ kind: 'AUDITOR' })).toEqual([{ memberId: ann }]);
    expect(await seenBy({ kind: 'PARTNER', partnerId: app.partnerId })).toEqual([
      { memberId: ann },
    ]);
    expect(await seenBy({ kind: 'MEMBER', memberId: ben })).toEqual([]);
    const stranger = await makeApp(gateway);
    expect(await seenBy({ kind: 'PARTNER', partnerId: stranger.partnerId })).toEqual([]);
    expect(await seenBy({ kind: 'APP', appId: stranger.id })).toEqual([]);
  });
});
