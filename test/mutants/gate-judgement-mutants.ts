import type { Mutant } from './mutant.ts';

const file = 'prisma/migrations/20261127000500_gate_skips_records/migration.sql';
const gate = 'test/ledger/gate.test.ts';

/** Something of a grant that the gate no longer compares with the entry. */
const unjudged = (name: string, telling: string, find: string, replace: string): Mutant => ({
  name: `${name} in the gate`,
  promise: 'the gate trusts nobody',
  file,
  find,
  replace,
  caughtBy: [gate],
  telling,
});

/** Defects of what the gate compares the entry with. */
export const judgementMutants: readonly Mutant[] = [
  unjudged(
    'app state unchecked',
    'to an app that is suspended',
    "and a.state = 'APPROVED' and a.partner_id",
    'and a.partner_id',
  ),
  unjudged(
    'version unchecked',
    'under another version of the grant',
    'g.version = e."grantVersion" and g.state',
    'g.state',
  ),
  unjudged(
    'grant state unchecked',
    'that names the version of the revoked grant',
    `g.version = e."grantVersion" and g.state = 'ACTIVE'`,
    'g.version = e."grantVersion"',
  ),
  unjudged(
    'term unchecked',
    'whose grant has run out',
    'and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at',
    '',
  ),
  unjudged(
    'member unchecked',
    'of another member',
    'and g.member_id = e.member and g.app_id',
    'and g.app_id',
  ),
  unjudged('app unchecked', 'to another app', 'and g.app_id = e.app', ''),
  unjudged('plan unchecked', 'of another plan', 'g.plan_id = e.plan and g.purpose', 'g.purpose'),
  unjudged('purpose unchecked', 'for another purpose', 'and g.purpose = e.purpose', ''),
  unjudged(
    'partner unchecked',
    'to another partner',
    "and a.state = 'APPROVED' and a.partner_id = e.partner, false",
    "and a.state = 'APPROVED', false",
  ),
  unjudged(
    'categories unchecked',
    'of a category that the grant lacks',
    "coalesce(e.categories, '{}') <@ g.categories and coalesce(e.labels",
    'coalesce(e.labels',
  ),
  unjudged(
    'categories of an earlier grant count',
    'of a category that only an earlier grant has',
    "coalesce(e.categories, '{}') <@ g.categories",
    `e.categories <@ array(select c from public.consent_grant o cross join unnest(o.categories) c
         where o.member_id = e.member and o.app_id = e.app)`,
  ),
  unjudged(
    'labels unchecked',
    'of a label that the grant lacks',
    "and coalesce(e.labels, '{}') <@ g.labels",
    '',
  ),
  unjudged(
    'what cannot be judged passes',
    'under a grant that is none',
    'a.partner_id = e.partner, false)',
    'a.partner_id = e.partner, true)',
  ),
];
