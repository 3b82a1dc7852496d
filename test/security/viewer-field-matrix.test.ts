import { readFile } from 'node:fs/promises';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { everyField, rootOperation } from '../kit/operations.ts';
import { makeApp, makePlan } from '../kit/world.ts';
import { makeOneOfEach, type OneOfEach } from './one-of-each.ts';

const { schema } = buildSchema();
const kinds = ['NOBODY', 'MEMBER', 'APP', 'PARTNER', 'AUDITOR', 'AGENT', 'ADMIN'] as const;
type Kind = (typeof kinds)[number];

/** Who a rule of `schema/access.txt` lets through, said a second time, independently of the code. */
const mayPass: Readonly<Record<string, readonly Kind[]>> = {
  open: kinds,
  releasedByDoor: kinds,
  signedIn: ['MEMBER', 'APP', 'PARTNER', 'AUDITOR', 'AGENT', 'ADMIN'],
  member: ['MEMBER'],
  partner: ['PARTNER'],
  auditor: ['AUDITOR'],
  agent: ['AGENT'],
  admin: ['ADMIN'],
  memberOrApp: ['MEMBER', 'APP'],
  memberOrAuditor: ['MEMBER', 'AUDITOR'],
  memberAuditorOrAgent: ['MEMBER', 'AUDITOR', 'AGENT'],
  grantReader: ['MEMBER', 'APP', 'AUDITOR', 'AGENT'],
  disclosureReader: ['MEMBER', 'APP', 'PARTNER', 'AUDITOR'],
  overseer: ['PARTNER', 'AUDITOR', 'ADMIN'],
};

