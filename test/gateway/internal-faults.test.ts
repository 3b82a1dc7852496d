import { afterAll, beforeAll, expect, test } from 'vitest';
import { condition, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectNothingOfOurInside } from '../kit/leaks.ts';
import { importResources, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let as: { kind: 'MEMBER'; memberId: string };
beforeAll(async () => {
  gateway = await startTestGateway({ PERMISSION_MEMORY_MS: '0' });
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    condition('c', 'ann', 'I10', '2020-05-01'),
  ]);
  as = { kind: 'MEMBER', memberId: memberIdOf(plan, 'ann') };
});
afterAll(() => gateway.stop());

/** Breaks something inside, asks, and mends it again. */
async function askWithout(table: string, query: string) {
  const name = table.split('.')[1];
  await gateway.asAdministrator(`alter table ${table} rename to ${name}_gone`);
  try {
    return await gateway.ask(query, { as });
  } finally {
    await gateway.asAdministrator(`alter table ${table}_gone rename to ${name}`);
  }
}

const conditions = '{ viewer { member { conditions { nodes { code { code } } } } } }';

test.each([
  ['health.condition', conditions, ['viewer', 'member', 'conditions']],
  ['public.member', conditions, ['viewer', 'member']],
  ['public.app', '{ apps { nodes { name } } }', ['apps']],
  ['public.consent_grant', '{ grants { nodes { id } } }', ['grants']],
])('a fault at %s tells clients that there is one, and no more', async (table, query, path) => {
  const answer = await askWithout(table, query);
  expect(answer.status).toBe(500);
  expect(answer.body.errors).toEqual([
    {
      message: 'Something went wrong on our side.',
      locations: expect.any(Array),
      path,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ]);
  expectNothingOfOurInside(answer.text);
  expect(answer.text).not.toContain('I10');
});

test('after a fault it serves again', async () => {
  await askWithout('health.condition', conditions);
  expect((await gateway.ask(conditions, { as })).text).toContain('I10');
});
