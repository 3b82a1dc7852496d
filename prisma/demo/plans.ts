import type { IsoDate } from './dates.ts';
import { REGULATORY_FLOOR } from './dates.ts';
import type { Language } from './vocabulary.ts';

export interface DemoLineOfBusiness {
  readonly code: 'MEDICARE_ADVANTAGE' | 'MARKETPLACE' | 'COMMERCIAL_GROUP';
  readonly name: string;
  /** Whether its members may share through apps. */
  readonly eligible: boolean;
}

interface DemoPolicy {
  /** Days; null where the plan does not say (see `maximumTermDaysOf`). */
  readonly maximumTermDays: number | null;
  /** The first date of service shared; null where the plan does not say (see `floorDateOf`). */
  readonly floorDate: IsoDate | null;
  readonly granularity: 'ALL_OR_NOTHING' | 'BY_CATEGORY_AND_LABEL';
  readonly languages: readonly Language[];
  readonly supportPhone: string;
  readonly privacyEmail: string;
  readonly complaintsPhone: string;
  readonly complaintsAddress: string;
  readonly retentionYears: number;
  /** Where a member begins: in the app, or at the plan's portal. */
  readonly channels: readonly ('APP_FIRST' | 'PORTAL_FIRST')[];
}

export interface DemoPlan {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly linesOfBusiness: readonly DemoLineOfBusiness[];
  readonly policy: DemoPolicy;
}

/** A Medicare Advantage plan: app-first, 365 days, sharing cannot be limited. */
export const LARKMERE: DemoPlan = {
  id: '4b9d0a52-6f3e-4c1b-9a57-1d2f8c60e101',
  slug: 'larkmere-advantage',
  name: 'Larkmere Advantage',
  linesOfBusiness: [{ code: 'MEDICARE_ADVANTAGE', name: 'Medicare Advantage', eligible: true }],
  policy: {
    maximumTermDays: 365,
    floorDate: null,
    granularity: 'ALL_OR_NOTHING',
    languages: ['en', 'es'],
    supportPhone: '1-800-555-0142',
    privacyEmail: 'privacy@larkmere-advantage.example',
    complaintsPhone: '1-800-555-0143',
    complaintsAddress: 'Larkmere Advantage, Grievances, PO Box 1400, Larkmere, OH 45000',
    retentionYears: 10,
    channels: ['APP_FIRST'],
  },
};

/** A marketplace plan: portal-first, its members choose what is shared; employer groups do not take part. */
export const WINDROW: DemoPlan = {
  id: 'd7c85e16-2a0b-4f94-8b3c-5e9a71f4b202',
  slug: 'windrow-community',
  name: 'Windrow Community Health Plan',
  linesOfBusiness: [
    { code: 'MARKETPLACE', name: 'Individual and family marketplace', eligible: true },
    { code: 'COMMERCIAL_GROUP', name: 'Employer group', eligible: false },
  ],
  policy: {
    maximumTermDays: null,
    floorDate: '2016-01-01',
    granularity: 'BY_CATEGORY_AND_LABEL',
    languages: ['en', 'es'],
    supportPhone: '1-800-555-0177',
    privacyEmail: 'privacy@windrow-community.example',
    complaintsPhone: '1-800-555-0178',
    complaintsAddress: 'Windrow Community Health Plan, Complaints, PO Box 1700, Windrow, WI 54000',
    retentionYears: 10,
    channels: ['PORTAL_FIRST'],
  },
};

export const PLANS: readonly DemoPlan[] = [LARKMERE, WINDROW];

/** The longest term a grant may have under the plan, in days: 365 where the plan does not say. */
export function maximumTermDaysOf(plan: DemoPlan): number {
  return plan.policy.maximumTermDays ?? 365;
}

/** The first date of service the plan shares: 2016-01-01 where the plan does not say. */
export function floorDateOf(plan: DemoPlan): IsoDate {
  return plan.policy.floorDate ?? REGULATORY_FLOOR;
}
