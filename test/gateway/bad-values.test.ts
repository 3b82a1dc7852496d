import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal, expectNothingOfOurInside } from '../kit/leaks.ts';
import { globalId } from '../kit/operations.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let holders: Record<'MEMBER' | 'APP' | 'PARTNER' | 'AUDITOR' | 'AGENT' | 'ADMIN', TokenHolder>;
let ids: Record<'planId' | 'appId', string>;

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  const memberId = memberIdOf(plan, 'ann');
  await makeGrant(gateway, plan, memberId, app);
  ids = { planId: globalId('Plan', plan.id), appId: globalId('App', app.id) };
  holders = {
    MEMBER: { kind: 'MEMBER', memberId },
    APP: { kind: 'APP', appId: app.id },
    PARTNER: { kind: 'PARTNER', partnerId: app.partnerId },
    AUDITOR: { kind: 'AUDITOR' },
    AGENT: { kind: 'AGENT' },
    ADMIN: { kind: 'ADMIN' },
  };
});
afterAll(async () => {
  const answer = await gateway.ask('{ viewer { kind member { plan { name } } } }', {
    as: holders.MEMBER,
  });
  await gateway.stop();
  // After all of this it still answers.
  expect(answer.text).toBe(
    '{"data":{"viewer":{"kind":"MEMBER","member":{"plan":{"name":"Test Plan"}}}}}',
  );
});

/** Asks for a field, in whose arguments stand `$v` and perhaps `$planId` and `$appId`. */
function askFor(as: keyof typeof holders, type: string, field: string, v: unknown) {
  const kind = field.includes('input:') ? 'mutation' : 'query';
  const others = Object.keys(ids).filter((name) => field.includes(`$${name}`));
  const declared = others.map((name) => `, $${name}: ID!`).join('');
  return gateway.ask(`${kind} Q($v: ${type}${declared}) { ${field} }`, {
    as: holders[as],
    variables: { v, ...ids },
  });
}

describe('a value of the wrong type is refused', () => {
  const page = 'apps(first: $v) { nodes { id } }';
  const history = (name: string) => `disclosures(filter: { ${name}: $v }) { nodes { index } }`;
  test.each([
    ['ID!', 'app(id: $v) { id }', { no: 'object' }],
    ['ID', 'app(id: $v) { id }', null],
    ['Int', page, '5'],
    ['Int', page, 1.5],
    ['Int', page, 2 ** 31],
    ['Int', page, -(2 ** 31)],
    ['Int', page, 0],
    ['Int', page, -1],
    ['Int', page, 101],
    ['String!', 'materials(planId: $planId, language: $v) { id }', ['en']],
    ['[ID!]!', 'nodes(ids: $v) { id }', [null]],
    ['UUID', history('requestId'), 'no uuid'],
    ['DateTime', history('from'), 'yesterday'],
    ['Category', history('category'), 'SECRETS'],
    ['SafeInt!', 'ledger { entry(index: $v) { leaf } }', '1.5'],
    ['SafeInt!', 'ledger { entry(index: $v) { leaf } }', 1.5],
    ['SafeInt!', 'ledger { entry(index: $v) { leaf } }', 'one'],
    ['SafeInt!', 'ledger { entry(index: $v) { leaf } }', 2 ** 53],
    ['SafeInt!', 'ledger { entry(index: $v) { leaf } }', '9'.repeat(500)],
  ])('%s in %s: %j', async (type, field, value) => {
    expectClearRefusal(await askFor('AUDITOR', type, field, value));
  });
});

const sign = (more: string) =>
  `signGrant(input: { appId: $appId, categories: [CLAIMS], ${more} }) { __typename }`;
const calling = (more: string) => `caller(identification: { ${more} }) { memberId }`;
const register = (more: string, answer = '{ answer: YES, detail: "" }') =>
  `registerApp(input: { kind: PROVIDER, ${more}, answers: { sellsData: ${answer},
    sharesWithThirdParties: ${answer}, howDataIsUsed: ${answer}, canLimitUse: ${answer},
    canRemoveAccess: ${answer}, deletionPolicy: ${answer}, tellsOfPrivacyChanges: ${answer},
    collectsDeviceData: ${answer}, security: ${answer}, canCorrectData: ${answer},
    complaintsProcess: ${answer} } }) { __typename }`;

