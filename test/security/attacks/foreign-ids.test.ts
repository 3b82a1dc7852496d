import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../../src/graphql/schema.ts';
import type { TokenHolder } from '../../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { type IdPlace, idPlaces, type Literals, operationAt } from '../../kit/id-places.ts';
import { globalId } from '../../kit/operations.ts';
import { type ForeignWorld, makeForeignWorld } from '../foreign-world.ts';

const { schema } = buildSchema();
const places = idPlaces(schema);
const name = ({ field, path }: IdPlace) => `${field}(${path})`;
const unknown = '0b1d5c2e-0000-4000-8000-000000000000';

let gateway: TestGateway;
let world: ForeignWorld;
let literals: Literals;
let before: unknown;
beforeAll(async () => {
  gateway = await startTestGateway();
  world = await makeForeignWorld(gateway);
  literals = world.literals('ben');
  before = await state();
});
afterAll(() => gateway.stop());

/** Each answer is asked for once. */
const answers = new Map<string, Promise<string>>();
const tokens = new Map<TokenHolder, Promise<string>>();

/** What is answered, with the id taken out of it. */
function answerTo(place: IdPlace, as: TokenHolder, id: string): Promise<string> {
  const key = JSON.stringify([name(place), as, id]);
  const answer = answers.get(key) ?? askAt(place, as, id);
  answers.set(key, answer);
  return answer;
}

async function askAt(place: IdPlace, as: TokenHolder, id: string): Promise<string> {
  const signed = tokens.get(as) ?? gateway.token(as);
  tokens.set(as, signed);
  const { status, text } = await gateway.ask(operationAt(schema, place, literals), {
    token: await signed,
    variables: { id },
  });
  return `${status} ${text.replaceAll(id, '<id>')}`;
}

/** Who may not ask for the field at all is refused before any id is looked at. */
const isBarred = async (place: IdPlace, as: TokenHolder) =>
  (await answerTo(place, as, place.type === 'UUID' ? unknown : globalId('App', unknown))).includes(
    '"FORBIDDEN"',
  );

/** Ids of the same shape: somebody else's, and beside it one of nobody. */
type Pair = { readonly what: string; readonly foreign: string; readonly nobodys: string };

function pairsFor(place: IdPlace): Pair[] {
  if (place.type === 'UUID')
    return [
      ...world.uuids.map((foreign) => ({ what: foreign, foreign, nobodys: unknown })),
      { what: 'a complaint', foreign: world.anns.complaint, nobodys: unknown },
      { what: 'a deletion request', foreign: world.anns.deletionRequest, nobodys: unknown },
    ];
  const open = ['App', 'Material', 'Plan'];
  // Records are reached by `node` and `nodes` alone; elsewhere one kind stands for all.
  const everywhere = ['Member', 'Grant', 'Claim'];
  const objects = Object.entries(world.anns.objects).filter(([type]) =>
    /^Query\.nodes?$/.test(place.field) ? !open.includes(type) : everywhere.includes(type),
  );
  return [
    { what: 'a pending app', foreign: world.pending, nobodys: globalId('App', unknown) },
    ...objects.flatMap(([type, foreign]) => {
      const raw = Buffer.from(foreign, 'base64').toString();
      if (!raw.includes('.')) return [{ what: type, foreign, nobodys: globalId(type, unknown) }];
      const record = raw.split('.')[1] ?? '';
      return [
        { what: type, foreign, nobodys: globalId(type, `${unknown}.${unknown}`) },
        {
          what: `${type} under another member`,
          foreign: globalId(type, `${world.ben}.${record}`),
          nobodys: globalId(type, `${world.ben}.${unknown}`),
        },
      ];
    }),
  ];
}

/** Staff see all apps, a pending one among them, and answer all complaints; admins see what any partner was told. */
const theirs = (who: string, { what }: Pair, { field }: IdPlace) =>
  (what === 'a complaint' && (who === 'an admin' || who === 'an agent')) ||
  (what === 'a pending app' &&
    (who === 'an admin' || (who === 'an agent' && field.startsWith('Query.')))) ||
  (who === 'an admin' && field === 'Query.webhookDeliveries');

test('every id that the schema takes stands where this suite reaches it', () => {
  const roots = [schema.getQueryType()?.name, schema.getMutationType()?.name];
  expect(places.filter(({ field }) => !roots.includes(field.split('.')[0] ?? ''))).toEqual([]);
  expect(places.length).toBeGreaterThanOrEqual(16);
});

describe.each(places.map((place) => [name(place), place] as const))('%s', (_name, place) => {
  test('answers an id of somebody else as one of nobody, byte for byte', async () => {
    for (const [who, as] of Object.entries(world.strangers)) {
      if (await isBarred(place, as)) continue;
      for (const pair of pairsFor(place)) {
        if (theirs(who, pair, place)) continue;
        const told = await answerTo(place, as, pair.foreign);
        expect(told, `${who}: ${pair.what}`).toBe(await answerTo(place, as, pair.nobodys));
      }
    }
  });
});

test('nothing of anybody was changed by that', async () => {
  expect(await state()).toEqual(before);
});

/** What could be changed by an id that is not one's own. */
async function state(): Promise<unknown> {
  const { rows } = await gateway.asAdministrator(
    `select (select count(*)::int from consent_grant where ended_at is not null) as ended,
            (select count(*)::int from consent_grant) as grants,
            (select count(*)::int from app where state <> 'APPROVED') as unapproved,
            (select count(*)::int from app_attestation) as attestations,
            (select count(*)::int from app_operation) as operations,
            (select array_agg(secret order by id) from webhook_endpoint) as webhook_secrets`,
  );
  return rows[0];
}

test('each place tells those whose it is apart: the suite would see a leak there', async () => {
  const owners: TokenHolder[] = [
    { kind: 'AUDITOR' },
    { kind: 'MEMBER', memberId: world.anns.memberId },
    { kind: 'APP', appId: world.anns.app.id },
    { kind: 'PARTNER', partnerId: world.anns.app.partnerId },
    { kind: 'ADMIN' },
    { kind: 'AGENT' },
  ];
  literals = world.literals('ann');
  answers.clear();
  const ids = [
    ...Object.values(world.anns.objects),
    world.pending,
    ...world.uuids,
    world.anns.deadMail,
    world.anns.complaint,
    world.anns.deletionRequest,
    world.anns.app.partnerId,
  ];
  const isApart = async (place: IdPlace) => {
    for (const as of owners) {
      if (await isBarred(place, as)) continue;
      for (const id of ids.filter((one) => (place.type === 'UUID') === one.includes('-'))) {
        const [type = ''] = Buffer.from(id, 'base64').toString().split(':');
        const nobodys = place.type === 'UUID' ? unknown : globalId(type, unknown);
        if ((await answerTo(place, as, id)) !== (await answerTo(place, as, nobodys))) return true;
      }
    }
    return false;
  };
  for (const place of places) expect(await isApart(place), name(place)).toBe(true);
});