const rules = new Map(
  (await readFile(new URL('../../schema/access.txt', import.meta.url), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
);

function isLetThrough(kind: Kind, field: string): boolean {
  const passing = mayPass[rules.get(field) ?? ''];
  if (passing === undefined) throw new Error(`${field}: its rule is not in this test's table`);
  return passing.includes(kind);
}

let gateway: TestGateway;
let world: OneOfEach;
let viewers: Record<Kind, TokenHolder | undefined>;
let strangers: TokenHolder[];

beforeAll(async () => {
  gateway = await startTestGateway();
  world = await makeOneOfEach(gateway);
  viewers = {
    NOBODY: undefined,
    MEMBER: { kind: 'MEMBER', memberId: world.memberId },
    APP: { kind: 'APP', appId: world.app.id },
    PARTNER: { kind: 'PARTNER', partnerId: world.app.partnerId },
    AUDITOR: { kind: 'AUDITOR' },
    AGENT: { kind: 'AGENT' },
    ADMIN: { kind: 'ADMIN' },
  };
  const other = await makeApp(gateway);
  strangers = [
    { kind: 'APP', appId: other.id },
    { kind: 'APP', appId: world.app.id, memberId: '0b1d5c2e-0000-4000-8000-000000000000' },
    { kind: 'PARTNER', partnerId: other.partnerId },
    { kind: 'MEMBER', memberId: '0b1d5c2e-0000-4000-8000-000000000000' },
  ];
});
afterAll(() => gateway.stop());

type Refusal = { path?: (string | number)[]; extensions: { code: string } };

/** The paths that were refused, and that every other fault is none of access. */
const refused = (errors: Refusal[] | undefined): string[] =>
  (errors ?? [])
    .filter(({ extensions }) => ['FORBIDDEN', 'UNAUTHENTICATED'].includes(extensions.code))
    .map(({ path }) => (path ?? []).join('.'));

const rootFields = (['query', 'mutation'] as const).flatMap((operation) => {
  const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.keys(type?.getFields() ?? {}).map((name) => ({
    operation,
    type: type?.name,
    name,
  }));
});

describe.each(kinds)('%s', (kind) => {
  test.each(rootFields)('asks for $operation $name as access.txt says', async (root) => {
    const document = rootOperation(schema, root.operation, root.name);
    const { body } = await gateway.ask(document, { as: viewers[kind] });
    const allowed = isLetThrough(kind, `${root.type}.${root.name}`);
    expect(refused(body.errors)).toEqual(allowed ? [] : [root.name]);
    if (!allowed) expect(body.data?.[root.name] ?? null).toBeNull();
    if (!allowed) {
      const code = kind === 'NOBODY' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(body.errors[0].extensions.code).toBe(code);
    }
  });

  test('reaches by its id just the objects that are for them', async () => {
    const reached: string[] = [];
    for (const [type, id] of Object.entries(world.objects)) {
      const answer = await gateway.ask(
        'query Q($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id]) { __typename } }',
        { as: viewers[kind], variables: { id } },
      );
      if (kind === 'NOBODY') {
        expect(answer.body.data?.node ?? null).toBeNull();
        continue;
      }
      expect(answer.body.errors, type).toBeUndefined();
      const { node, nodes } = answer.body.data;
      expect(nodes).toEqual([node === null ? null : { __typename: type }]);
      if (node !== null) reached.push(type);
      if (node !== null) expect(node).toEqual({ __typename: type, id });
    }
    expect(reached.sort()).toEqual(expectedFor(kind));
  });

  test('reads of each object that they reach just the fields that access.txt allows', async () => {
    for (const [type, id] of Object.entries(world.objects)) {
      const fields = everyField(objectType(type));
      const document = `query Q($id: ID!) { node(id: $id) { ... on ${type} { ${fields} } } }`;
      const { body } = await gateway.ask(document, { as: viewers[kind], variables: { id } });
      if (!expectedFor(kind).includes(type)) continue;
      expect(refused(body.errors).sort(), type).toEqual(
        Object.keys(objectType(type).getFields())
          .filter((field) => !isLetThrough(kind, `${type}.${field}`))
          .map((field) => `node.${field}`)
          .sort(),
      );
    }
  });
});

const open = ['App', 'Material', 'Plan'];

/** What each kind of viewer reaches of the world: health data only who it is about, and who may. */
function expectedFor(kind: Kind): string[] {
  if (kind === 'NOBODY') return [];
  if (kind === 'MEMBER' || kind === 'APP') return Object.keys(world.objects).sort();
  return (kind === 'AUDITOR' ? [...open, 'Grant'] : open).sort();
}

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

test('the world holds an object of every type that has a global id', () => {
  const nodes = schema.getPossibleTypes(objectInterface()).map(({ name }) => name);
  expect(Object.keys(world.objects).sort()).toEqual([...nodes].sort());
});

function objectInterface() {
  const type = schema.getType('Node');
  if (type === undefined || !('getInterfaces' in type) || isObjectType(type)) throw new Error();
  return type;
}

test('a stranger of the same kind reaches nothing of it', async () => {
  const own = Object.entries(world.objects).filter(([type]) => !open.includes(type));
  for (const as of strangers) {
    const answer = await gateway.ask(
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { id ... on Member { memberId } } }',
      { as, variables: { ids: own.map(([, id]) => id) } },
    );
    expect(answer.body.data.nodes, JSON.stringify(as)).toEqual(own.map(() => null));
  }
});

describe('what has no global id is held as tightly', () => {
  const callerFields = () =>
    `caller(identification: ${world.identification}) { ${everyField(objectType('Caller'))} }`;
  const disclosureFields = `disclosures(first: 1) { nodes { ${everyField(objectType('Disclosure'))} } }`;
  const entryFields = `ledger { size entry(index: 0) { ${everyField(objectType('LedgerEntry'))} } }`;

  test.each(kinds)('for %s', async (kind) => {
    const as = viewers[kind];
    const caller = await gateway.ask(`{ ${callerFields()} }`, { as });
    expect(caller.body.data?.caller?.memberId).toBe(kind === 'AGENT' ? world.memberId : undefined);
    const history = await gateway.ask(`{ ${disclosureFields} }`, { as });
    expect(
      history.body.data?.disclosures !== undefined && history.body.data?.disclosures !== null,
    ).toBe(isLetThrough(kind, 'Query.disclosures'));
    const ledger = await gateway.ask(`{ ${entryFields} }`, { as });
    expect(ledger.body.data?.ledger?.entry?.index !== undefined).toBe(kind === 'AUDITOR');
  });
});

test('a refusal under an alias, in a fragment or beside what is allowed stays one', async () => {
  await makePlan(gateway);
  const { body } = await gateway.ask(
    `query Q($id: ID!) { mine: viewer { kind } x: ledger { y: entry(index: 0) { leaf } ...l }
       ...f z: node(id: $id) { ... on App { a: redirectUris n: name } } }
     fragment l on Ledger { e: entry(index: 1) { leaf } } fragment f on Query { c: disclosures { nodes { index } } }`,
    { as: viewers.AGENT, variables: { id: world.objects['App'] } },
  );
  expect(refused(body.errors).sort()).toEqual(['c', 'x.e', 'x.y', 'z.a']);
  expect(body.data).toMatchObject({ mine: { kind: 'AGENT' }, x: { y: null, e: null }, c: null });
});