describe.each([
  ['ADMIN', 'ID!', 'node(id: $v) { id }'],
  ['ADMIN', '[ID!]!', 'nodes(ids: $v) { id }'],
  ['ADMIN', 'ID!', 'app(id: $v) { id }'],
  ['APP', 'ID!', 'member(id: $v) { id }'],
  ['MEMBER', 'ID!', 'materials(planId: $v, language: "en") { id }'],
  ['MEMBER', 'String!', 'materials(planId: $planId, language: $v) { id }'],
  ['ADMIN', 'String', 'apps(after: $v) { nodes { id } }'],
  ['APP', 'String', 'members(after: $v) { nodes { id } }'],
  ['AUDITOR', 'String', 'grants(after: $v) { nodes { id } }'],
  ['AUDITOR', 'String', 'disclosures(after: $v) { nodes { index } }'],
  ['MEMBER', 'String', 'viewer { member { claims(after: $v) { nodes { id } } } }'],
  ['AUDITOR', 'ID', 'grants(filter: { appId: $v }) { nodes { id } }'],
  ['AUDITOR', 'ID', 'disclosures(filter: { appId: $v }) { nodes { index } }'],
  ['AGENT', 'String!', calling('memberNumber: $v, familyName: "x", birthDate: "1970-01-01"')],
  ['AGENT', 'String!', calling('memberNumber: "x", familyName: $v, birthDate: "1970-01-01"')],
  ['MEMBER', 'ID!', 'revokeGrant(input: { grantId: $v }) { __typename }'],
  [
    'MEMBER',
    'String',
    'revokeGrant(input: { grantId: "R3JhbnQ6eA==", reason: $v }) { __typename }',
  ],
  ['MEMBER', 'String!', sign('language: "en", readMaterialIds: [], signature: $v')],
  ['MEMBER', 'String!', sign('language: $v, readMaterialIds: [], signature: "A"')],
  ['MEMBER', 'ID!', sign('language: "en", readMaterialIds: [$v], signature: "A"')],
  ['PARTNER', 'String!', register('name: $v, redirectUris: ["https://app.example/back"]')],
  ['PARTNER', 'String!', register('name: "n", redirectUris: [$v]')],
  ['PARTNER', 'String!', register('name: "n", redirectUris: [], privacyPolicyUrl: $v')],
  [
    'PARTNER',
    'String!',
    register(
      'name: "d", redirectUris: ["https://app.example/back"]',
      '{ answer: YES, detail: $v }',
    ),
  ],
  [
    'ADMIN',
    'String!',
    'suspendApp(input: { appId: "QXBwOng=", risk: MALWARE, securityRisk: $v }) { __typename }',
  ],
] as const)('%s with %s in %s', (as, type, field) => {
  test.each([
    ['nothing', ''],
    ['NUL', 'a\u0000b'],
    ['NUL in an id', globalId('App', 'a\u0000b')],
    ['half a surrogate pair', 'a\ud800b'],
    ['SQL', `' or 1=1; drop table member; --`],
    ['no base64', '%%%'],
    ['an id of no type', globalId('Nothing', '1')],
    ['an id of another type', globalId('Encounter', '1.2')],
    ['an id of what every object has', globalId('__proto__', 'constructor')],
    ['a long text', 'x'.repeat(50_000)],
  ])('%s does no harm', async (_what, value) => {
    const answer = await askFor(as, type, field, value);
    expect(answer.status).toBe(200);
    expectNothingOfOurInside(answer.text);
  });
});

describe('at the edge of time', () => {
  test.each([
    '0000-01-01',
    '0001-01-01',
    '9999-12-31',
    '2020-02-30',
    '-0001-01-01',
    '+275760-09-13',
    'infinity',
  ])('%s does no harm', async (date) => {
    for (const answer of [
      await askFor(
        'MEMBER',
        'Date',
        'viewer { member { claims(filter: { since: $v, until: $v }) { nodes { id } } } }',
        date,
      ),
      await askFor(
        'AGENT',
        'Date!',
        calling('memberNumber: "x", familyName: "x", birthDate: $v'),
        date,
      ),
      await askFor(
        'MEMBER',
        'Date',
        sign('language: "en", readMaterialIds: [], signature: "A", since: $v, until: $v'),
        date,
      ),
      await askFor(
        'AUDITOR',
        'DateTime',
        'disclosures(filter: { from: $v, to: $v }) { nodes { index } }',
        `${date}T00:00:00Z`,
      ),
    ]) {
      expect(answer.status).toBe(200);
      expectNothingOfOurInside(answer.text);
    }
  });

  test.each([0, -1, 2 ** 31 - 1, -(2 ** 31)])('a term of %d days is refused', async (days) => {
    const field = sign('language: "en", readMaterialIds: [], signature: "A", termDays: $v');
    const answer = await askFor('MEMBER', 'Int', field, days);
    expect(answer.body.data.signGrant.__typename).toBe('InvalidInput');
  });
});

test('an entry that is not there is null, at either end of what an index can be', async () => {
  for (const index of [-1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]) {
    const field = 'ledger { entry(index: $v) { leaf } }';
    const answer = await askFor('AUDITOR', 'SafeInt!', field, index);
    expect(answer.body).toEqual({ data: { ledger: { entry: null } } });
  }
});

test('ids that lead nowhere are told the same, whatever is wrong with them', async () => {
  const answers = new Set<string>();
  for (const id of [
    globalId('Member', '0b1d5c2e-0000-4000-8000-000000000000'),
    globalId('Member', 'no uuid'),
    globalId('Claim', '0b1d5c2e-0000-4000-8000-000000000000.0b1d5c2e-0000-4000-8000-000000000000'),
    globalId('Claim', 'no uuid'),
    globalId('Grant', '0b1d5c2e-0000-4000-8000-000000000000'),
    globalId('App', '0b1d5c2e-0000-4000-8000-000000000000'),
  ]) {
    answers.add((await askFor('APP', 'ID!', 'node(id: $v) { id }', id)).text);
  }
  expect([...answers]).toEqual(['{"data":{"node":null}}']);
});
