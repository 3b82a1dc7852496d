import type { RawComplaint, RawDeletion, RawEndpoint } from './raw-office.ts';
import type { RawApp, RawEntry, RawGrant, RawRows } from './raw-rows.ts';
import type { MadeRecord } from './record.ts';
import type { SignedState } from './signed-state.ts';

/**
 * The rule of consent, said again in plain words and from raw rows: it shares no code with the one
 * that the gateway applies.
 */

/** Who asks. An app with a `memberId` showed a token that is bound to that one member. */
export type Asker = {
  readonly kind: 'NOBODY' | 'MEMBER' | 'APP' | 'PARTNER' | 'AUDITOR' | 'AGENT' | 'ADMIN';
  readonly memberId?: string | undefined;
  readonly appId?: string | undefined;
  readonly partnerId?: string | undefined;
};

/** What is true at the moment of a question. */
export type Now = {
  readonly rows: RawRows;
  /** The ledger, oldest first. */
  readonly entries: readonly RawEntry[];
  /** What is signed of it, where the question asks for that. */
  readonly signed?: SignedState | undefined;
};

/** What somebody may see of one member: all of their own, or what a live grant says. */
export type Reach =
  | { readonly memberId: string; readonly own: true }
  | {
      readonly memberId: string;
      readonly own: false;
      readonly grant: RawGrant;
      readonly app: RawApp;
      /** The first date of service that is covered. */
      readonly from: string;
    };

/** Somebody's reach to a member now; undefined: the member is not there for them. */
export function reachOf({ rows }: Now, asker: Asker, memberId: string): Reach | undefined {
  if (asker.kind === 'MEMBER') {
    const known = rows.members.some(({ id }) => id === memberId);
    return known && asker.memberId === memberId ? { memberId, own: true } : undefined;
  }
  if (asker.kind !== 'APP') return undefined;
  if (asker.memberId !== undefined && asker.memberId !== memberId) return undefined;
  const app = rows.apps.find(({ id }) => id === asker.appId);
  const grant = rows.grants.find(
    (one) => one.app_id === asker.appId && one.member_id === memberId && isLive(one),
  );
  const plan = rows.plans.find(({ id }) => id === grant?.plan_id);
  if (app?.state !== 'APPROVED' || grant === undefined || plan === undefined) return undefined;
  // Nobody sees what was before the plan's floor; another plan five years before the signature at most.
  const starts = [grant.since, plan.floor_date];
  if (app.kind === 'HEALTH_PLAN') starts.push(fiveYearsBefore(grant.signed_at.slice(0, 10)));
  return { memberId, own: false, grant, app, from: starts.sort().at(-1) ?? grant.since };
}

/** Signed, not ended since, and within its term. */
export function isLive(grant: RawGrant): boolean {
  if (grant.state !== 'ACTIVE') return false;
  const now = new Date().toISOString();
  return grant.starts_at <= now && now < grant.ends_at;
}

