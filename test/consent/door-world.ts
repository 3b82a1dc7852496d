import fc from 'fast-check';
import type pg from 'pg';
import type { PartKind, RecordKind } from '../../src/consent/door/record-kind.ts';
import type { Scope } from '../../src/consent/scope.ts';
import { type Category, type ConsentableLabel, categories } from '../../src/consent/vocabulary.ts';
import { claim, claimDiagnosis, claimLine, payment } from '../../src/records/kinds/claims.ts';
import { clinicalKinds } from '../../src/records/kinds/clinical.ts';
import { benefit, coverage } from '../../src/records/kinds/coverage.ts';

/**
 * A small world of records as they stand in the tables, and what a scope covers of it, worked out
 * here in plain words and without the door's code.
 */
export type RawRecord = {
  readonly id: string;
  readonly member: number;
  /** `YYYY-MM-DD`, or `-infinity` for none. */
  readonly date: string;
  readonly category: Category;
  readonly labels: readonly string[];
  readonly amount: string;
  readonly parts: number;
  /** What a claim is for; a source may not say. */
  readonly use: 'claim' | 'preauthorization' | 'predetermination' | null;
};

const condition = clinicalKinds.find(({ name }) => name === 'Condition');
if (condition === undefined) throw new Error('there is no kind Condition');

/** A kind under test, with its parts, the money among its columns and what its table needs. */
export type Stock = {
  readonly kind: RecordKind;
  readonly categories: readonly Category[];
  readonly resources: readonly string[];
  readonly dated: boolean;
  readonly money: string | undefined;
  readonly parts: readonly { readonly part: PartKind; readonly money: string | undefined }[];
};
export const stocks: readonly Stock[] = [
  {
    kind: condition,
    categories: ['CLINICAL'],
    resources: ['Condition'],
    dated: true,
    money: undefined,
    parts: [],
  },
  {
    kind: payment,
    categories: ['PAYMENTS'],
    resources: ['ExplanationOfBenefit'],
    dated: true,
    money: 'amount',
    parts: [],
  },
  {
    kind: claim,
    categories: ['CLAIMS', 'PHARMACY'],
    resources: ['Claim', 'ExplanationOfBenefit'],
    dated: true,
    money: 'paid_amount',
    parts: [
      { part: claimLine, money: 'paid_amount' },
      { part: claimDiagnosis, money: undefined },
    ],
  },
  {
    kind: coverage,
    categories: ['COVERAGE'],
    resources: ['Coverage'],
    dated: false,
    money: undefined,
    parts: [{ part: benefit, money: 'amount' }],
  },
];

const dates = ['-infinity', '2015-12-31', '2016-01-01', '2020-02-29', '2020-03-01', '2026-11-22'];
const labels: readonly ConsentableLabel[] = ['HIV', 'PSY', 'R'];

/** Records of one kind: few dates and labels, so that edges and ties come often. */
export const recordsOf = (stock: Stock, members: number): fc.Arbitrary<RawRecord[]> =>
  fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      member: fc.nat(members - 1),
      date: fc.constantFrom(...dates),
      category: fc.constantFrom(...stock.categories),
      labels: fc.subarray([...labels, 'UNHEARD_OF'], { maxLength: 2 }),
      amount: fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
      parts: fc.nat(2),
      use: fc.constantFrom('claim', 'claim', null, 'preauthorization', 'predetermination'),
    }),
    { selector: ({ id }) => id, maxLength: 24 },
  );

/** Any scope on one of the members. */
export const scopeOn = (memberIds: readonly string[]): fc.Arbitrary<Scope> =>
  fc
    .record({
      memberId: fc.constantFrom(...memberIds),
      categories: fc.subarray([...categories]).map((list) => new Set(list)),
      labels: fc.oneof(fc.constant('ALL' as const), fc.subarray([...labels])),
      dates: fc.oneof(
        fc.constant('ALL' as const),
        fc
          .tuple(fc.constantFrom(...dates.slice(1)), fc.constantFrom(...dates.slice(1)))
          // A window whose end lies before its start covers no date: a filter can make one.
          .map(([since, until]) => ({ since, until })),
      ),
      undated: fc.boolean(),
      resources: fc.oneof(
        fc.constant('ALL' as const),
        fc
          .subarray(['Claim', 'Condition', 'Coverage', 'ExplanationOfBenefit'])
          .map((list) => new Set(list)),
      ),
      priorAuthorizations: fc.boolean(),
    })
    // The door goes by what was compiled, not by the permission that it came from.
    .map((scope) => ({
      ...scope,
      permission: { kind: 'OWN', memberId: scope.memberId, planId: scope.memberId },
    }));

