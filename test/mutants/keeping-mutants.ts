import type { Mutant } from './mutant.ts';

const found = 'what was changed is found';
const tamper = 'test/ledger/verify/tamper.test.ts';
const retire = 'test/ledger/retention/retire.test.ts';
const exports = 'test/evidence/export.test.ts';

/** Defects of verifying, checking on a schedule, letting entries go, and handing out evidence. */
export const keepingMutants: readonly Mutant[] = [
  {
    name: 'verify believes the stored hash of a leaf',
    promise: found,
    file: 'src/ledger/verify/range-check.ts',
    find: 'const hash = nodeTreeHash.leaf(isText ? Buffer.from(leaf) : leaf);',
    replace: 'const hash = leaf_hash;',
    caughtBy: [tamper],
    telling: 'any bit of any leaf or hash',
  },
  {
    name: 'verify compares no columns',
    promise: found,
    file: 'src/ledger/verify/range-check.ts',
    find: '} else if (projectionTextOf(read) !== columns) {',
    replace: '} else if (projectionTextOf(read).length < 0) {',
    caughtBy: [tamper],
    telling: 'a row that its owner has changed is found, by its index',
  },
  {
    name: 'verify looks at no former checkpoint',
    promise: found,
    file: 'src/ledger/verify/tree-roots.ts',
    find: 'if (sameHash(root, expected.root)) continue;',
    replace: 'if (root.length > 0) continue;',
    caughtBy: [tamper],
    telling: 'a fork: a changed entry, rebuilt and signed',
  },
  {
    name: 'a check that finds something stops nobody',
    promise: 'what changed stops releases',
    file: 'src/ledger/checks/scheduled-checks.ts',
    find: 'soundness.checked(state.last?.sound === false ? faultOf(state.last) : undefined);',
    replace: 'soundness.checked(undefined);',
    caughtBy: ['test/ledger/checks/checks.test.ts'],
    telling: 'stops every gateway, also after a start, until a check finds it mended',
  },
  {
    name: 'a legal hold is not looked at',
    promise: 'what is kept is kept',
    file: 'src/ledger/retention/retirable.ts',
    find: 'if (hold !== undefined) return',
    replace: 'if (hold !== undefined && number < 0n) return',
    caughtBy: [retire],
    telling: 'keeps what a legal hold covers until it is lifted',
  },
  {
    name: 'a partition goes by its first entry',
    promise: 'what is kept is kept',
    file: 'src/ledger/retention/retirable.ts',
    find: 'if (span.latest >= before)',
    replace: 'if (span.earliest >= before)',
    caughtBy: [retire],
    telling: 'lets whole partitions past retention go',
  },
  {
    name: 'every auditor has every export',
    promise: 'refusals teach nobody anything',
    file: 'src/evidence/exports.ts',
    find: 'findFirst({ where: { id, auditor } })',
    replace: 'findFirst({ where: { id } })',
    caughtBy: [exports],
    telling: 'is nobody else’s',
  },
  {
    name: 'evidence is fetched in any office',
    promise: 'refusals teach nobody anything',
    file: 'src/gateway/evidence-download.ts',
    find: "if (viewer.kind !== 'AUDITOR' || !z.guid().safeParse(id).success) return undefined;",
    replace: 'if (!z.guid().safeParse(id).success) return undefined;',
    caughtBy: [exports],
    telling: 'is nobody else’s',
  },
  {
    name: 'evidence leaves without an entry',
    promise: 'no data before its entry',
    file: 'src/gateway/evidence-download.ts',
    find: "if (request.method === 'GET') {",
    replace: "if (request.method === 'PUT') {",
    caughtBy: [exports],
    telling: 'is not handed out while the ledger cannot enter that it is',
  },
];
