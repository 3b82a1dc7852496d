import type { Mutant } from './mutant.ts';

const file = 'prisma/migrations/20261127000500_gate_skips_records/migration.sql';
const gate = 'test/ledger/gate.test.ts';

/** Defects of the rest of what the ledger promises. */
export const ledgerMutants: readonly Mutant[] = [
  {
    name: 'retry not idempotent',
    promise: 'nothing acknowledged is entered twice',
    file,
    find: 'select distinct x.release_id from ledger.entries_of(v_releases, v_from) x);',
    replace: 'select null::uuid where false);',
    caughtBy: ['test/ledger/append.test.ts', 'test/ledger/append-faults.test.ts', gate],
    telling: 'under one release id stand once',
  },
  {
    name: 'the gate passes over too much of a leaf',
    promise: 'the gate trusts nobody',
    file,
    find: `      and position('{'::bytea in substring(leaf from 2 for records - 2)) = 0
      and substring(leaf from brace for 13) = '},"release":"'::bytea
    then substring(leaf from 1 for records - 1) || substring(leaf from brace + 2)`,
    replace: `    then substring(leaf from 1 for records - 1)
      || substring(leaf from position('},"release":"'::bytea in leaf) + 2)`,
    caughtBy: ['test/ledger/gate-reading.test.ts'],
    telling: 'behind the records is judged all the same',
  },
  {
    name: 'a grant changes without its entry',
    promise: 'no change without its entry',
    file: 'prisma/migrations/20261122000400_gate/migration.sql',
    find: 'create constraint trigger grant_entry after insert or update on consent_grant',
    replace: 'create constraint trigger grant_entry after insert or update of id on consent_grant',
    caughtBy: ['test/db/triggers.test.ts'],
    telling: 'does not end without its entry in the ledger',
  },
  {
    name: 'an ended grant may change',
    promise: 'an ended grant never changes again',
    file: 'prisma/migrations/20261122000200_rules/migration.sql',
    find: "if old.state <> 'ACTIVE' then",
    replace: 'if false then',
    caughtBy: ['test/db/triggers.test.ts'],
    telling: 'that has ended never changes',
  },
  {
    name: 'entries may be changed',
    promise: 'nothing is rewritten',
    file: 'prisma/migrations/20261122000300_ledger/migration.sql',
    find: 'before update or delete on ledger.entry for each row',
    replace: 'before delete on ledger.entry for each row',
    caughtBy: ['test/db/triggers.test.ts'],
    telling: 'stays when the administrator switches triggers off',
  },
];
