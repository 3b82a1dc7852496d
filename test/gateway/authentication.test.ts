import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import { type DevelopmentKey, developmentKey } from '../../src/identity/development-key.ts';
import { condition, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal } from '../kit/leaks.ts';
import { rootOperation } from '../kit/operations.ts';
import { sendRaw } from '../kit/raw-http.ts';
import { claimsOf, signToken, trustedKey } from '../kit/tokens.ts';
import { importResources, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let ann: string;
let trusted: DevelopmentKey;
let foreign: DevelopmentKey;
let elsewhere: string;

beforeAll(async () => {
  gateway = await startTestGateway({ TOKEN_CLOCK_TOLERANCE_S: '0', LEDGER_DEADLINE_MS: '8000' });
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    condition('diabetes', 'ann', 'E11.9', '2020-05-01'),
  ]);
  ann = memberIdOf(plan, 'ann');
  trusted = await trustedKey(gateway);
  elsewhere = await mkdtemp(join(tmpdir(), 'consent-gateway-test-'));
  foreign = await developmentKey({ dataDirectory: elsewhere, production: false });
});
afterAll(async () => {
  await gateway.stop();
  await rm(elsewhere, { recursive: true });
});

const own = `{ viewer { kind member { conditions { nodes { code { code } } } } } }`;
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token that is not in order', () => {
  const tokens: [string, string, () => string | Promise<string>][] = [
    ['of an unknown key', 'a key that is not known', () => signToken(foreign, claimsOf(ann))],
    [
      'of another key under our key id',
      'signature of the token is wrong',
      () => signToken(foreign, claimsOf(ann), { kid: trusted.kid }),
    ],
    [
      'that has expired',
      'has expired',
      () => gateway.token({ kind: 'MEMBER', memberId: ann }, -60),
    ],
    [
      'of a foreign issuer',
      'an issuer that is not accepted',
      () => signToken(trusted, claimsOf(ann, { iss: 'https://other.example' })),
    ],
    [
      'for another audience',
      'another audience',
      () => signToken(trusted, claimsOf(ann, { aud: 'other' })),
    ],
    [
      'of the future',
      'not valid yet',
      () => signToken(trusted, claimsOf(ann, { nbf: Math.floor(Date.now() / 1000) + 600 })),
    ],
    [
      'that nobody signed',
      'algorithm that is not accepted',
      () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claimsOf(ann))}.`,
    ],
    ['that is none', 'not a well-formed signed JWT', () => 'anything'],
    [
      'with the claims of two kinds',
      'claims of the token',
      () => signToken(trusted, claimsOf(ann, { client_id: ann, scope: 'system/*.rs' })),
    ],
  ];

  test.each(tokens)('%s is refused with a challenge that says "%s"', async (_what, why, make) => {
    const answer = await gateway.ask(own, { token: await make() });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="[^"]+", error="invalid_token", error_description="[^"\\]+"$/,
    );
    expect(answer.headers.get('www-authenticate')).toContain(why);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expectClearRefusal(answer);
  });

  test.each([
    ['of another scheme', 'Basic YW5uOnBhc3N3b3Jk', 'scheme must be Bearer'],
    ['without a token', 'Bearer', 'holds no token'],
    ['with two tokens', 'Bearer a.b.c, Bearer d.e.f', 'exactly one token'],
    ['with odd characters', 'Bearer a%2Eb', 'characters that tokens cannot hold'],
    ['beyond 8 kB', `Bearer ${'a'.repeat(9_000)}`, 'longer than'],
  ])('a header %s is no request without a token: 400', async (_what, authorization, why) => {
    const answer = await gateway.ask(own, { headers: { authorization } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_request"');
    expect(answer.headers.get('www-authenticate')).toContain(why);
    expectClearRefusal(answer);
  });

  test('two Authorization headers are refused, though both tokens are good', async () => {
    const good = `Bearer ${await gateway.token({ kind: 'MEMBER', memberId: ann })}`;
    const answer = await sendRaw(gateway.baseUrl, {
      headers: { 'content-type': 'application/json', authorization: [good, good] },
      body: JSON.stringify({ query: own }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers['www-authenticate']).toContain('Send one Authorization header');
    expectClearRefusal(answer);
  });

  test('in the address is refused: addresses are kept in logs and histories', async () => {
    const token = await gateway.token({ kind: 'MEMBER', memberId: ann });
    const response = await fetch(
      `${gateway.baseUrl}/graphql?access_token=${token}&query=${encodeURIComponent('{ viewer { kind } }')}`,
    );
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('viewer');
  });
});

describe('nobody', () => {
  const { schema } = buildSchema();
  const roots = [
    ...Object.keys(schema.getQueryType()?.getFields() ?? {}).map(
      (name) => ['query', name] as const,
    ),
    ...Object.keys(schema.getMutationType()?.getFields() ?? {}).map(
      (name) => ['mutation', name] as const,
    ),
  ].filter(([, name]) => name !== 'viewer');

  test.each(roots)('may not ask for %s %s', async (kind, name) => {
    const answer = await gateway.ask(rootOperation(schema, kind, name));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="[^"]+"$/);
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0]).toMatchObject({
      path: [name],
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expectClearRefusal(answer);
  });

  test('is told who they are', async () => {
    const answer = await gateway.ask('{ viewer { kind member { id } app { id } } }');
    expect(answer.body).toEqual({ data: { viewer: { kind: 'NOBODY', member: null, app: null } } });
  });
});

describe('a token that expires while the request is under way', () => {
  /** Holds a lock until the token is over, and answers what came of the request. */
  async function askBehind(lock: string) {
    const token = await gateway.token({ kind: 'MEMBER', memberId: ann }, 2);
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const holder = new pg.Client({ connectionString: gateway.url });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(lock);
      const asked = gateway.ask(own, { token });
      await wait(exp * 1000 - Date.now() + 50);
      await holder.query('rollback');
      return await asked;
    } finally {
      await holder.end();
    }
  }

  test.each([
    ['the door', 'lock table health.condition in access exclusive mode'],
    ['the ledger', 'select * from ledger.head for update'],
  ])('gets nothing when %s was slow', async (_what, lock) => {
    const answer = await askBehind(lock);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      data: null,
      errors: [expect.objectContaining({ extensions: { code: 'TOKEN_EXPIRED' } })],
    });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(answer.text).not.toContain('E11.9');
  });

  test('while a good one gets the data', async () => {
    const token = await gateway.token({ kind: 'MEMBER', memberId: ann });
    const answer = await gateway.ask(own, { token });
    expect(answer.text).toContain('E11.9');
  });
});
