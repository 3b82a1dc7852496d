import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { auditor, read } from '../kit/graphql.ts';
import { makePlan } from '../kit/world.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

test("a plan's lines of business come by their codes, however they were made", async () => {
  const lines = ['B', 'C', 'A'].map((code) => ({ code, name: code, eligible: true }));
  await makePlan(gateway, { linesOfBusiness: lines });
  const { plans } = await read(gateway, auditor, '{ plans { linesOfBusiness { code } } }');
  expect(plans[0].linesOfBusiness.map(({ code }: { code: string }) => code)).toEqual([
    'A',
    'B',
    'C',
  ]);
});
