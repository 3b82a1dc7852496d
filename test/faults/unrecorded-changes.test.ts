import { afterAll, beforeAll, expect, test } from 'vitest';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, globalId } from '../kit/graphql.ts';
import { expectNothingOfOurInside } from '../kit/leaks.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let ann: string;
let grant: { id: string };

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  ann = memberIdOf(plan, 'ann');
  grant = await makeGrant(gateway, plan, ann, await makeApp(gateway));
});
afterAll(() => gateway.stop());

const revoke = () =>
  gateway.ask(
    `mutation { revokeGrant(input: { grantId: "${globalId('Grant', grant.id)}", reason: "" }) { __typename } }`,
    { as: asMember(ann) },
  );

const stateNow = async () =>
  (await gateway.asAdministrator('select state from consent_grant where id = $1', [grant.id])).rows;

test('a change that the ledger cannot record now has not happened, and may be tried again', async () => {
  const held = await holdHead(gateway.url);
  try {
    const answer = await revoke();
    expect(answer.status).toBe(503);
    expect(answer.body.errors[0].extensions.code).toBe('LEDGER_UNAVAILABLE');
  } finally {
    await held.release();
  }
  expect(await stateNow()).toEqual([{ state: 'ACTIVE' }]);
});

test('a change that the ledger will never record is a fault of ours, and has not happened', async () => {
  await gateway.asAdministrator(
    'revoke execute on function ledger.append(bytea[]) from cg_gateway',
  );
  try {
    const answer = await revoke();
    expect(answer.status).toBe(500);
    expect(answer.body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expectNothingOfOurInside(answer.text);
  } finally {
    await gateway.asAdministrator('grant execute on function ledger.append(bytea[]) to cg_gateway');
  }
  expect(await stateNow()).toEqual([{ state: 'ACTIVE' }]);
  expect((await revoke()).text).toContain('RevokeGrantPayload');
  expect(await stateNow()).toEqual([{ state: 'REVOKED' }]);
});
