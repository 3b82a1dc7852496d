import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AskedFields, everyField } from '../../src/consent/door/asked-fields.ts';
import { type Door, openDoor, type PageRequest } from '../../src/consent/door/door.ts';
import { Notebook } from '../../src/consent/notebook.ts';
import type { Scope } from '../../src/consent/scope.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { connectAs } from '../kit/sessions.ts';
import { makePlan } from '../kit/world.ts';
import {
  covered,
  newestFirst,
  type RawRecord,
  recordsOf,
  type Stock,
  scopeOn,
  stocks,
  store,
} from './door-world.ts';

const memberIds = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
let gateway: TestGateway;
let session: pg.Client;
let pool: pg.Pool;
let door: Door;

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  session = await connectAs(gateway.url, 'cg_import');
  pool = gateway.database.open('cg_door', { connections: 2 });
  door = openDoor(pool);
  await session.query(
    'insert into member (id, plan_id, source_id) select m, $2, m::text from unnest($1::uuid[]) m',
    [memberIds, plan.id],
  );
});
afterAll(async () => {
  await Promise.all([session.end(), pool.end()]);
  await gateway.stop();
});

const memberOf = (record: RawRecord) => memberIds[record.member] ?? '';

/** Reads every page of several requests, all of them in one statement a round. */
async function readToTheEnd(
  stock: Stock,
  scopes: readonly { scope: Scope; take: number }[],
  asked: AskedFields,
  notebook: Notebook,
) {
  const found = scopes.map((): { id: string; columns: Record<string, unknown> }[] => []);
  let open: (PageRequest & { at: number })[] = scopes.map((request, at) => ({
    ...request,
    at,
    after: undefined,
  }));
  while (open.length > 0) {
    const pages = await door.pages(stock.kind, open, asked, notebook);
    open = open.flatMap((request, place) => {
      const page = pages[place];
      if (page === undefined) throw new Error('a request without its page');
      expect(page.records.length).toBeLessThanOrEqual(request.take);
      found[request.at]?.push(...page.records);
      const last = page.records.at(-1);
      // `hasNext` after an empty page would go round for ever.
      return page.hasNext && last !== undefined ? [{ ...request, after: last }] : [];
    });
  }
  return found;
}

