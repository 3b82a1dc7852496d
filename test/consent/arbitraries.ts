import fc from 'fast-check';
import type { GrantPermission } from '../../src/consent/permission.ts';
import { categories, labels, purposes } from '../../src/consent/vocabulary.ts';

const isoDate = (day: Date) => day.toISOString().slice(0, 10);

/** A calendar date; ends of windows and leap days come often, so that edges meet. */
export const calendarDate = fc.oneof(
  fc.constantFrom('2015-12-31', '2016-01-01', '2016-01-02', '2020-02-29', '2024-12-31'),
  fc
    .date({ min: new Date('2014-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map(isoDate),
);

/** What any grant may say, as the database's own rules allow it. */
export const grantPermission: fc.Arbitrary<GrantPermission> = fc
  .record({
    kind: fc.constant('GRANT' as const),
    grantId: fc.uuid(),
    version: fc.constant(1),
    memberId: fc.uuid(),
    planId: fc.uuid(),
    appId: fc.uuid(),
    partnerId: fc.uuid(),
    recipient: fc.constantFrom('THIRD_PARTY_APP', 'HEALTH_PLAN', 'PROVIDER'),
    categories: fc.subarray([...categories], { minLength: 1 }),
    labels: fc.subarray([...labels]),
    includeUndated: fc.boolean(),
    since: calendarDate,
    until: fc.option(calendarDate),
    signedOn: calendarDate,
    purpose: fc.constantFrom(...purposes),
    floorDate: calendarDate,
  })
  .map((grant) => ({
    ...grant,
    until: grant.until !== null && grant.until < grant.since ? grant.since : grant.until,
  }));
