import type { ViewerKind } from '../../identity/viewer.ts';
import type { RequestContext } from './context.ts';
import { allow, rule } from './shield.ts';

/** A rule with the name under which `schema/access.txt` prints it. */
export type NamedRule = {
  readonly name: string;
  readonly rule: typeof allow | ReturnType<ReturnType<typeof rule>>;
  /** Not evaluated for each field: whoever holds the object was let through to it. */
  readonly free: boolean;
};

/** Anyone who reached the object may read the field. */
export const open: NamedRule = { name: 'open', rule: allow, free: true };

/** The object can only have come from the door, under this viewer's Scope. */
export const releasedByDoor: NamedRule = { name: 'releasedByDoor', rule: allow, free: true };

/**
 * The viewer is of one of these kinds. Contextual: one verdict a request, whatever parent and
 * arguments are; what depends on those is for Scope and services, not for shield.
 */
function viewerIs(name: string, kinds: readonly ViewerKind[]): NamedRule {
  return {
    name,
    free: false,
    rule: rule(name, { cache: 'contextual' })((_parent, _args, context: RequestContext) =>
      kinds.includes(context.viewer.kind),
    ),
  };
}

export const signedIn = viewerIs('signedIn', [
  'MEMBER',
  'APP',
  'PARTNER',
  'AUDITOR',
  'AGENT',
  'ADMIN',
]);
export const member = viewerIs('member', ['MEMBER']);
export const partner = viewerIs('partner', ['PARTNER']);
export const auditor = viewerIs('auditor', ['AUDITOR']);
export const agent = viewerIs('agent', ['AGENT']);
export const admin = viewerIs('admin', ['ADMIN']);
export const office = viewerIs('office', ['AGENT', 'ADMIN']);
export const memberOrOffice = viewerIs('memberOrOffice', ['MEMBER', 'AGENT', 'ADMIN']);
export const memberOrApp = viewerIs('memberOrApp', ['MEMBER', 'APP']);
export const memberAppOrAuditor = viewerIs('memberAppOrAuditor', ['MEMBER', 'APP', 'AUDITOR']);
export const memberOrAuditor = viewerIs('memberOrAuditor', ['MEMBER', 'AUDITOR']);
export const memberAuditorOrAgent = viewerIs('memberAuditorOrAgent', [
  'MEMBER',
  'AUDITOR',
  'AGENT',
]);
export const grantReader = viewerIs('grantReader', ['MEMBER', 'APP', 'AUDITOR', 'AGENT']);
export const disclosureReader = viewerIs('disclosureReader', [
  'MEMBER',
  'APP',
  'PARTNER',
  'AUDITOR',
]);
export const overseer = viewerIs('overseer', ['PARTNER', 'AUDITOR', 'ADMIN']);

export const appOrPartner = viewerIs('appOrPartner', ['APP', 'PARTNER']);
export const partnerOrAdmin = viewerIs('partnerOrAdmin', ['PARTNER', 'ADMIN']);

/** For one object type, the rule of each of its fields. */
export type TypeAccess = Readonly<Record<string, NamedRule>>;
/** For each object type of a slice, its access. */
export type Access = Readonly<Record<string, TypeAccess>>;

/** The same rule for several fields. */
export function fields(names: readonly string[], named: NamedRule): TypeAccess {
  return Object.fromEntries(names.map((name) => [name, named]));
}
