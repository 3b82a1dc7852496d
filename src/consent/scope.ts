import type { Resources } from '../identity/viewer.ts';
import type { CalendarDate, GrantPermission, Permission, RecipientKind } from './permission.ts';
import { type Category, type ConsentableLabel, categories, isConsentable } from './vocabulary.ts';

/**
 * A Permission compiled for one request: which rows and fields of one member this viewer may see.
 * The door applies it; nothing else decides what is read.
 */
export type Scope = {
  readonly permission: Permission;
  readonly memberId: string;
  readonly categories: ReadonlySet<Category>;
  /** Every label of a record must be among these; `ALL` is a member's view of their own record. */
  readonly labels: readonly ConsentableLabel[] | 'ALL';
  /** Dates of service, both ends included; `ALL` has no ends. */
  readonly dates: { readonly since: CalendarDate; readonly until: CalendarDate } | 'ALL';
  /** Whether records without a date of service are covered. */
  readonly undated: boolean;
  /** The FHIR resources that the token is for: an app may ask for less than was granted. */
  readonly resources: Resources;
  /** Whether prior authorisations are covered, decided either way, besides claims. */
  readonly priorAuthorizations: boolean;
};

/** Later than every date of service: what a window that is open at its end means. */
const openEnd: CalendarDate = '9999-12-31';

/** What a kind of recipient never gets, whatever was signed: 42 CFR 431.61, 422.121 (as 2024 rule). */
const neverReleasedTo: Record<RecipientKind, readonly Category[]> = {
  THIRD_PARTY_APP: [],
  // Provider remittances and enrollee cost-sharing stay out of payer-to-payer and provider access.
  HEALTH_PLAN: ['PAYMENTS'],
  PROVIDER: ['PAYMENTS'],
};

/**
 * Compiles a permission. Pure: the same permission gives the same scope.
 *
 * @param resources those that the viewer's token is for
 */
export function compileScope(permission: Permission, resources: Resources = 'ALL'): Scope {
  if (permission.kind === 'OWN') {
    return {
      permission,
      memberId: permission.memberId,
      categories: new Set(categories),
      labels: 'ALL',
      dates: 'ALL',
      undated: true,
      resources,
      priorAuthorizations: true,
    };
  }
  const never = neverReleasedTo[permission.recipient];
  return {
    permission,
    memberId: permission.memberId,
    categories: new Set(permission.categories.filter((category) => !never.includes(category))),
    labels: permission.labels.filter(isConsentable),
    dates: { since: earliestDate(permission), until: permission.until ?? openEnd },
    undated: permission.includeUndated,
    resources,
    // Plans and providers may have the active ones and never the denied ones (42 CFR 422.121(b)). Until
    // the two can be told apart by the plan's own decision, they get none.
    priorAuthorizations: permission.recipient === 'THIRD_PARTY_APP',
  };
}

/** What a filter may do to a scope: narrow it, never widen it. */
export type Narrowing = {
  readonly since?: CalendarDate | null | undefined;
  readonly until?: CalendarDate | null | undefined;
  readonly categories?: readonly Category[] | null | undefined;
};

/** The part of a scope that a filter leaves. A filter by date leaves nothing undated. */
export function narrowScope(scope: Scope, by: Narrowing): Scope {
  const dated = by.since != null || by.until != null;
  const dates = scope.dates === 'ALL' ? { since: '0001-01-01', until: openEnd } : scope.dates;
  return {
    ...scope,
    // PAYMENTS is what a record shows of money, not which records there are: a filter leaves it.
    categories: by.categories
      ? new Set(
          [...scope.categories].filter((one) => one === 'PAYMENTS' || by.categories?.includes(one)),
        )
      : scope.categories,
    dates: dated
      ? {
          since: latest(dates.since, by.since ?? dates.since),
          until: earliest(dates.until, by.until ?? dates.until),
        }
      : scope.dates,
    undated: scope.undated && !dated,
  };
}

function earliestDate(permission: GrantPermission): CalendarDate {
  const since = latest(permission.since, permission.floorDate);
  // Payer to payer covers five years before the request (42 CFR 422.121(b)).
  return permission.recipient === 'HEALTH_PLAN'
    ? latest(since, fiveYearsBefore(permission.signedOn))
    : since;
}

// ISO dates of four-digit years order as text does.
const latest = (a: CalendarDate, b: CalendarDate) => (a > b ? a : b);
const earliest = (a: CalendarDate, b: CalendarDate) => (a < b ? a : b);

function fiveYearsBefore(date: CalendarDate): CalendarDate {
  const year = String(Number(date.slice(0, 4)) - 5).padStart(4, '0');
  // 29 February falls to the 28th in a year that lacks it.
  return `${year}${date.slice(4) === '-02-29' ? '-02-28' : date.slice(4)}`;
}
