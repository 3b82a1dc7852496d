import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { shippedOperations } from '../../src/gateway/trusted-documents.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asPartner, globalId, mutate } from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

const shipped = await shippedOperations();
const idOfText = (text: string) => `sha256:${hash('sha256', text)}`;
const ownDocument = 'query WhoAmI { viewer { kind } }';

let open: TestGateway;
let closed: TestGateway;

beforeAll(async () => {
  open = await startTestGateway();
  closed = await startTestGateway({ TRUSTED_DOCUMENTS: 'required' });
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

/** Posts a body as it is. */
async function post(gateway: TestGateway, body: object, as?: TokenHolder) {
  const response = await fetch(`${gateway.baseUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(as ? { authorization: `Bearer ${await gateway.token(as)}` } : {}),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const register = (
  gateway: TestGateway,
  app: { id: string; partnerId: string },
  documents: string[],
) =>
  mutate(
    gateway,
    asPartner(app),
    'registerOperations',
    { appId: globalId('App', app.id), documents },
    'operations { documentId name document }',
  );

describe('a shipped operation', () => {
  const { schema } = buildSchema();

  test.each([...shipped])('%s is valid, and named as its file is', (name, text) => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const [operation] = document.definitions;
    expect(operation).toMatchObject({ kind: 'OperationDefinition', name: { value: name } });
  });

  test('is executed by its id alone, as documentId and as Apollo has it', async () => {
    const as = asApp(await makeApp(closed));
    const id = idOfText(shipped.get('MembersWhoShare') ?? '');
    const answer =
      '{"data":{"members":{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}';
    expect(await post(closed, { documentId: id }, as)).toEqual({ status: 200, text: answer });
    const sha256Hash = id.slice('sha256:'.length);
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect(await post(closed, { extensions }, as)).toEqual({ status: 200, text: answer });
  });

  test('has the id that schema/operations.json tells', async () => {
    const text = await readFile(new URL('../../schema/operations.json', import.meta.url), 'utf8');
    const told = z.record(z.string(), z.string()).parse(JSON.parse(text));
    expect(told).toEqual(Object.fromEntries([...shipped].map(([name, t]) => [name, idOfText(t)])));
  });
});

describe('where trusted documents are required', () => {
  test('a text is refused, whoever sends it and whatever id comes with it', async () => {
    const app = await makeApp(closed);
    const id = idOfText(ownDocument);
    for (const body of [{ query: ownDocument }, { query: ownDocument, documentId: id }]) {
      for (const as of [undefined, asApp(app), asPartner(app)]) {
        const { status, text } = await post(closed, body, as);
        expect(status).toBe(400);
        expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'DOCUMENT_NOT_TRUSTED' });
      }
    }
    // Nor is it learnt from that.
    expect((await post(closed, { documentId: id }, asApp(app))).text).toContain('NOT_TRUSTED');
  });

  test('an app sends what its partner has registered, and another app does not', async () => {
    const app = await makeApp(open);
    // Registered where texts are allowed; the partner dashboard has documents of its own.
    const registered = await register(open, app, [ownDocument]);
    expect(registered.operations).toEqual([
      { documentId: idOfText(ownDocument), name: 'WhoAmI', document: ownDocument },
    ]);
    const body = { documentId: idOfText(ownDocument) };
    expect((await post(open, body, asApp(app))).text).toBe('{"data":{"viewer":{"kind":"APP"}}}');
    for (const as of [undefined, asApp(await makeApp(open)), asPartner(app)]) {
      const { status, text } = await post(open, body, as);
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([
        400,
        'DOCUMENT_NOT_TRUSTED',
      ]);
    }
  });
});

describe('a document is not registered', () => {
  const refused: [string, string, RegExp][] = [
    ['that is no GraphQL', 'query {', /Syntax Error/],
    ['that asks for what is not there', 'query Q { nothing }', /Cannot query field/],
    ['without a name', '{ viewer { kind } }', /with a name/],
    [
      'with two operations',
      'query A { viewer { kind } } query B { viewer { kind } }',
      /one operation/,
    ],
    ['with types in it', 'query A { viewer { kind } } type B { c: Int }', /./],
  ];
  test.each(refused)('%s, nor is what was sent with it', async (_what, document, message) => {
    const app = await makeApp(open);
    const answer = await register(open, app, [ownDocument, document]);
    expect(answer).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
      path: 'input.documents.1',
    });
    expect((await post(open, { documentId: idOfText(ownDocument) }, asApp(app))).status).toBe(400);
  });

  test('for an app of another partner', async () => {
    const [app, other] = [await makeApp(open), await makeApp(open)];
    const answer = await register(open, { ...app, partnerId: other.partnerId }, [ownDocument]);
    expect(answer).toMatchObject({ __typename: 'NotFound', path: 'input.appId' });
  });

  test('twice: what is registered stays as it is', async () => {
    const app = await makeApp(open);
    const first = await register(open, app, [ownDocument, ownDocument]);
    expect(await register(open, app, [ownDocument])).toEqual(first);
    const query = `query Own($id: ID!) { app(id: $id) { operations { nodes { name registeredAt } } } }`;
    const variables = { id: globalId('App', app.id) };
    const own = await open.ask(query, { as: asPartner(app), variables });
    expect(own.body.data.app.operations.nodes).toEqual([
      { name: 'WhoAmI', registeredAt: expect.any(String) },
    ]);
    const foreign = await open.ask(query, { as: asPartner(await makeApp(open)), variables });
    expect(foreign.body.data.app.operations).toBeNull();
  });
});

test('an id that is none is answered like a request without a document', async () => {
  for (const documentId of ['', 'sha256:', 'md5:00', 'x'.repeat(64), 7, null, {}]) {
    const { status, text } = await post(open, { documentId });
    expect(status).toBe(400);
    expect(JSON.parse(text).errors[0].extensions.code).toBe('BAD_REQUEST');
  }
});
