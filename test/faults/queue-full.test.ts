import { afterAll, beforeAll, expect, test } from 'vitest';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp } from '../kit/graphql.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const queueMax = 3;
const query = `{ members(first: 10) { nodes { memberId claims(first: 5) { nodes { paidAmount { amount } } } } } }`;

let gateway: TestGateway;
let app: { id: string };
let ann: string;

beforeAll(async () => {
  gateway = await startTestGateway({
    LEDGER_QUEUE_MAX: String(queueMax),
    LEDGER_DEADLINE_MS: '20000',
    LEDGER_LOCK_TIMEOUT_MS: '20000',
  });
  const plan = await makePlan(gateway);
  app = await makeApp(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    explanationOfBenefit('claim', 'ann', { paid: 4711.5 }),
  ]);
  ann = memberIdOf(plan, 'ann');
  await makeGrant(gateway, plan, ann, app);
});
afterAll(() => gateway.stop());

test('a release that finds the queue full is refused at once; those within it are released', async () => {
  const read = () => gateway.ask(query, { as: asApp(app) });
  const held = await holdHead(gateway.url);
  try {
    // One is under way, and then as many wait as may.
    const under = read();
    await held.waiters();
    const begun = performance.now();
    const crowd = Array.from({ length: queueMax + 5 }, read);
    const refused: Awaited<ReturnType<typeof read>>[] = [];
    for (const one of crowd) void one.then((answer) => refused.push(answer));
    await expect.poll(() => refused.length, { timeout: 8_000 }).toBe(5);
    expect(performance.now() - begun).toBeLessThan(8_000);
    for (const { status, text, body } of [...refused]) {
      expect(status).toBe(503);
      expect(body.data).toBeNull();
      expect(body.errors[0].extensions.code).toBe('LEDGER_UNAVAILABLE');
      expect(text).not.toContain('4711');
      expect(text).not.toContain(ann);
    }
    await held.release();
    expect((await under).text).toContain('4711');
    const answers = await Promise.all(crowd);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(queueMax);
    expect(answers.filter(({ text }) => text.includes('4711'))).toHaveLength(queueMax);
  } finally {
    await held.release();
  }
  expect((await read()).text).toContain(ann);
});
