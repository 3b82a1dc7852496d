import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal, expectNothingOfOurInside } from '../kit/leaks.ts';
import { globalId } from '../kit/operations.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let holders: Record<'MEMBER' | 'APP' | 'PARTNER' | 'AUDITOR' | 'AGENT' | 'ADMIN', TokenHolder>;
let planId: string;
let appId: string;
let grantId: string;
let memberId: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  const ann = memberIdOf(plan, 'ann');
  const grant = await makeGrant(gateway, plan, ann, app);
  planId = globalId('Plan', plan.id);
  appId = globalId('App', app.id);
  grantId = globalId('Grant', grant.id);
  memberId = globalId('Member', ann);
  holders = {
    MEMBER: { kind: 'MEMBER', memberId: ann },
    APP: { kind: 'APP', appId: app.id },
    PARTNER: { kind: 'PARTNER', partnerId: app.partnerId },
    AUDITOR: { kind: 'AUDITOR' },
    AGENT: { kind: 'AGENT' },
    ADMIN: { kind: 'ADMIN' },
  };
});
afterAll(() => gateway.stop());

afterEach(async () => {
  expect((await fetch(`${gateway.baseUrl}/health`)).status).toBe(200);
  const answer = await gateway.ask('{ viewer { member { memberId } } }', { as: holders.MEMBER });
  expect(answer.body.errors).toBeUndefined();
});

