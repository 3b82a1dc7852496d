import type { Mutant } from './mutant.ts';

const file = 'prisma/migrations/20261127000500_gate_skips_records/migration.sql';
const races = 'test/ledger/revocation.test.ts';
const immediate = 'revocation is immediate';

const lock = 'select next_index into strict v_from from ledger.head where id = 1 for update;';
const unlocked = lock.replace(' for update', '');

/** The head is locked only when what may be inserted is decided. */
const lockAfterwards = {
  find: '  return query\n    insert into ledger.entry (idx,',
  replace: `  ${lock}\n  return query\n    insert into ledger.entry (idx,`,
};

/** Defects of the gate's own order: what would let a disclosure follow a revocation. */
export const orderMutants: readonly Mutant[] = [
  {
    name: 'lock and check in one statement',
    promise: immediate,
    file,
    find: lock,
    replace: unlocked,
    also: [
      {
        find: `select e.release
      from unnest(v_new) e
`,
        replace: `select e.release
      from (select 1 from ledger.head where id = 1 for update) locked cross join unnest(v_new) e
`,
      },
      lockAfterwards,
    ],
    caughtBy: [races, 'test/faults/ledger-down.test.ts'],
    telling: 'commits while a release waits for the head refuses it',
  },
  {
    name: 'gate function STABLE',
    promise: immediate,
    file,
    // A STABLE function sees what its caller's statement saw, though it waits; what it may not do itself, others do.
    find: '  v_new ledger.projection[];',
    replace: '  v_refused uuid[];\n  v_new ledger.projection[];',
    also: [
      {
        find: '-- Appends whole releases and returns',
        replace: `create function ledger.lock_head() returns bigint language plpgsql volatile as $$
declare v bigint;
begin
  select next_index into strict v from ledger.head where id = 1 for update;
  return v;
end $$;
create function ledger.judge(p_new ledger.projection[]) returns uuid[] language plpgsql stable as $$
declare v uuid[];
begin
  perform ledger.lock_head();
  v := array(
    select e.release
      from unnest(p_new) e
      left join public.consent_grant g on g.id = e."grant"
      left join public.app a on a.id = g.app_id
     where e.kind = 'DISCLOSURE' and not coalesce(g.version = e."grantVersion" and g.state = 'ACTIVE'
       and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
       and a.state = 'APPROVED', false));
  return v;
end $$;
-- Appends whole releases and returns`,
      },
      { find: `  ${lock}`, replace: `  v_refused := ledger.judge(v_new);\n  ${lock}` },
      {
        find: "     where e.kind = 'DISCLOSURE' and not coalesce(\n           g.version",
        replace:
          "     where e.kind = 'DISCLOSURE' and e.release = any (v_refused) and not coalesce(\n           g.version",
      },
    ],
    caughtBy: [races],
    telling: 'commits while a release waits for the head refuses it',
    short: true,
  },
  {
    name: 'now() for clock_timestamp() in the gate',
    promise: immediate,
    file,
    find: 'and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at',
    replace: 'and g.starts_at <= now() and now() < g.ends_at',
    caughtBy: [races],
    telling: 'whose grant runs out while it waits for the head is refused',
    short: true,
  },
  {
    name: 'judged before the head is locked',
    promise: immediate,
    file,
    find: lock,
    replace: unlocked,
    also: [lockAfterwards],
    caughtBy: [races],
    telling: 'commits while a release waits for the head refuses it',
  },
  {
    name: 'head is read and not locked',
    promise: immediate,
    file,
    find: lock,
    replace: unlocked,
    // That two appends take the same index is a matter of luck; that nobody waits is not.
    caughtBy: [races, 'test/ledger/append.test.ts'],
    telling: 'a revocation that commits while a release waits for the head refuses it',
  },
  {
    name: 'any isolation level is taken',
    promise: immediate,
    file,
    find: "current_setting('transaction_isolation') <> 'read committed'",
    replace: 'false',
    caughtBy: ['test/ledger/append.test.ts'],
    telling: 'under any isolation but READ COMMITTED are refused',
  },
];
