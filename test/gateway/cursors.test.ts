import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal } from '../kit/leaks.ts';
import { globalId } from '../kit/operations.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let app: TokenHolder;
let otherApp: TokenHolder;
let ann: string;
let ben: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    patient('ben'),
    ...['ann', 'ben'].flatMap((who) =>
      ['2020-01-01', '2020-02-01', '2020-03-01'].map((date) =>
        explanationOfBenefit(`${who}-${date}`, who, { date }),
      ),
    ),
  ]);
  ann = memberIdOf(plan, 'ann');
  ben = memberIdOf(plan, 'ben');
  const [one, two] = [await makeApp(gateway), await makeApp(gateway)];
  for (const granted of [one, two]) {
    await makeGrant(gateway, plan, ann, granted);
    await makeGrant(gateway, plan, ben, granted);
  }
  app = { kind: 'APP', appId: one.id };
  otherApp = { kind: 'APP', appId: two.id };
});
afterAll(() => gateway.stop());

type Asked = { as?: TokenHolder; member?: string; list?: string; filter?: string };

function page(
  after: string | null,
  { as = app, member = ann, list = 'claims', filter = '{}' }: Asked = {},
) {
  return gateway.ask(
    `query Q($id: ID!, $after: String) { member(id: $id) {
       list: ${list}(first: 1, after: $after, filter: ${filter}) {
         nodes { serviceDate } pageInfo { endCursor hasNextPage } } } }`,
    { as, variables: { id: globalId('Member', member), after } },
  );
}

const cursorOf = async (asked: Asked = {}): Promise<string> =>
  (await page(null, asked)).body.data.member.list.pageInfo.endCursor;

test('a cursor leads to the next page', async () => {
  const { list } = (await page(await cursorOf())).body.data.member;
  expect(list.nodes).toEqual([{ serviceDate: '2020-02-01' }]);
});

describe('a cursor is refused, without data,', () => {
  test.each<[string, Asked, Asked]>([
    ['for another member', {}, { member: 'ben' }],
    ['for another list', {}, { list: 'payments' }],
    ['with another filter', {}, { filter: '{ since: "2020-01-15" }' }],
    ['without its filter', { filter: '{ categories: [CLAIMS] }' }, {}],
  ])('%s', async (_what, made, used) => {
    const member = used.member === 'ben' ? ben : ann;
    const answer = await page(await cursorOf(made), { ...used, member });
    expectRefusedCursor(answer);
  });

  test('by another app, and by the member', async () => {
    const cursor = await cursorOf();
    expectRefusedCursor(await page(cursor, { as: otherApp }));
    expectRefusedCursor(await page(cursor, { as: { kind: 'MEMBER', memberId: ann } }));
  });

  test('when any letter of it was changed', async () => {
    const cursor = await cursorOf();
    const changed = Array.from({ length: 12 }, (_, step) =>
      Math.floor((step * cursor.length) / 12),
    );
    for (const at of changed) {
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      expectRefusedCursor(await page(`${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`));
    }
  });

  test.each<[string, (cursor: string) => string]>([
    ['cut short', (cursor) => cursor.slice(0, -4)],
    ['cut to its seal', (cursor) => cursor.slice(0, 22)],
    ['made longer', (cursor) => `${cursor}AAAA`],
    ['empty', () => ''],
    ['100 kB long', (cursor) => cursor.repeat(1_000)],
    ['with NUL', (cursor) => `${cursor}\u0000`],
    [
      'with a position of its own',
      (cursor) =>
        Buffer.concat([
          Buffer.from(cursor, 'base64url').subarray(0, 16),
          Buffer.from('[null,"00000000-0000-0000-0000-000000000000"]'),
        ]).toString('base64url'),
    ],
    ['that is only a position', () => Buffer.from('["2030-01-01","x"]').toString('base64url')],
  ])('when it is %s', async (_what, alter) => {
    expectClearRefusal(refusalOf(await page(alter(await cursorOf()))));
  });
});

/** The error of the list, with the member around it gone from sight. */
function refusalOf({ status, body }: Awaited<ReturnType<typeof page>>) {
  const data = body.data && { list: body.data.member.list };
  return { status, text: JSON.stringify({ ...body, data }) };
}

function expectRefusedCursor(answer: Awaited<ReturnType<typeof page>>): void {
  expectClearRefusal(refusalOf(answer));
  expect(answer.body.errors[0].extensions.code).toBe('BAD_CURSOR');
}
