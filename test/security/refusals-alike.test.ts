import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, read } from '../kit/graphql.ts';
import { askFully } from './full-answer.ts';
import { makeRefusalsWorld, type RefusalsWorld, unknown } from './refusals-world.ts';

let gateway: TestGateway;
let world: RefusalsWorld;

beforeAll(async () => {
  gateway = await startTestGateway();
  world = await makeRefusalsWorld(gateway);
});
afterAll(() => gateway.stop());

const asked = (as: TokenHolder, query: string, variables: Record<string, unknown> = {}) =>
  askFully(gateway, as, query, variables);

type Way = [name: string, query: string, data: string, variables: Record<string, unknown>];

/** Every way to somebody by their id or by that of a record of theirs; each with what nobody gets. */
function waysTo(member: string, records: readonly string[]): Way[] {
  const id = globalId('Member', member);
  const [claim = '', cold = '', payment = ''] = records;
  const ids = [
    id,
    globalId('Claim', `${member}.${claim}`),
    globalId('Condition', `${member}.${cold}`),
    globalId('Payment', `${member}.${payment}`),
    globalId('Demographics', `${member}.${member}`),
  ];
  const inside = `memberId plan { slug } idCard { memberName } demographics { familyName }
    claims(first: 1, filter: { since: "2000-01-01" }) { nodes { paidAmount { amount } } pageInfo { hasNextPage endCursor } }`;
  return [
    ['member', `query Q($id: ID!) { member(id: $id) { ${inside} } }`, '{"member":null}', { id }],
    [
      'node',
      `query Q($id: ID!) { node(id: $id) { id ... on Member { ${inside} } } }`,
      '{"node":null}',
      { id },
    ],
    [
      'nodes',
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      `{"nodes":[${ids.map(() => 'null')}]}`,
      { ids },
    ],
    ...ids
      .slice(1)
      .map(
        (record, at): Way => [
          `node of record ${at}`,
          'query Q($id: ID!) { node(id: $id) { __typename id } }',
          '{"node":null}',
          { id: record },
        ],
      ),
  ];
}

const annsRecords = async () => {
  const claim = world.id('ExplanationOfBenefit', 'claim-ann');
  return [claim, world.id('Condition', 'cold-ann'), await world.paymentOf(claim)];
};

describe('an app is told of a member who is not there', () => {
  test('the same whatever the reason, byte for byte, and nothing is entered', async () => {
    const records = await annsRecords();
    const ways = [
      waysTo(world.ann, records),
      waysTo(unknown, records),
      waysTo('no id', ['x', '', '?']),
    ];
    const [stranger] = Object.values(world.without);
    const baselines = [];
    for (const [, query, , variables] of waysTo(unknown, records)) {
      baselines.push(await asked(stranger ?? asMember(unknown), query, variables));
    }
    for (const [reason, as] of Object.entries(world.without)) {
      for (const targets of ways) {
        for (const [at, [way, query, data, variables]] of targets.entries()) {
          const answer = await asked(as, query, variables);
          expect(answer, `${reason}: ${way}`).toEqual(baselines[at]);
          const nothing = { status: 200, text: `{"data":${data}}`, leaves: [] };
          expect(answer, `${reason}: ${way}`).toMatchObject(nothing);
        }
      }
    }
  });

  test('the same in lists: nothing, and no page to follow', async () => {
    for (const as of Object.values(world.without)) {
      const list = await asked(
        as,
        '{ members { nodes { memberId } edges { cursor } pageInfo { hasNextPage endCursor } } }',
      );
      expect(list).toMatchObject({
        text: '{"data":{"members":{"nodes":[],"edges":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}',
        leaves: [],
      });
    }
  });

  test('the same as the member of a grant that ended, whichever way it did', async () => {
    const { revoked, expired, 'granted to an app that is suspended': suspended } = world.without;
    const query = '{ grants { nodes { member { memberId claims { nodes { id } } } } } }';
    for (const as of [revoked, expired, suspended]) {
      if (as === undefined) throw new Error('there is such an app');
      expect(await asked(as, query)).toMatchObject({
        text: '{"data":{"grants":{"nodes":[{"member":null}]}}}',
        leaves: [],
      });
    }
  });

  test('the same by a cursor that was theirs while the grant stood', async () => {
    const app = await world.granted();
    const list =
      'query Q($id: ID!, $after: String) { member(id: $id) { claims(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } } }';
    const id = globalId('Member', world.ann);
    const { member } = await read(gateway, asApp(app), list, { id });
    const after = member.claims.pageInfo.endCursor;
    const everybody = '{ members(first: 1) { pageInfo { endCursor } } }';
    const { members } = await read(gateway, asApp(app), everybody);
    await end(app);
    const gone = await asked(asApp(app), list, { id, after });
    expect(gone).toEqual(await asked(asApp(app), list, { id: globalId('Member', unknown), after }));
    expect(gone).toMatchObject({ text: '{"data":{"member":null}}', leaves: [] });
    const next = 'query Q($after: String) { members(after: $after) { nodes { memberId } } }';
    expect(await asked(asApp(app), next, { after: members.pageInfo.endCursor })).toMatchObject({
      text: '{"data":{"members":{"nodes":[]}}}',
      leaves: [],
    });
  });
});

/** The members take back what they granted to an app. */
async function end(app: { id: string }): Promise<void> {
  const query = '{ grants { nodes { id state } } }';
  for (const member of [world.ann, world.ben]) {
    const { grants } = await read(
      gateway,
      asMember(member),
      `query G($app: ID!) { grants(filter: { appId: $app }) { nodes { id } } }`,
      { app: globalId('App', app.id) },
    );
    const [{ id }] = grants.nodes;
    await read(
      gateway,
      asMember(member),
      'mutation R($id: ID!) { revokeGrant(input: { grantId: $id }) { __typename } }',
      { id },
    );
  }
  await read(gateway, asApp(app), query);
}

describe('a member is told of another member', () => {
  test('what they are told of one who never was, and nothing is entered', async () => {
    const records = await annsRecords();
    const nobody = waysTo(unknown, records);
    for (const [at, [way, query, data, variables]] of waysTo(world.ann, records).entries()) {
      const answer = await asked(asMember(world.ben), query, variables);
      expect(answer, way).toEqual(await asked(asMember(world.ben), query, nobody[at]?.[3]));
      expect(answer, way).toMatchObject({ text: `{"data":${data}}`, leaves: [] });
    }
  });

  test("no more by a record of theirs under the member's own id", async () => {
    const query = 'query Q($id: ID!) { node(id: $id) { id } }';
    const [claim = ''] = await annsRecords();
    const id = (record: string) => globalId('Claim', `${world.ben}.${record}`);
    const answer = await asked(asMember(world.ben), query, { id: id(claim) });
    expect(answer).toEqual(await asked(asMember(world.ben), query, { id: id(unknown) }));
    expect(answer.text).toBe('{"data":{"node":null}}');
    expect(answer.leaves).toMatchObject([{ kind: 'SELF_ACCESS', records: { Claim: [] } }]);
  });
});
