import type { Category, Label, Purpose } from './vocabulary.ts';

/** A calendar date, `YYYY-MM-DD`. */
export type CalendarDate = string;

export type RecipientKind = 'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER';

/** What a member signed for one app, with what the plan's policy and the app's kind add to it. */
export type GrantPermission = {
  readonly kind: 'GRANT';
  readonly grantId: string;
  readonly version: number;
  readonly memberId: string;
  readonly planId: string;
  readonly appId: string;
  readonly partnerId: string;
  readonly recipient: RecipientKind;
  readonly categories: readonly Category[];
  readonly labels: readonly Label[];
  readonly includeUndated: boolean;
  readonly since: CalendarDate;
  /** Absent: open at the end. */
  readonly until: CalendarDate | null;
  readonly signedOn: CalendarDate;
  readonly purpose: Purpose;
  /** The plan's floor: no recipient sees a service before it. */
  readonly floorDate: CalendarDate;
};

/** A member reads their own record: all of it. */
export type OwnPermission = {
  readonly kind: 'OWN';
  readonly memberId: string;
  readonly planId: string;
};

/** What lets one viewer see one member. */
export type Permission = GrantPermission | OwnPermission;
