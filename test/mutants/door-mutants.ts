import type { Mutant } from './mutant.ts';

const statement = 'src/consent/door/statement.ts';
const door = 'test/consent/door.test.ts';
const overHttp = 'test/records/graphql-scope.test.ts';
const promise = 'nothing unconsented';

/** Defects of the door's SQL: what is read of a member's records. */
export const doorMutants: readonly Mutant[] = [
  {
    name: 'no label check',
    promise,
    file: statement,
    find: "'(s.every_label or r.labels <@ s.labels)'",
    replace: "'true'",
    caughtBy: ['test/gateway/main-job.test.ts', door],
    telling: 'a labelled claim is released only to a grant that names every label',
    short: true,
  },
  {
    name: 'one label of several is enough',
    promise,
    file: statement,
    find: 'r.labels <@ s.labels',
    replace: 'r.labels && s.labels or cardinality(r.labels) = 0',
    caughtBy: [door],
    telling: 'gives a single record to whom its scope covers it',
  },
  {
    name: 'no window end',
    promise,
    file: statement,
    find: 'r.service_date between s.since and s.until end',
    replace: 'r.service_date >= s.since end',
    caughtBy: [door],
    telling: 'gives a single record to whom its scope covers it',
    short: true,
  },
  {
    name: 'no window start',
    promise,
    file: statement,
    find: 'r.service_date between s.since and s.until end',
    replace: 'r.service_date <= s.until end',
    caughtBy: [door],
    telling: 'gives a single record to whom its scope covers it',
  },
  {
    name: 'category judged by resource type only',
    promise,
    file: statement,
    find: "if (typeof kind.category !== 'string') conditions.push('r.category = any(s.categories)');",
    replace: '',
    caughtBy: [overHttp, door],
    telling: 'of CLAIMS alone',
    short: true,
  },
  {
    name: 'payments not nulled',
    promise,
    file: statement,
    find: `case when s.payments then \${alias}.\${column} end as \${column}`,
    replace: `\${alias}.\${column}`,
    caughtBy: [overHttp, door],
    telling: 'without PAYMENTS every amount is withheld',
  },
  {
    name: 'undated let through',
    promise,
    file: statement,
    find: 'then s.undated else',
    replace: 'then true else',
    caughtBy: [door, 'test/security/withheld-alike.test.ts'],
    telling: 'gives a single record to whom its scope covers it',
  },
  {
    name: 'record read by its id without the scope',
    promise,
    file: statement,
    find: `join health.\${kind.table} r on r.id = s.record
      and \${covered(kind)}`,
    replace: `join health.\${kind.table} r on r.id = s.record
      and r.member_id = s.member`,
    caughtBy: [door, 'test/security/withheld-alike.test.ts', overHttp],
    telling: 'gives a single record to whom its scope covers it',
  },
  {
    name: 'part read without re-judging',
    promise,
    file: statement,
    find: `and \${covered(part.of)}`,
    replace: 'and r.member_id = s.member',
    caughtBy: [door],
    telling: 'are given with the record and never without it',
  },
  {
    name: 'what was read is not all noted',
    promise: 'no ledger, no data',
    file: 'src/consent/notebook.ts',
    find: 'for (const label of record.labels) notes.labels.add(label);',
    replace: '',
    caughtBy: [door],
    telling: 'pages through exactly what each scope covers',
  },
  {
    name: 'single records are not noted',
    promise: 'no ledger, no data',
    file: 'src/consent/door/door.ts',
    find: 'notebook.noteRecords(scope, kind, record ? [record] : [], payments && hasMoney(kind));',
    replace: '',
    caughtBy: [door],
    telling: 'gives a single record to whom its scope covers it',
  },
];
