import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { everyKind } from '../../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectNothingOfOurInside } from '../../kit/leaks.ts';
import { globalId } from '../../kit/operations.ts';
import { inherited, reachingJson } from '../../kit/prototypes.ts';
import { sendRaw } from '../../kit/raw-http.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../../kit/world.ts';
import { openRoom, type Room, totals } from '../../records/import/kit.ts';

const before = inherited();
afterEach(() => {
  expect(inherited()).toEqual(before);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Reflect.get([], 'isAdmin')).toBeUndefined();
});

describe('what a request says of prototypes', () => {
  let gateway: TestGateway;
  let authorization: string;
  let appId: string;
  beforeAll(async () => {
    gateway = await startTestGateway();
    const plan = await makePlan(gateway);
    await importResources(gateway, plan, Object.values(everyKind('ann')));
    appId = globalId('App', (await makeApp(gateway)).id);
    const memberId = memberIdOf(plan, 'ann');
    authorization = `Bearer ${await gateway.token({ kind: 'MEMBER', memberId })}`;
  });
  afterAll(() => gateway.stop());

  const send = async (body: string) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await sendRaw(gateway.baseUrl, { headers, body });
    expect(answer.status).toBeLessThan(500);
    expectNothingOfOurInside(answer.text);
    return answer.text;
  };
  const filtered =
    'query Q($f: RecordFilter) { viewer { member { claims(filter: $f) { nodes { serviceDate } } } } }';
  const variables = (f: string) => `{"query":${JSON.stringify(filtered)},"variables":{"f":${f}}}`;

  test('in its variables changes nothing of the answer', async () => {
    const query = 'query Q($n: Int) { apps(first: $n) { nodes { id } } }';
    const told = await send(
      `{"query":${JSON.stringify(query)},"variables":${reachingJson({ n: 1 })}}`,
    );
    expect(JSON.parse(told)).toEqual({ data: { apps: { nodes: [{ id: appId }] } } });
  });

  test('in its extensions changes nothing of the answer', async () => {
    const told = await send(
      `{"query":"{ viewer { kind } }","extensions":${reachingJson({ a: [{}] })}}`,
    );
    expect(told).toBe('{"data":{"viewer":{"kind":"MEMBER"}}}');
  });

  test.each([
    '{"__proto__":{"categories":["PHARMACY"]}}',
    '{"constructor":{"prototype":{"since":"2020-01-01"}}}',
    '{"hasOwnProperty":1}',
    reachingJson({ since: '2020-01-01' }),
    '{"categories":["__proto__"]}',
    '{"categories":["constructor"]}',
    '{"categories":{"__proto__":[]}}',
    '{"since":{"toString":"2020-01-01"}}',
    '{"since":{"__proto__":"2020-01-01","valueOf":1}}',
  ])('in an input object is refused: %s', async (f) => {
    const { data, errors } = JSON.parse(await send(variables(f)));
    expect(data).toBeUndefined();
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON'])(
    'by the name %s gives nothing of ours',
    async (name) => {
      for (const query of [
        `{ ${name} }`,
        `query ${name} { viewer { ... on ${name} { kind } } }`,
        `{ ...${name} } fragment ${name} on Query { viewer { ${name}: kind } }`,
        `{ viewer @${name} { kind } }`,
        `{ node(id: "${globalId(name, name)}") { id } }`,
        `query Q($${name}: ID!) { node(id: $${name}) { id } }`,
        `{ materials(planId: "${globalId('Plan', name)}", language: "${name}") { id } }`,
      ]) {
        const told = await send(`{"query":${JSON.stringify(query)},"operationName":"${name}"}`);
        expect(told).not.toMatch(/native code|function/);
      }
    },
  );

  test('under an alias is a field like any other', async () => {
    const told = await send(
      '{"query":"{ __proto__: viewer { constructor: kind toString: __typename } }"}',
    );
    expect(told).toBe('{"data":{"__proto__":{"constructor":"MEMBER","toString":"Viewer"}}}');
  });
});

describe('what FHIR says of prototypes', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.close());

  const resources = Object.values(everyKind('ann'));
  const tables = [
    'claim',
    'claim_line',
    'claim_diagnosis',
    'payment',
    'condition',
    'observation',
    'demographics',
    'coverage',
    'encounter',
  ];

  async function rowsAfter(lines: readonly string[]): Promise<Record<string, unknown>[]> {
    await room.clear();
    const outcome = await room.import([await room.write('all.ndjson', lines.join('\n'))]);
    expect(outcome.faults).toEqual([]);
    const rows = await Promise.all(tables.map((table) => room.rows(table)));
    // The source itself, and which transaction wrote it, are another's.
    return rows.flat().map(({ xmin, source, source_hash, id, claim_id, ...row }) => row);
  }

  test('at every level changes nothing of what is stored', async () => {
    const clean = await rowsAfter(resources.map((one) => JSON.stringify(one)));
    const reaching = await rowsAfter(resources.map(reachingJson));
    expect(clean.length).toBeGreaterThan(tables.length);
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(reaching)).toEqual(sorted(clean));
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'in place of any text is a text: %s',
    async (name) => {
      await room.clear();
      const [patient, ...others] = resources.map((one) => JSON.stringify(one));
      const keep = /^(resourceType|id|reference)$/;
      const lines = others.map((line) =>
        JSON.stringify(JSON.parse(line), (key, value: unknown) =>
          typeof value === 'string' && !keep.test(key) && !/^\d/.test(value) ? name : value,
        ),
      );
      const outcome = await room.import([
        await room.write('named.ndjson', [patient, ...lines].join('\n')),
      ]);
      expect(totals(outcome).added + totals(outcome).skipped).toBeGreaterThanOrEqual(
        resources.length - 1,
      );
      for (const table of tables) {
        expect(JSON.stringify(await room.rows(table))).not.toMatch(/native code|\[object/);
      }
    },
  );

  test.each(['__proto__', 'constructor', 'Constructor', 'ToString'])(
    'as the type %s is no record',
    async (type) => {
      await room.clear();
      const line = JSON.stringify({ resourceType: type, id: 'x' });
      const outcome = await room.import([await room.write('typed.ndjson', line)]);
      expect(totals(outcome)).toMatchObject({ added: 0 });
    },
  );
});