const worldOf = (stock: Stock) =>
  fc.record({
    records: recordsOf(stock, memberIds.length),
    requests: fc.array(
      fc.record({ scope: scopeOn(memberIds), take: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    payments: fc.boolean(),
  });
const often = { numRuns: 60 };

/** Every field, or every one but money. */
const askedWith =
  (payments: boolean): AskedFields =>
  ({ fields }) =>
    new Set(Object.keys(fields).filter((name) => payments || !fields[name]?.payments));

/** Money is read when it is asked for, and null then where the scope lacks PAYMENTS. */
function expectedMoney(record: RawRecord, scope: Scope, payments: boolean) {
  if (!payments) return undefined;
  return scope.categories.has('PAYMENTS') ? record.amount : null;
}

describe.each(stocks)('the door to $kind.plural', (stock) => {
  const world = worldOf(stock);

  test('pages through exactly what each scope covers, in order, and notes it', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ records, requests, payments }) => {
        await store(session, stock, records, memberIds);
        const notebook = new Notebook();
        const found = await readToTheEnd(stock, requests, askedWith(payments), notebook);
        const shown = new Map<string, Set<string>>();
        const shownLabels = new Map<string, Set<string>>();
        requests.forEach(({ scope }, at) => {
          const expected = records
            .filter((record) => covered(stock, record, memberOf(record), scope))
            .sort(newestFirst);
          expect(found[at]?.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
          expected.forEach((record, place) => {
            shown.set(scope.memberId, (shown.get(scope.memberId) ?? new Set()).add(record.id));
            const known = shownLabels.get(scope.memberId) ?? new Set();
            shownLabels.set(scope.memberId, known.union(new Set(record.labels)));
            expect(found[at]?.[place]).toMatchObject({
              memberId: scope.memberId,
              category: record.category,
              labels: record.labels,
              serviceDate: record.date === '-infinity' ? null : record.date,
            });
            if (stock.money === undefined) return;
            expect(found[at]?.[place]?.columns[stock.money]).toBe(
              expectedMoney(record, scope, payments),
            );
          });
        });
        for (const { scope } of requests) {
          const notes = notebook.members.get(scope.memberId);
          const ids = notes?.records.get(stock.kind.name) ?? new Set();
          expect(ids).toEqual(shown.get(scope.memberId) ?? new Set());
          expect(notes?.labels).toEqual(shownLabels.get(scope.memberId) ?? new Set());
          for (const record of records.filter(({ id }) => ids.has(id))) {
            expect(notes?.categories).toContain(record.category);
          }
        }
      }),
      often,
    );
  });

  test('gives many that read at once what each would be given alone, and notes it for each', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.infiniteStream(fc.boolean()),
        async ({ records, requests }, money) => {
          await store(session, stock, records, memberIds);
          // Requests of several clients, some about the same member: each with its pages, a record and its money.
          await Promise.all(
            requests.map(async ({ scope, take }) => {
              const payments = money.next().value === true;
              const asked = askedWith(payments);
              const notebook = new Notebook();
              const one = records[take % Math.max(1, records.length)];
              const [[found = []], [single]] = await Promise.all([
                readToTheEnd(stock, [{ scope, take }], asked, notebook),
                one === undefined
                  ? []
                  : door.records(stock.kind, [{ scope, id: one.id }], asked, notebook),
              ]);
              const expected = records
                .filter((record) => covered(stock, record, memberOf(record), scope))
                .sort(newestFirst);
              expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
              const { money: column } = stock;
              if (column !== undefined) {
                expect(found.map(({ columns }) => columns[column])).toEqual(
                  expected.map((record) => expectedMoney(record, scope, payments)),
                );
              }
              expect(single?.id).toBe(expected.find((record) => record === one)?.id);
              expect([...notebook.members.keys()]).toEqual([scope.memberId]);
              const noted = notebook.members.get(scope.memberId)?.records.get(stock.kind.name);
              expect(noted ?? new Set()).toEqual(new Set(expected.map(({ id }) => id)));
            }),
          );
        },
      ),
      often,
    );
  });

  test('gives a single record to whom its scope covers it, and to nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ records, requests, payments }) => {
        await store(session, stock, records, memberIds);
        const asked = requests.flatMap(({ scope }) =>
          records.map((record) => ({ scope, id: record.id, record })),
        );
        const notebook = new Notebook();
        const found = await door.records(stock.kind, asked, askedWith(payments), notebook);
        asked.forEach(({ scope, record }, at) => {
          const is = covered(stock, record, memberOf(record), scope);
          expect(found[at]?.id).toBe(is ? record.id : undefined);
          if (!is) return;
          expect(notebook.members.get(scope.memberId)?.records.get(stock.kind.name)).toContain(
            record.id,
          );
          if (stock.money === undefined) return;
          expect(found[at]?.columns[stock.money]).toBe(expectedMoney(record, scope, payments));
        });
      }),
      often,
    );
  });
});

describe.each(stocks.filter(({ parts }) => parts.length > 0))('parts of $kind.plural', (stock) => {
  test('are given with the record and never without it', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(stock), async ({ records, requests, payments }) => {
        await store(session, stock, records, memberIds);
        const everything = memberIds.map((memberId) => ({
          scope: everythingOf(memberId),
          take: 100,
        }));
        const all = await door.pages(
          stock.kind,
          everything.map((request) => ({ ...request, after: undefined })),
          everyField,
          new Notebook(),
        );
        const byId = new Map(all.flatMap((page) => page.records).map((one) => [one.id, one]));
        const asked = requests.flatMap(({ scope }) =>
          records.flatMap((raw) => {
            const record = byId.get(raw.id);
            return record === undefined ? [] : [{ scope, record, raw }];
          }),
        );
        expect(byId.size).toBe(records.length);
        for (const { part, money } of stock.parts) {
          const found = await door.parts(part, asked, askedWith(payments), new Notebook());
          asked.forEach(({ scope, raw }, at) => {
            const is = covered(stock, raw, memberOf(raw), scope);
            expect(found[at]?.map(({ columns }) => columns['sequence'])).toEqual(
              is ? Array.from({ length: raw.parts }, (_, sequence) => sequence + 1) : [],
            );
            if (money === undefined) return;
            for (const { columns } of found[at] ?? []) {
              expect(columns[money]).toBe(expectedMoney(raw, scope, payments));
            }
          });
        }
      }),
      often,
    );
  });
});

const everythingOf = (memberId: string): Scope => ({
  permission: { kind: 'OWN', memberId, planId: memberId },
  memberId,
  categories: new Set(['CLAIMS', 'PHARMACY', 'COVERAGE', 'CLINICAL', 'PAYMENTS']),
  labels: 'ALL',
  dates: 'ALL',
  undated: true,
  resources: 'ALL',
  priorAuthorizations: true,
});