/** Whether a scope covers a record. */
export function covered(stock: Stock, record: RawRecord, member: string, scope: Scope): boolean {
  const consented: readonly string[] | 'ALL' = scope.labels;
  const { resources } = scope;
  if (resources !== 'ALL' && !stock.resources.some((name) => resources.has(name))) {
    return false;
  }
  if (member !== scope.memberId || !scope.categories.has(record.category)) return false;
  if (consented !== 'ALL' && !record.labels.every((label) => consented.includes(label)))
    return false;
  const authorisation = stock.kind === claim && record.use !== null && record.use !== 'claim';
  if (authorisation && !scope.priorAuthorizations) return false;
  if (!stock.dated) return true;
  if (record.date === '-infinity') return scope.undated;
  return (
    scope.dates === 'ALL' || (record.date >= scope.dates.since && record.date <= scope.dates.until)
  );
}

/** Newest first, the undated last; of one day by id, last first. */
export function newestFirst(a: RawRecord, b: RawRecord): number {
  const key = ({ date, id }: RawRecord) => `${date === '-infinity' ? '' : date} ${id}`;
  return key(a) < key(b) ? 1 : -1;
}

/** Puts a kind's records into its table, in place of what is there. `session`: role `cg_import`. */
export async function store(
  session: pg.Client,
  stock: Stock,
  records: readonly RawRecord[],
  memberIds: readonly string[],
): Promise<void> {
  const { kind, parts } = stock;
  await session.query(`delete from health.${kind.table}`);
  if (kind === payment) return storePayments(session, records, memberIds);
  await fill(
    session,
    kind.table,
    records.map((record) => ({
      id: record.id,
      member_id: memberIds[record.member],
      source_id: record.id,
      source_hash: '\\x00',
      source: {},
      service_date: record.date,
      own_labels: record.labels,
      labels: record.labels,
      ...(kind === claim
        ? {
            resource_type: 'Claim',
            category: record.category,
            use: record.use,
            paid_amount: record.amount,
          }
        : {}),
    })),
  );
  for (const { part } of parts) {
    await fill(
      session,
      part.table,
      records.flatMap((record) =>
        Array.from({ length: record.parts }, (_, sequence) => ({
          id: crypto.randomUUID(),
          member_id: memberIds[record.member],
          [part.key]: record.id,
          sequence: sequence + 1,
          paid_amount: record.amount,
          amount: record.amount,
        })),
      ),
    );
  }
}

/** A payment hangs on a claim, here on one that nobody asks for. */
async function storePayments(
  session: pg.Client,
  records: readonly RawRecord[],
  memberIds: readonly string[],
): Promise<void> {
  await session.query(
    `insert into health.claim (id, member_id, source_id, source_hash, source, service_date,
        resource_type, category)
      values ($1, $2, 'hidden', '', '{}', '2020-01-01', 'Claim', 'CLAIMS') on conflict do nothing`,
    [hiddenClaim, memberIds[0]],
  );
  await fill(
    session,
    'payment',
    records.map((record) => ({
      id: record.id,
      member_id: memberIds[record.member],
      claim_id: hiddenClaim,
      service_date: record.date,
      labels: record.labels,
      amount: record.amount,
    })),
  );
}

const hiddenClaim = '00000000-0000-4000-8000-0000000000ff';

const fill = (session: pg.Client, table: string, rows: readonly object[]) =>
  session.query(
    `insert into health.${table} select * from jsonb_populate_recordset(null::health.${table}, $1)`,
    [JSON.stringify(rows)],
  );
