import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithLedger, membersIn } from '../kit/client-log.ts';
import { rounds, tellProgress } from '../kit/drill.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, mutate } from '../kit/graphql.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const names = Array.from({ length: 50 }, (_, n) => `member-${n}`);
const query = `{ members(first: 100) { nodes { memberId claims(first: 5) { nodes { id } } } } }`;

let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string };
const grants = new Map<string, string>();
const grantTo = async (memberId: string) =>
  grants.set(memberId, (await makeGrant(gateway, plan, memberId, app)).id);

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(
    gateway,
    plan,
    names.flatMap((name) => [patient(name), explanationOfBenefit(`claim-of-${name}`, name)]),
  );
  for (const name of names) await grantTo(memberIdOf(plan, name));
});
afterAll(() => gateway.stop());

const revoke = (memberId: string) =>
  mutate(
    gateway,
    asMember(memberId),
    'revokeGrant',
    { grantId: globalId('Grant', grants.get(memberId) ?? ''), reason: '' },
    'grant { state }',
  );

test('of fifty members one revokes while the release waits: 49 are released, and 49 entered', async () => {
  const total = rounds(3, 50);
  const told = tellProgress('one of fifty revokes', total);
  for (let round = 0; round < total; round += 1) {
    const gone = memberIdOf(plan, names[(round * 7) % names.length] ?? '');
    const others = [...grants.keys()].filter((id) => id !== gone).sort();
    const held = await holdHead(gateway.url);
    try {
      const revoking = revoke(gone);
      await held.waiters(1);
      // Read while all fifty grants stand, and judged when one does not.
      const asking = gateway.ask(query, { as: asApp(app) });
      await held.waiters(2);
      await held.release();
      expect(await revoking).toMatchObject({ grant: { state: 'REVOKED' } });
      const { status, text, headers } = await asking;
      expect(membersIn(text)).toEqual(others);
      expect(text).not.toContain(gone);
      const requestId = headers.get('x-request-id') ?? '';
      const dataHash = hash('sha256', text.slice('{"data":'.length, -1));
      const log = [{ requestId, status, text, dataHash, receipt: undefined, askedAt: 0, took: 0 }];
      expect(await compareWithLedger(gateway, app, log)).toEqual({
        released: 1,
        unreceived: round,
        faults: [],
      });
    } finally {
      await held.release();
    }
    await grantTo(gone);
    told(round + 1);
  }
});
