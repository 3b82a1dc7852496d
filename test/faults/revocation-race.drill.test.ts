import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareWithLedger } from '../kit/client-log.ts';
import { rounds, tellProgress } from '../kit/drill.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, asApp, asMember, globalId, mutate } from '../kit/graphql.ts';
import { type Readers, startReaders } from '../kit/readers.ts';
import { type HeldHead, holdHead } from '../kit/sessions.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';
import { endEntry, endingAt, letTermEndIn } from './ends.ts';

const crowd = 64;
const enough = 24;
/** Ann's grant ends; Ben's stands. What only Ann's claim says gives her data away. */
const [annsPayment, bensPayment] = [4711.5, 1234.5];
const query = `{ members(first: 10) { nodes { memberId claims(first: 5) { nodes { id paidAmount { amount } } } } } }`;

let gateway: TestGateway;
let plan: { id: string; slug: string };
let [ann, ben] = ['', ''];

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    explanationOfBenefit('claim-of-ann', 'ann', { paid: annsPayment }),
    patient('ben'),
    explanationOfBenefit('claim-of-ben', 'ben', { paid: bensPayment }),
  ]);
  [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
});
afterAll(() => gateway.stop());

const holds = (payment: number) => (answer: { text: string }) =>
  answer.text.includes(String(payment));

/** One round: two grants for an app of its own, and a crowd that reads under them. */
async function openRound() {
  const app = await makeApp(gateway);
  const grant = await makeGrant(gateway, plan, ann, app);
  await makeGrant(gateway, plan, ben, app);
  const token = await gateway.token(asApp(app));
  const begin = () => startReaders({ count: crowd, query, token, url: () => gateway.baseUrl });
  return { app, grant, begin };
}
type Round = Awaited<ReturnType<typeof openRound>>;

/**
 * Ends what the readers read under while an append waits for the head: with the append ahead of the
 * end, so that one is released at the last moment, or the end ahead of a whole crowd's appends.
 */
async function endUnderAppends(
  readers: Readers,
  endFirst: boolean,
  end: () => Promise<unknown>,
): Promise<void> {
  if (endFirst) await readers.pause();
  const held = await holdHead(gateway.url);
  try {
    if (!endFirst) await held.waiters(1);
    const ending = end();
    await held.waiters(endFirst ? 1 : 2);
    if (endFirst) readers.resume();
    await held.waiters(2);
    await held.release();
    await ending;
  } finally {
    await held.release();
  }
}

/** Releases before the end, nothing of Ann after it was told, and the ledger says the same. */
async function expectEnded(
  readers: Readers,
  { app, grant }: Round,
  end: { index: number; told: number; endsBen?: boolean },
): Promise<void> {
  const after = ({ askedAt }: { askedAt: number }) => askedAt > end.told;
  await readers.untilReceived(enough, after);
  await readers.stop();
  const { received, unanswered } = readers;
  expect(unanswered).toBe(0);
  expect(received.filter((answer) => answer.status !== 200)).toEqual([]);
  expect(received.filter(holds(annsPayment)).length).toBeGreaterThanOrEqual(enough);
  expect(received.filter(after).filter(holds(annsPayment))).toEqual([]);
  expect(received.filter(after).every(holds(bensPayment))).toBe(!end.endsBen);
  const { before, later } = await endingAt(gateway, end.index, end.endsBen ? { app } : { grant });
  expect(before).toBeGreaterThanOrEqual(enough);
  expect(later).toBe(0);
  // Every answer came in, so each has its entries and each entry its answer.
  expect(await compareWithLedger(gateway, app, received)).toEqual({
    released: received.filter(holds(bensPayment)).length,
    unreceived: 0,
    faults: [],
  });
}

describe('64 readers, an append waiting, and nothing is disclosed after', () => {
  const ways = [
    [
      'the member revokes the grant',
      ({ grant }: Round) =>
        mutate(
          gateway,
          asMember(ann),
          'revokeGrant',
          { grantId: globalId('Grant', grant.id), reason: '' },
          'grant { state }',
        ),
    ],
    [
      'the member signs a narrower one',
      ({ app }: Round) => sign(gateway, plan, ann, app, { categories: ['COVERAGE'] }),
    ],
    [
      'an admin suspends the app',
      ({ app }: Round) =>
        mutate(
          gateway,
          admin,
          'suspendApp',
          {
            appId: globalId('App', app.id),
            risk: 'TOKENS_EXPOSED',
            securityRisk: 'Tokens were found in public.',
          },
          'app { state }',
        ),
    ],
  ] as const;

  test.each(ways)('%s', async (what, end) => {
    const total = rounds(2, 50);
    const told = tellProgress(what, total);
    for (let round = 0; round < total; round += 1) {
      const opened = await openRound();
      const readers = opened.begin();
      try {
        await readers.untilReceived(enough, holds(annsPayment));
        await endUnderAppends(readers, round % 2 === 0, async () => {
          expect(await end(opened)).toMatchObject({
            __typename: expect.stringMatching(/Payload$/),
          });
        });
        const moment = performance.now();
        const endsBen = what === 'an admin suspends the app';
        const index = await endEntry(gateway, endsBen ? opened : { grant: opened.grant });
        await expectEnded(readers, opened, { index, told: moment, endsBen });
      } finally {
        await readers.stop();
      }
      told(round + 1);
    }
  });

  test('the term runs out', async () => {
    const total = rounds(2, 50);
    const told = tellProgress('the term runs out', total);
    for (let round = 0; round < total; round += 1) {
      const opened = await openRound();
      const readers = opened.begin();
      let held: HeldHead | undefined;
      try {
        await readers.untilReceived(enough, holds(annsPayment));
        held = await holdHead(gateway.url);
        await held.waiters();
        // A slow machine must not let the term end before an append waits, so it is set only now.
        const term = await letTermEndIn(gateway, opened.grant, 200);
        await wait((await term.remaining()) + 5);
        expect(await term.remaining()).toBeLessThan(0);
        // Nothing can be appended now: every entry from this index on is judged past the term.
        const { rows } = await held.client.query('select next_index::int from ledger.head');
        const moment = performance.now();
        await held.release();
        await expectEnded(readers, opened, { index: rows[0].next_index, told: moment });
      } finally {
        await held?.release();
        await readers.stop();
      }
      told(round + 1);
    }
  });
});
