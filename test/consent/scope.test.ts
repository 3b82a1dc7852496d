import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GrantPermission, OwnPermission } from '../../src/consent/permission.ts';
import { compileScope, type Narrowing, narrowScope, type Scope } from '../../src/consent/scope.ts';
import { type Category, categories, labels } from '../../src/consent/vocabulary.ts';
import { calendarDate, grantPermission } from './arbitraries.ts';

/** A record as a scope judges it; without a date of service it is undated. */
type Judged = { category: Category; labels: string[]; date: string | null };

/** The rule in plain words: category, every label, date. */
function covers(scope: Scope, record: Judged): boolean {
  const consented: readonly string[] | 'ALL' = scope.labels;
  if (!scope.categories.has(record.category)) return false;
  if (consented !== 'ALL' && record.labels.some((label) => !consented.includes(label)))
    return false;
  if (record.date === null) return scope.undated;
  return (
    scope.dates === 'ALL' || (scope.dates.since <= record.date && record.date <= scope.dates.until)
  );
}

const record: fc.Arbitrary<Judged> = fc.record({
  category: fc.constantFrom(...categories),
  labels: fc.subarray([...labels, 'UNHEARD_OF'], { maxLength: 2 }),
  date: fc.option(calendarDate),
});
/** A record that a grant may well cover, so that what is said of covered records is not said of none. */
const recordNear = (permission: GrantPermission): fc.Arbitrary<Judged> =>
  fc.oneof(
    record,
    fc.record({
      category: fc.constantFrom(...permission.categories),
      labels: fc.subarray([...permission.labels]),
      date: fc.option(
        fc.oneof(
          calendarDate,
          fc.constantFrom(permission.since, permission.floorDate, permission.until ?? '2026-12-31'),
        ),
      ),
    }),
  );
const grantAndRecord = grantPermission.chain((permission) =>
  fc.tuple(fc.constant(permission), recordNear(permission)),
);
const narrowing: fc.Arbitrary<Narrowing> = fc.record(
  {
    since: fc.option(calendarDate),
    until: fc.option(calendarDate),
    categories: fc.option(fc.subarray([...categories])),
  },
  { requiredKeys: [] },
);
const own: OwnPermission = {
  kind: 'OWN',
  memberId: '00000000-0000-4000-8000-00000000000a',
  planId: '00000000-0000-4000-8000-00000000000b',
};
const grant: GrantPermission = {
  kind: 'GRANT',
  grantId: '00000000-0000-4000-8000-00000000000c',
  version: 1,
  memberId: own.memberId,
  planId: own.planId,
  appId: '00000000-0000-4000-8000-00000000000d',
  partnerId: '00000000-0000-4000-8000-00000000000e',
  recipient: 'THIRD_PARTY_APP',
  categories: ['CLAIMS', 'PAYMENTS'],
  labels: ['HIV'],
  includeUndated: false,
  since: '2018-01-01',
  until: null,
  signedOn: '2026-11-22',
  purpose: 'PATRQT',
  floorDate: '2016-01-01',
};

