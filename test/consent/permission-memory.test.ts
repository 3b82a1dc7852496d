import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, letTermRunOut } from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const everything = '{"data":{"member":{"claims":{"nodes":[{"category":"CLAIMS"}]}}}}';
const noClaims = '{"data":{"member":{"claims":{"nodes":[]}}}}';
const unknown = '{"data":{"member":null}}';

describe('what was read a moment ago', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;
  let ben: string;

  beforeAll(async () => {
    // As long as it can be: what is forgotten here is forgotten for a reason.
    gateway = await startTestGateway({ PERMISSION_MEMORY_MS: '60000' });
    plan = await makePlan(gateway);
    await importResources(
      gateway,
      plan,
      ['ann', 'ben'].flatMap((name) => [
        patient(name),
        explanationOfBenefit(`claim-of-${name}`, name),
      ]),
    );
    ann = memberIdOf(plan, 'ann');
    ben = memberIdOf(plan, 'ben');
  });
  beforeEach(async () => {
    app = await makeApp(gateway);
  });
  afterAll(() => gateway.stop());

  /** What is answered, to the byte, to whoever asks for a member's claims. */
  const asked = async (as: TokenHolder, memberId: string): Promise<string> => {
    const query = `query C($id: ID!) { member(id: $id) { claims(first: 5) { nodes { category } } } }`;
    const variables = { id: globalId('Member', memberId) };
    return (await gateway.ask(query, { as, variables })).text;
  };

  test('is withheld once a new grant covers less, and what that covers is released', async () => {
    await makeGrant(gateway, plan, ann, app, { categories: ['CLAIMS', 'PHARMACY'] });
    expect(await asked(asApp(app), ann)).toBe(everything);
    await makeGrant(gateway, plan, ann, app, { categories: ['PHARMACY'] });
    expect(await asked(asApp(app), ann)).toBe(noClaims);
    await makeGrant(gateway, plan, ann, app, { categories: ['CLAIMS'] });
    expect(await asked(asApp(app), ann)).toBe(everything);
  });

  test('is unknown once the term is over', async () => {
    const { id } = await makeGrant(gateway, plan, ann, app);
    expect(await asked(asApp(app), ann)).toBe(everything);
    await letTermRunOut(gateway, id);
    expect(await asked(asApp(app), ann)).toBe(unknown);
  });

  test('is released at once when it was unknown and is granted now', async () => {
    expect(await asked(asApp(app), ann)).toBe(unknown);
    await makeGrant(gateway, plan, ann, app);
    expect(await asked(asApp(app), ann)).toBe(everything);
  });

  test('is unknown to another app', async () => {
    await makeGrant(gateway, plan, ann, app);
    expect(await asked(asApp(app), ann)).toBe(everything);
    expect(await asked(asApp(await makeApp(gateway)), ann)).toBe(unknown);
  });

  test("is unknown to the same app's token for another member", async () => {
    for (const member of [ann, ben]) await makeGrant(gateway, plan, member, app);
    expect(await asked(asApp(app), ann)).toBe(everything);
    const forBen: TokenHolder = { kind: 'APP', appId: app.id, memberId: ben };
    expect(await asked(forBen, ben)).toBe(everything);
    expect(await asked(forBen, ann)).toBe(unknown);
  });

  test('is unknown to another member', async () => {
    expect(await asked(asMember(ann), ann)).toBe(everything);
    expect(await asked(asMember(ben), ann)).toBe(unknown);
  });
});
