import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, globalId, read } from '../kit/graphql.ts';
import { shownOf, shownOnMember } from '../kit/shown-kinds.ts';
import { importResources, makePlan, memberIdOf, recordIdOf } from '../kit/world.ts';

describe('a member reads their own record', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, Object.values(everyKind('ann')));
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  const own = async (selection: string) =>
    (await read(gateway, asMember(ann), `{ viewer { member { ${selection} } } }`)).viewer.member;

  test.each(Object.entries(shownOf))(
    '%s: each field that the source fills',
    async (_name, shown) => {
      const page = (await own(`page: ${shown.plural} { nodes { ${shown.selection} } }`)).page;
      expect(page.nodes).toHaveLength(shown.nodes.length);
      expect(page.nodes).toEqual(expect.arrayContaining([...shown.nodes]));
    },
  );

  test.each(Object.entries(shownOnMember))('their %s', async (name, { selection, value }) => {
    expect((await own(`${name} { ${selection} }`))[name]).toEqual(value);
  });

  test('each record by its own id too, and nobody else does', async () => {
    const ben = 'ben';
    await importResources(gateway, plan, [everyKind(ben)['Patient'] ?? {}]);
    const query = `query N($id: ID!) { node(id: $id) { __typename id } }`;
    // A payment has no id of its own in the source.
    const { Payment: _part, ...records } = shownOf;
    for (const [name, { type, sourceType = type }] of Object.entries(records)) {
      const id = globalId(type, `${ann}.${recordIdOf(plan, sourceType, `${name}-ann`)}`);
      expect((await read(gateway, asMember(ann), query, { id })).node, name).toEqual({
        __typename: type,
        id,
      });
      const other = asMember(memberIdOf(plan, ben));
      expect((await read(gateway, other, query, { id })).node, name).toBeNull();
    }
  });

  test('their ID card is that of the coverage that holds today', async () => {
    const { Patient = {}, Coverage = {} } = everyKind('cyd');
    const cover = (id: string, start: string, end: string, more: object = {}) => ({
      ...Coverage,
      id,
      subscriberId: id,
      period: { start, end },
      ...more,
    });
    await importResources(gateway, plan, [
      Patient,
      cover('PAST', '2000-01-01', '2020-12-31'),
      cover('TODAY', '2021-01-01', '9000-12-31'),
      cover('CANCELLED', '2022-01-01', '9000-12-31', { status: 'cancelled' }),
      cover('FUTURE', '9001-01-01', '9001-12-31'),
    ]);
    const card = '{ viewer { member { idCard { subscriberId } } } }';
    const { viewer } = await read(gateway, asMember(memberIdOf(plan, 'cyd')), card);
    expect(viewer.member.idCard.subscriberId).toBe('TODAY');
  });

  test('a payment leads to its claim', async () => {
    const { payments } = await own('payments { nodes { claim { identifier } } }');
    expect(
      payments.nodes.map(({ claim }: { claim: { identifier: string } }) => claim.identifier).sort(),
    ).toEqual(['NUMBER-Claim-ann', 'NUMBER-PharmacyClaim-ann']);
  });
});
