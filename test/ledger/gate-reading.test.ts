import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrantWithApp } from '../../src/grants/grant-state.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { disclosure } from '../kit/leaves.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let grant: GrantWithApp;

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  grant = await makeGrant(gateway, plan, memberIdOf(plan, 'ann'), await makeApp(gateway), {
    categories: ['CLAIMS'],
  });
});
afterAll(() => gateway.stop());

/** What stands in the ledger of a leaf that was sent past the appender; undefined when it was not taken. */
async function sent(text: string) {
  const { gateway: sessions } = gateway.database;
  try {
    await sessions.query('select release_id from ledger.append($1)', [[Buffer.from(text)]]);
  } catch {
    return undefined;
  }
  const { rows } = await gateway.asAdministrator(
    `select release_id as release, kind, plan_id as plan, member_id as member, app_id as app,
        partner_id as partner, grant_id as grant, grant_version as "grantVersion", purpose, categories, labels
      from ledger.entry where leaf = $1`,
    [Buffer.from(text)],
  );
  return rows[0];
}

test('a leaf whose members stand in another order than the canonical one is not taken', async () => {
  const { actor, ...rest } = disclosure(grant);
  expect(await sent(JSON.stringify({ ...rest, actor }))).toBeUndefined();
  expect(await sent(canonicalize({ ...rest, actor }) ?? '')).toMatchObject({
    categories: ['CLAIMS'],
  });
});

/** Each: what is hidden where, and the text of a leaf with it; a JSON reader sees a category that was not consented. */
const hidden: [string, (honest: string) => string][] = [
  [
    'behind the records',
    (honest) =>
      honest.replace(/"records":\{.*?\},/, '"records":{},"categories":["PHARMACY"],"y":{},'),
  ],
  [
    'between two objects inside lists',
    (honest) =>
      honest
        .replace('"categories":["CLAIMS"]', '"b":[{"records":{}}],"categories":["PHARMACY"]')
        .replace('"fields":[]', '"fields":[{"z":{},"release":"x"}]'),
  ],
  [
    'inside the records',
    (honest) => honest.replace(/"records":\{.*?\},/, '"records":{},"categories":["PHARMACY"],'),
  ],
];

test.each(hidden)('what a leaf hides %s is judged all the same', async (_where, hide) => {
  const honest = canonicalize(disclosure(grant, { fields: [] })) ?? '';
  expect(await sent(honest)).toBeDefined();
  const leaf = hide(canonicalize(disclosure(grant, { fields: [] })) ?? '');
  expect(JSON.parse(leaf).categories).toEqual(['PHARMACY']);
  expect(await sent(leaf)).toBeUndefined();
});

/** Pieces that end, begin or look like what the gate passes over. */
const piece = fc.constantFrom(
  '"records":{',
  '},"release":"',
  '{',
  '}',
  '[{',
  '}]',
  '"',
  '\\',
  ',',
  '"z":{},"release":"',
  '"b":[{"records":{}}],',
  '"y":{},',
  '"categories":["PHARMACY"],',
  '"categories":["CLAIMS"],',
  '"labels":["HIV"],',
);
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));

/** Members that no honest gateway writes. */
const extra = fc.dictionary(
  fc.constantFrom('b', 'g', 'm', 'q', 'r', 'rf', 'z'),
  fc.oneof(
    text,
    fc.record({ records: fc.record({ Claim: fc.constant([]) }), release: fc.constant('x') }),
    fc.array(fc.record({ z: fc.constant({}), release: fc.constant('x') }), { maxLength: 2 }),
    fc.constant({}),
  ),
  { maxKeys: 3 },
);

test('the gate reads of a leaf what any reader of JSON reads of it, whatever is hidden in it', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({ actor: text, token: text, fields: fc.array(text, { maxLength: 2 }), extra }),
      fc.constantFrom(['CLAIMS'], ['PHARMACY'], ['CLAIMS', 'PHARMACY']),
      fc.array(fc.record({ raw: text, at: fc.nat(2_000) }), { maxLength: 2 }),
      async ({ extra: hidden, ...said }, categories, inserted) => {
        const honest = disclosure(grant, { release: uuidv7(), ...said });
        let leaf = canonicalize({ ...honest, categories, ...hidden }) ?? '';
        for (const { raw, at } of inserted) {
          // At a comma, mostly: elsewhere hardly anything of it stays JSON.
          const place = leaf.indexOf(',', at % leaf.length) + 1;
          leaf = leaf.slice(0, place) + raw + leaf.slice(place);
        }
        const entry = await sent(leaf);
        if (entry === undefined) return;
        taken += 1;
        const read = JSON.parse(leaf);
        expect(read).toMatchObject(entry);
        expect(read.categories).toEqual(['CLAIMS']);
        expect(read.labels).toEqual([]);
      },
    ),
    { numRuns: 120 },
  );
  expect(taken).toBeGreaterThan(2);
});