describe('a filter', () => {
  test('never widens what a grant or a member’s own view covers', () => {
    const cases = fc.oneof(
      grantAndRecord.map(([permission, judged]) => ({ scope: compileScope(permission), judged })),
      record.map((judged) => ({ scope: compileScope(own), judged })),
    );
    fc.assert(
      fc.property(cases, narrowing, narrowing, ({ scope, judged }, by, then) => {
        const narrowed = narrowScope(narrowScope(scope, by), then);
        expect(covers(narrowed, judged) && !covers(scope, judged)).toBe(false);
        expect(narrowed.permission).toBe(scope.permission);
        expect(narrowed.memberId).toBe(scope.memberId);
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves exactly what it asks for of what was covered', () => {
    fc.assert(
      fc.property(grantAndRecord, narrowing, ([permission, judged], by) => {
        const scope = compileScope(permission);
        const dated = by.since != null || by.until != null;
        const asked =
          // PAYMENTS is what a record shows of money: a filter of records leaves it.
          (by.categories == null ||
            judged.category === 'PAYMENTS' ||
            by.categories.includes(judged.category)) &&
          (judged.date === null
            ? !dated
            : (by.since == null || by.since <= judged.date) &&
              (by.until == null || judged.date <= by.until));
        expect(covers(narrowScope(scope, by), judged)).toBe(covers(scope, judged) && asked);
      }),
      { numRuns: 1_000 },
    );
  });

  test('covers no psychotherapy notes, whatever a consent names', () => {
    const scope = compileScope({ ...grant, labels });
    const note: Judged = {
      category: 'CLAIMS',
      labels: ['MH', 'PSY', 'PSYTHPN'],
      date: '2020-01-01',
    };
    expect(covers(scope, { ...note, labels: ['MH', 'PSY'] })).toBe(true);
    expect(covers(scope, note)).toBe(false);
    expect(covers(compileScope(own), note)).toBe(true);
  });

  test('that asks for nothing leaves everything, and null is nothing', () => {
    const scope = compileScope(own);
    expect(narrowScope(scope, {})).toEqual(scope);
    expect(narrowScope(scope, { since: null, until: null, categories: null })).toEqual(scope);
  });

  test('by date leaves nothing undated, even to the member', () => {
    const scope = narrowScope(compileScope(own), { since: '1900-01-01' });
    expect(covers(scope, { category: 'CLAIMS', labels: [], date: null })).toBe(false);
    expect(covers(scope, { category: 'CLAIMS', labels: ['R'], date: '1900-01-01' })).toBe(true);
  });
});

describe('a grant', () => {
  test('covers no service before the plan’s floor or its own window, to whomever', () => {
    fc.assert(
      fc.property(grantAndRecord, ([permission, judged]) => {
        if (judged.date === null || !covers(compileScope(permission), judged)) return;
        expect(judged.date >= permission.floorDate).toBe(true);
        expect(judged.date >= permission.since).toBe(true);
        expect(permission.until === null || judged.date <= permission.until).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('covers only what it names: category, every label, and the undated if it says so', () => {
    fc.assert(
      fc.property(grantAndRecord, ([permission, judged]) => {
        if (!covers(compileScope(permission), judged)) return;
        expect(permission.categories).toContain(judged.category);
        for (const label of judged.labels) expect(permission.labels).toContain(label);
        if (judged.date === null) expect(permission.includeUndated).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['HEALTH_PLAN', 'PROVIDER'] as const)('shows no payments to a %s', (recipient) => {
    fc.assert(
      fc.property(grantPermission, (permission) => {
        expect(compileScope({ ...permission, recipient }).categories.has('PAYMENTS')).toBe(false);
      }),
    );
    expect(compileScope({ ...grant, recipient }).categories).toEqual(new Set(['CLAIMS']));
    expect(compileScope(grant).categories).toEqual(new Set(['CLAIMS', 'PAYMENTS']));
  });

  test.each([
    ['2026-11-22', '2021-11-22'],
    ['2024-02-29', '2019-02-28'],
    ['2025-02-28', '2020-02-28'],
  ])('signed for a health plan on %s reaches back to %s', (signedOn, since) => {
    const permission = { ...grant, recipient: 'HEALTH_PLAN', signedOn } as const;
    expect(compileScope(permission).dates).toMatchObject({ since });
    expect(compileScope({ ...permission, recipient: 'PROVIDER' }).dates).toMatchObject({
      since: grant.since,
    });
  });

  test('for a health plan reaches back five years at most, and never past floor or window', () => {
    fc.assert(
      fc.property(grantPermission, (permission) => {
        const { dates } = compileScope({ ...permission, recipient: 'HEALTH_PLAN' });
        if (dates === 'ALL') throw new Error('a grant has a window');
        const year = String(Number(permission.signedOn.slice(0, 4)) - 5);
        // One day of grace: 29 February has no like in most years.
        expect(
          dates.since >= `${year}${permission.signedOn.slice(4).replace('-02-29', '-02-28')}`,
        ).toBe(true);
        expect(dates.since >= permission.since && dates.since >= permission.floorDate).toBe(true);
      }),
    );
  });
});

test('a member’s own view covers everything', () => {
  fc.assert(fc.property(record, (judged) => covers(compileScope(own), judged)));
});