describe('a document that is none, or too much, is refused', () => {
  const repeated = (times: number, part: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => part(index)).join(' ');
  const nested = (depth: number) =>
    `{ viewer { member ${'{ claims { nodes { lines { service '.repeat(depth)}{ code }${' } } } }'.repeat(depth)} } }`;

  test.each([
    ['no GraphQL', '{ viewer { kind }'],
    ['binary', '\u0000\u0001\u0002'],
    ['a lone surrogate', '{ viewer { \ud800 } }'],
    ['an unknown field', '{ viewer { password } }'],
    ['an unknown type', '{ viewer { ... on Password { id } } }'],
    ['50,000 fields', `{ ${repeated(40_000, () => 'plans')} }`],
    ['1,001 words', `{ ${repeated(1_001, () => 'plans')} }`],
    ['100 aliases', `{ ${repeated(100, (index) => `a${index}: __typename`)} }`],
    [
      'aliases in a fragment',
      `{ ...f } fragment f on Query { ${repeated(20, (index) => `a${index}: viewer { kind }`)} }`,
    ],
    ['100 directives', `{ viewer ${repeated(100, () => '@include(if: true)')} { kind } }`],
    ['too deep', nested(20)],
    ['endless fragments', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
    [
      'itself in itself',
      '{ ...a } fragment a on Query { viewer { member { ...b } } } fragment b on Member { ...b }',
    ],
    ['a subscription', 'subscription { viewer { kind } }'],
    ['@defer', '{ viewer { ... @defer { kind } } }'],
    ['@stream', '{ plans @stream(initialCount: 0) { id } }'],
    ['two operations of one name', 'query a { __typename } query a { __typename }'],
    ['two operations and no choice', 'query a { __typename } query b { __typename }'],
    ['a definition', 'type Query { a: Int }'],
    ['an undeclared variable', '{ app(id: $id) { id } }'],
    ['brackets without end', `{ apps(first: ${'['.repeat(3_000)}`],
  ])('%s', async (_what, query) => {
    const answer = await gateway.ask(query, { as: holders.ADMIN });
    expectClearRefusal(answer);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  test('an operation that is not in the document', async () => {
    const response = await fetch(`${gateway.baseUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query a { __typename }', operationName: 'b' }),
    });
    expectClearRefusal({ status: response.status, text: await response.text() });
  });
});

describe('a value of the wrong type is refused', () => {
  test.each([
    ['ID!', 'app(id: $v) { id }', { no: 'object' }],
    ['ID!', 'app(id: $v) { id }', null],
    ['Int', 'apps(first: $v) { nodes { id } }', '5'],
    ['Int', 'apps(first: $v) { nodes { id } }', 1.5],
    ['Int', 'apps(first: $v) { nodes { id } }', 2 ** 31],
    ['Int', 'apps(first: $v) { nodes { id } }', 0],
    ['Int', 'apps(first: $v) { nodes { id } }', -1],
    ['Int', 'apps(first: $v) { nodes { id } }', 101],
    ['Int', 'apps(first: $v) { nodes { id } }', -(2 ** 31)],
    ['String!', 'materials(planId: "UGxhbjo=", language: $v) { id }', ['en']],
    ['[ID!]!', 'nodes(ids: $v) { id }', [null]],
    ['UUID', 'disclosures(filter: { requestId: $v }) { nodes { index } }', 'no uuid'],
    ['DateTime', 'disclosures(filter: { from: $v }) { nodes { index } }', 'yesterday'],
    ['Category', 'disclosures(filter: { category: $v }) { nodes { index } }', 'SECRETS'],
    ['BigInt!', 'ledger { entry(index: $v) { leaf } }', '1.5'],
    ['BigInt!', 'ledger { entry(index: $v) { leaf } }', 'one'],
  ])('%s in %s: %j', async (type, field, value) => {
    const answer = await gateway.ask(`query Q($v: ${type}) { ${field} }`, {
      as: holders.AUDITOR,
      variables: { v: value },
    });
    expectClearRefusal(
      answer.body.data?.ledger
        ? { ...answer, text: JSON.stringify({ errors: answer.body.errors }) }
        : answer,
    );
  });
});

const calling = (identification: string) =>
  `caller(identification: ${identification}) { memberId }`;
const answers = `{ sellsData: $a, sharesWithThirdParties: $a, howDataIsUsed: $a, canLimitUse: $a,
  canRemoveAccess: $a, deletionPolicy: $a, tellsOfPrivacyChanges: $a, collectsDeviceData: $a,
  security: $a, canCorrectData: $a, complaintsProcess: $a }`;

/** Every place where a viewer's own text reaches the database. */
const places: [string, keyof typeof holders, string][] = [
  ['a node', 'ADMIN', 'query Q($v: ID!) { node(id: $v) { id } }'],
  ['an app', 'ADMIN', 'query Q($v: ID!) { app(id: $v) { id } }'],
  ['a member', 'APP', 'query Q($v: ID!) { member(id: $v) { id } }'],
  [
    'a plan of materials',
    'MEMBER',
    'query Q($v: ID!) { materials(planId: $v, language: "en") { id } }',
  ],
  [
    'a language',
    'MEMBER',
    'query Q($v: String!, $planId: ID!) { materials(planId: $planId, language: $v) { id } }',
  ],
  ['a cursor of apps', 'ADMIN', 'query Q($v: String) { apps(after: $v) { nodes { id } } }'],
  ['a cursor of grants', 'AUDITOR', 'query Q($v: String) { grants(after: $v) { nodes { id } } }'],
  [
    'a cursor of disclosures',
    'AUDITOR',
    'query Q($v: String) { disclosures(after: $v) { nodes { index } } }',
  ],
  [
    'a cursor of claims',
    'MEMBER',
    'query Q($v: String) { viewer { member { claims(after: $v) { nodes { id } } } } }',
  ],
  [
    'an app of grants',
    'AUDITOR',
    'query Q($v: ID) { grants(filter: { appId: $v }) { nodes { id } } }',
  ],
  [
    'a member number',
    'AGENT',
    `query Q($v: String!) { ${calling('{ memberNumber: $v, familyName: "x", birthDate: "1970-01-01" }')} }`,
  ],
  [
    'a family name',
    'AGENT',
    `query Q($v: String!) { ${calling('{ memberNumber: "x", familyName: $v, birthDate: "1970-01-01" }')} }`,
  ],
  [
    'a reason',
    'MEMBER',
    'mutation Q($v: String) { revokeGrant(input: { grantId: "R3JhbnQ6eA==", reason: $v }) { __typename } }',
  ],
  [
    'a grant',
    'MEMBER',
    'mutation Q($v: ID!) { revokeGrant(input: { grantId: $v }) { __typename } }',
  ],
  [
    'a signature',
    'MEMBER',
    'mutation Q($v: String!, $appId: ID!) { signGrant(input: { appId: $appId, language: "en", readMaterialIds: [], signature: $v, categories: [CLAIMS] }) { __typename } }',
  ],
  [
    'a language to sign in',
    'MEMBER',
    'mutation Q($v: String!, $appId: ID!) { signGrant(input: { appId: $appId, language: $v, readMaterialIds: [], signature: "A", categories: [CLAIMS] }) { __typename } }',
  ],
  [
    'a material',
    'MEMBER',
    'mutation Q($v: ID!, $appId: ID!) { signGrant(input: { appId: $appId, language: "en", readMaterialIds: [$v], signature: "A", categories: [CLAIMS] }) { __typename } }',
  ],
  [
    'an app name',
    'PARTNER',
    `mutation Q($v: String!, $a: PrivacyAnswerInput!) { registerApp(input: { name: $v, kind: PROVIDER, redirectUris: [], answers: ${answers} }) { __typename } }`,
  ],
  [
    'a redirect',
    'PARTNER',
    `mutation Q($v: String!, $a: PrivacyAnswerInput!) { registerApp(input: { name: "n", kind: PROVIDER, redirectUris: [$v], answers: ${answers} }) { __typename } }`,
  ],
  [
    'a policy',
    'PARTNER',
    `mutation Q($v: String!, $appId: ID!, $a: PrivacyAnswerInput!) { attestApp(input: { appId: $appId, privacyPolicyUrl: $v, answers: ${answers} }) { __typename } }`,
  ],
  [
    'a risk',
    'ADMIN',
    'mutation Q($v: String!) { suspendApp(input: { appId: "QXBwOng=", securityRisk: $v }) { __typename } }',
  ],
];

const hostile: [string, string][] = [
  ['nothing', ''],
  ['NUL', 'a\u0000b'],
  ['a NUL in an id', globalId('App', 'a\u0000b')],
  ['a lone surrogate', 'a\ud800b'],
  ['an injection', `' or 1=1; drop table member; --`],
  ['no base64', '%%%'],
  ['an id of no type', globalId('Nothing', '1')],
  ['an id of another type', globalId('Encounter', '1.2')],
  ['an id of an object prototype', globalId('__proto__', 'constructor')],
  ['a long text', 'x'.repeat(50_000)],
];

describe.each(places)('%s', (_place, as, query) => {
  test.each(hostile)('that is %s does no harm', async (_what, value) => {
    const answer = await gateway.ask(query, {
      as: holders[as],
      variables: { v: value, planId, appId, a: { answer: 'YES', detail: value.slice(0, 100) } },
    });
    expect(answer.status).toBe(200);
    expectNothingOfOurInside(answer.text);
    expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
    expect(answer.text).not.toContain('Payload');
  });
});

describe('a date or number at the edge of what there is does no harm', () => {
  test.each([
    '0000-01-01',
    '0001-01-01',
    '9999-12-31',
    '2020-02-30',
    '2020-13-01',
    '-0001-01-01',
    '+275760-09-13',
    'infinity',
    'now',
  ])('the date %s', async (v) => {
    for (const [as, query] of [
      [
        'MEMBER',
        'query Q($v: Date) { viewer { member { claims(filter: { since: $v, until: $v }) { nodes { id } } } } }',
      ],
      [
        'AGENT',
        'query Q($v: Date!) { caller(identification: { memberNumber: "x", familyName: "x", birthDate: $v }) { memberId } }',
      ],
      [
        'MEMBER',
        'mutation Q($v: Date, $appId: ID!) { signGrant(input: { appId: $appId, language: "en", readMaterialIds: [], signature: "A", categories: [CLAIMS], since: $v, until: $v }) { __typename } }',
      ],
    ] as const) {
      const answer = await gateway.ask(query, { as: holders[as], variables: { v, appId } });
      expect(answer.status).toBe(200);
      expectNothingOfOurInside(answer.text);
    }
  });

  test.each([
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2020-01-01T25:00:00Z',
    '2020-06-30T23:59:60Z',
    '1',
    '',
  ])('the moment %j', async (v) => {
    const answer = await gateway.ask(
      'query Q($v: DateTime) { disclosures(filter: { from: $v, to: $v }) { nodes { index } } }',
      { as: holders.AUDITOR, variables: { v } },
    );
    expect(answer.status).toBe(200);
    expectNothingOfOurInside(answer.text);
  });

  test.each(['-1', '9223372036854775807', '9223372036854775808', '1e3', '9'.repeat(1_000)])(
    'the index %s',
    async (v) => {
      const answer = await gateway.ask(
        'query Q($v: BigInt!) { ledger { entry(index: $v) { leaf } } }',
        { as: holders.AUDITOR, variables: { v } },
      );
      expect(answer.status).toBe(200);
      expectNothingOfOurInside(answer.text);
      expect(answer.body.data?.ledger?.entry ?? null).toBeNull();
    },
  );

  test.each([0, -1, 2 ** 31 - 1, -(2 ** 31)])('a term of %d days', async (v) => {
    const answer = await gateway.ask(
      'mutation Q($v: Int, $appId: ID!) { signGrant(input: { appId: $appId, language: "en", readMaterialIds: [], signature: "A", categories: [CLAIMS], termDays: $v }) { __typename } }',
      { as: holders.MEMBER, variables: { v, appId } },
    );
    expect(answer.body.data.signGrant.__typename).toBe('PolicyRefusal');
  });
});

test('an id of another type, or of somebody else, teaches nothing', async () => {
  const app = holders.APP;
  const texts = new Set<string>();
  for (const id of [
    globalId('Member', '0b1d5c2e-0000-4000-8000-000000000000'),
    globalId('Member', 'no-uuid'),
    globalId('Claim', `${memberId}.x`),
    grantId.slice(0, 8),
  ]) {
    const answer = await gateway.ask('query Q($id: ID!) { node(id: $id) { id } }', {
      as: app,
      variables: { id },
    });
    texts.add(JSON.stringify(answer.body.data));
    expectNothingOfOurInside(answer.text);
  }
  expect([...texts]).toEqual(['{"node":null}']);
});
