import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, asMember, asPartner, auditor, globalId, mutate, read } from '../kit/graphql.ts';
import { recordStatements } from '../kit/statements.ts';
import { makeApp } from '../kit/world.ts';

type App = { id: string; partnerId: string };

let gateway: TestGateway;
let mine: App;
let others: App;

beforeAll(async () => {
  gateway = await startTestGateway({
    LEDGER_CHECKPOINT_EVERY_MS: '60000',
    MAIL_COURIER: 'off',
    WEBHOOK_COURIER: 'off',
  });
  [mine, others] = [await makeApp(gateway), await makeApp(gateway)];
  for (const app of [mine, others]) {
    await register(app, ['query A { viewer { kind } }', 'query B { viewer { kind } }']);
    await register(app, ['query C { viewer { kind } }']);
  }
});
afterAll(() => gateway.stop());

const register = (app: App, documents: readonly string[]) =>
  mutate(
    gateway,
    asPartner(app),
    'registerOperations',
    { appId: globalId('App', app.id), documents },
    'operations { name }',
  );

/** The statements that an operation takes which concern registered documents, and its answer. */
async function reading(as: TokenHolder, query: string) {
  const recording = recordStatements();
  try {
    const { body } = await gateway.ask(query, { as });
    const statements = recording.statements.filter(({ text }) => text.includes('app_operation'));
    return { body, statements };
  } finally {
    recording.stop();
  }
}

const ofAllApps = '{ apps(first: 50) { nodes { id operations { nodes { document } } } } }';

describe('the documents of an app are read', () => {
  test('for nobody who is refused them', async () => {
    const nobody = asMember('0b1d5c2e-0000-4000-8000-000000000000');
    const { body, statements } = await reading(nobody, ofAllApps);
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(statements).toEqual([]);
  });

  test("for a partner, of its own apps alone: others' are not even loaded", async () => {
    const { body, statements } = await reading(asPartner(mine), ofAllApps);
    const seen = Object.fromEntries(
      body.data.apps.nodes.map((app: { id: string; operations: { nodes: object[] } | null }) => [
        app.id,
        app.operations?.nodes.length ?? null,
      ]),
    );
    expect(seen).toEqual({ [globalId('App', mine.id)]: 3, [globalId('App', others.id)]: null });
    expect(statements.map(({ rows }) => rows)).toEqual([3]);
  });

  test.each([
    ['an auditor', auditor],
    ['an admin', admin],
  ])('for %s, of every app', async (_who, as) => {
    const { apps } = await read(gateway, as, ofAllApps);
    for (const { operations } of apps.nodes) expect(operations.nodes).toHaveLength(3);
  });

  test('without their text, where that is not asked for', async () => {
    const query = `{ app(id: "${globalId('App', mine.id)}") { operations { nodes { documentId name } } } }`;
    const { body, statements } = await reading(asPartner(mine), query);
    const names = body.data.app.operations.nodes.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['A', 'B', 'C']);
    expect(statements).toHaveLength(1);
    expect(statements[0]?.text).not.toMatch(/"document"/);
  });

  test('and none is parsed to tell its name', async () => {
    const app = await makeApp(gateway);
    await gateway.asAdministrator(
      'insert into public.app_operation (app_id, hash, document) values ($1, $2, $3)',
      [app.id, hash('sha256', 'no GraphQL'), 'no GraphQL'],
    );
    const query = `{ app(id: "${globalId('App', app.id)}") { operations { nodes { name document } } } }`;
    expect((await read(gateway, asPartner(app), query)).app.operations.nodes).toEqual([
      { name: null, document: 'no GraphQL' },
    ]);
  });
});

describe("an app's documents come in pages", () => {
  const page = (app: App, as: TokenHolder, given: string) =>
    gateway.ask(
      `{ app(id: "${globalId('App', app.id)}") { operations(${given}) {
           nodes { documentId } edges { node { name } } pageInfo { hasNextPage endCursor } } } }`,
      { as },
    );

  test('that follow each other in one order, each document once', async () => {
    const found: string[] = [];
    let given = 'first: 2';
    for (;;) {
      const { body } = await page(mine, asPartner(mine), given);
      const { nodes, pageInfo } = body.data.app.operations;
      found.push(...nodes.map((one: { documentId: string }) => one.documentId));
      if (!pageInfo.hasNextPage) break;
      given = `first: 2, after: "${pageInfo.endCursor}"`;
    }
    expect(found).toHaveLength(3);
    expect(found).toEqual([...new Set(found)].sort());
  });

  test('of a hundred at most', async () => {
    for (const first of [0, 101]) {
      const { body } = await page(mine, asPartner(mine), `first: ${first}`);
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('whose cursors are for that app and that viewer alone', async () => {
    const { body } = await page(mine, auditor, 'first: 1');
    const after = `after: "${body.data.app.operations.pageInfo.endCursor}"`;
    for (const [app, as] of [
      [others, auditor],
      [mine, asPartner(mine)],
    ] as const) {
      const refused = await page(app, as, after);
      expect(refused.body.errors[0].extensions.code).toBe('BAD_CURSOR');
    }
  });

  test('that cost what they hold, and a text much more than a name', async () => {
    const texts =
      '{ apps(first: 100) { nodes { operations(first: 100) { nodes { document } } } } }';
    const { body } = await gateway.ask(texts, { as: auditor });
    expect(body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    const names = texts.replace('document', 'name');
    expect((await gateway.ask(names, { as: auditor })).body.errors).toBeUndefined();
  });
});