function fiveYearsBefore(day: string): string {
  const year = Number(day.slice(0, 4)) - 5;
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}${day.endsWith('-02-29') && !leap ? '-02-28' : day.slice(4)}`;
}

/** Whether money is covered: remittances and cost sharing never go to other plans and providers. */
export const seesMoney = (reach: Reach): boolean =>
  reach.own ||
  (reach.app.kind === 'THIRD_PARTY_APP' && reach.grant.categories.includes('PAYMENTS'));

/** Whether a category is covered at all. */
export const seesCategory = (reach: Reach, category: string): boolean =>
  category === 'PAYMENTS'
    ? seesMoney(reach)
    : reach.own || reach.grant.categories.includes(category);

/** What is no service has no date to be judged by. */
export const isService = (record: MadeRecord) =>
  !['Demographics', 'Coverage'].includes(record.type);

/** Whether one record may be shown. */
export function maySee(reach: Reach | undefined, record: MadeRecord): boolean {
  if (reach === undefined || reach.memberId !== record.memberId) return false;
  if (reach.own) return true;
  const { grant, app, from } = reach;
  if (!seesCategory(reach, record.category)) return false;
  if (!record.labels.every((label) => grant.labels.includes(label))) return false;
  if (record.priorAuthorization && app.kind !== 'THIRD_PARTY_APP') return false;
  if (!isService(record)) return true;
  if (record.day === null) return grant.include_undated;
  return from <= record.day && (grant.until === null || record.day <= grant.until);
}

/** The grants that somebody may know of; an agent reaches a caller's, through the caller alone. */
export function visibleGrants({ rows }: Now, asker: Asker): RawGrant[] {
  return rows.grants.filter((grant) => {
    if (asker.kind === 'AUDITOR') return true;
    if (asker.kind === 'MEMBER') return grant.member_id === asker.memberId;
    if (asker.kind !== 'APP' || grant.app_id !== asker.appId) return false;
    return asker.memberId === undefined || grant.member_id === asker.memberId;
  });
}

/** The apps that somebody may know of: approved ones to choose from, and those one has to do with. */
export function visibleApps({ rows }: Now, asker: Asker): RawApp[] {
  return rows.apps.filter((app) => {
    switch (asker.kind) {
      case 'NOBODY':
        return false;
      case 'APP':
        return app.id === asker.appId;
      case 'MEMBER':
        return (
          app.state === 'APPROVED' ||
          rows.grants.some((one) => one.app_id === app.id && one.member_id === asker.memberId)
        );
      case 'PARTNER':
        return app.state === 'APPROVED' || app.partner_id === asker.partnerId;
      default:
        return true;
    }
  });
}

/** The disclosures that somebody is owed an account of. */
export function visibleDisclosures({ entries }: Now, asker: Asker): RawEntry[] {
  return entries.filter(({ leaf }) => {
    if (leaf.kind !== 'DISCLOSURE') return false;
    if (asker.kind === 'AUDITOR') return true;
    if (asker.kind === 'MEMBER') return leaf.member === asker.memberId;
    if (asker.kind === 'PARTNER') return leaf.partner === asker.partnerId;
    if (asker.kind !== 'APP' || leaf.app !== asker.appId) return false;
    return asker.memberId === undefined || leaf.member === asker.memberId;
  });
}

/** Complaints: a member their own, the office all. Neither the app complained of, nor its partner, nor an auditor any. */
export const visibleComplaints = ({ rows }: Now, { kind, memberId }: Asker): RawComplaint[] =>
  rows.complaints.filter((one) =>
    kind === 'MEMBER' ? one.member_id === memberId : kind === 'AGENT' || kind === 'ADMIN',
  );

/** Deletion requests: a member their own, an app and a partner those made to them, and who oversees all. */
export const visibleDeletions = (
  { rows: { deletions, grants, apps } }: Now,
  { kind, memberId, appId, partnerId }: Asker,
): RawDeletion[] =>
  deletions.filter(({ grant_id }) => {
    const grant = grants.find(({ id }) => id === grant_id);
    if (kind === 'MEMBER') return grant?.member_id === memberId;
    if (kind === 'APP') {
      return grant?.app_id === appId && (memberId === undefined || grant?.member_id === memberId);
    }
    if (kind === 'PARTNER') {
      return apps.some(({ id, partner_id }) => id === grant?.app_id && partner_id === partnerId);
    }
    return kind !== 'NOBODY';
  });

/** Whose data an app was asked to delete. */
export const memberOf = ({ rows }: Now, { grant_id }: RawDeletion): string =>
  rows.grants.find(({ id }) => id === grant_id)?.member_id ?? '';

/** Where partners are told of events: their own, and an admin all; none that is deleted. */
export const visibleEndpoints = ({ rows }: Now, { kind, partnerId }: Asker): RawEndpoint[] =>
  rows.endpoints.filter(
    (one) =>
      one.state !== 'DELETED' &&
      (kind === 'PARTNER' ? one.partner_id === partnerId : kind === 'ADMIN'),
  );

/** The members that webhooks may name to somebody: of grants to the partner's own apps. */
export function membersInWebhooks(now: Now, asker: Asker): string[] {
  const { apps, deliveries, grants } = now.rows;
  const endpoints = new Map(visibleEndpoints(now, asker).map((one) => [one.id, one]));
  return deliveries.flatMap(({ endpoint_id, data }) => {
    const grant = grants.find(({ id }) => id === data['grantId']);
    const app = apps.find(({ id }) => id === grant?.app_id);
    const partner = endpoints.get(endpoint_id)?.partner_id;
    return grant && app && app.partner_id === partner ? [grant.member_id] : [];
  });
}
