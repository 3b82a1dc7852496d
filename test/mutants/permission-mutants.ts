import type { Mutant } from './mutant.ts';

const scope = 'src/consent/scope.ts';
const permissions = 'src/consent/permissions.ts';
const scopes = 'test/consent/scope.test.ts';
const overHttp = 'test/records/graphql-scope.test.ts';
const promise = 'nothing unconsented';

/** Defects of what a permission is compiled to. */
export const scopeMutants: readonly Mutant[] = [
  {
    name: 'no floor',
    promise,
    file: scope,
    find: 'const since = latest(permission.since, permission.floorDate);',
    replace: 'const { since } = permission;',
    caughtBy: [scopes],
    telling: 'covers no service before the plan’s floor',
    short: true,
  },
  {
    name: 'window end not compiled',
    promise,
    file: scope,
    find: 'until: permission.until ?? openEnd',
    replace: 'until: openEnd',
    caughtBy: [scopes, 'test/records/graphql-pages.test.ts'],
    telling: 'covers no service before the plan’s floor or its own window',
  },
  {
    name: 'prior authorisations to plans',
    promise,
    file: scope,
    find: "priorAuthorizations: permission.recipient === 'THIRD_PARTY_APP'",
    replace: 'priorAuthorizations: true',
    caughtBy: [overHttp, 'test/security/withheld-alike.test.ts'],
    telling: 'a prior authorisation is for the member and an app',
  },
  {
    name: 'payments to plans',
    promise,
    file: scope,
    find: "HEALTH_PLAN: ['PAYMENTS']",
    replace: 'HEALTH_PLAN: []',
    caughtBy: [scopes, overHttp],
    telling: 'shows no payments to a HEALTH_PLAN',
  },
  {
    name: 'no five years for plans',
    promise,
    file: scope,
    find: '? latest(since, fiveYearsBefore(permission.signedOn))',
    replace: '? since',
    caughtBy: [overHttp, scopes],
    telling: 'five years are counted to the day',
  },
  {
    name: 'a filter widens',
    promise,
    file: scope,
    find: 'since: latest(dates.since, by.since ?? dates.since),',
    replace: 'since: by.since ?? dates.since,',
    caughtBy: [scopes],
    telling: 'a filter never widens',
  },
  {
    name: 'a filter by date leaves the undated',
    promise,
    file: scope,
    find: 'undated: scope.undated && !dated',
    replace: 'undated: scope.undated',
    caughtBy: [scopes, overHttp],
    telling: 'a filter by date leaves nothing undated',
  },
];

/** Defects of who has a permission at all. */
export const permissionMutants: readonly Mutant[] = [
  {
    name: "token's bound member ignored",
    promise,
    file: permissions,
    find: 'viewer.members.all || viewer.members.memberId === memberId;',
    replace: 'true || memberId;',
    caughtBy: ['test/members/members.test.ts', 'test/security/viewer-field-matrix.test.ts'],
    telling: "an app's token for one member reaches no other",
  },
  {
    name: "token's bound member ignored in lists of members",
    promise,
    file: permissions,
    find: 'viewer.members.all ? null : viewer.members.memberId',
    replace: 'null',
    caughtBy: ['test/security/refusals-alike.test.ts', 'test/members/members.test.ts'],
    telling: 'the same in lists',
  },
  {
    name: "a member is given another's record",
    promise,
    file: permissions,
    find: 'if (!memberIds.includes(ownId)) return new Map();',
    replace: '',
    also: [{ find: 'values: [ownId],', replace: 'values: [memberIds[0]],' }],
    caughtBy: ['test/members/members.test.ts', 'test/security/viewer-field-matrix.test.ts'],
    telling: 'a member is themself, and finds only themself',
  },
  {
    name: 'expired grants are found',
    promise: 'refusals teach nobody anything',
    file: permissions,
    find: 'and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at',
    replace: '',
    caughtBy: ['test/security/refusals-alike.test.ts'],
    telling: 'the same whatever the reason, byte for byte',
  },
  {
    name: 'grants of suspended apps are found',
    promise: 'refusals teach nobody anything',
    file: permissions,
    find: "and a.state = 'APPROVED'",
    replace: '',
    caughtBy: ['test/security/refusals-alike.test.ts', 'test/apps/suspension.test.ts'],
    telling: 'the same whatever the reason, byte for byte',
  },
  {
    name: 'every grant is every app’s to list',
    promise: 'refusals teach nobody anything',
    file: 'src/grants/visible-grants.ts',
    find: '? { appId: viewer.appId }',
    replace: '? {}',
    caughtBy: ['test/security/viewer-field-matrix.test.ts', 'test/security/refusals-alike.test.ts'],
    telling: 'a stranger of the same kind reaches nothing',
  },
];
