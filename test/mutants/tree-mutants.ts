import type { Mutant } from './mutant.ts';

const proved = 'anyone can check the ledger';
const guarded = 'what changed stops releases';
const tree = 'test/ledger/core/tree.test.ts';
const vectors = 'test/ledger/core/public-vectors.test.ts';
const guard = 'test/ledger/guard/guard.test.ts';
const integrate = 'test/ledger/tree/integrate.test.ts';

/** Defects of proofs, of signing, and of what a gateway keeps an eye on. */
export const treeMutants: readonly Mutant[] = [
  {
    name: 'an inclusion proof may have any length',
    promise: proved,
    file: 'src/ledger/core/inclusion.ts',
    find: 'if (proof.length !== expected) {',
    replace: 'if (proof.length < 0) {',
    caughtBy: [vectors, tree],
    telling: 'every public inclusion case is accepted or refused as it should be',
  },
  {
    name: 'a consistency proof is held against the later root alone',
    promise: proved,
    file: 'src/ledger/core/consistency.ts',
    find: 'if (!sameHash(olderRoot, earlier.root)) {',
    replace: 'if (olderRoot.length === 0) {',
    caughtBy: [tree, vectors],
    telling: 'every size goes on from every smaller one, and from no other history',
  },
  {
    name: 'signatures of nobody known are enough',
    promise: proved,
    file: 'src/ledger/core/signatures.ts',
    find: 'if (checked.length > 0) return checked;',
    replace: 'if (note.signatures.length > 0) return checked;',
    caughtBy: ['test/ledger/core/notes.test.ts'],
    telling: 'nobody known',
  },
  {
    name: 'signed without a look at what was signed before',
    promise: 'nothing is signed over a changed ledger',
    file: 'src/ledger/tree/integrate.ts',
    find: 'for (const one of signed) await expectContinuation(one, grown);',
    replace: '',
    caughtBy: [integrate],
    telling: 'when the tree was made anew over other entries',
  },
  {
    name: 'fewer entries than were signed are signed again',
    promise: 'nothing is signed over a changed ledger',
    file: 'src/ledger/tree/continues.ts',
    find: 'if (covered <= entries) return;',
    replace: 'if (covered >= 0n) return;',
    caughtBy: [integrate],
    telling: 'when the latest entries are gone',
  },
  {
    name: 'published before the second store has it',
    promise: 'nothing is signed over a changed ledger',
    file: 'src/ledger/tree/integrate.ts',
    find: "if (!first) return { kind: 'BUSY' };",
    replace: '',
    caughtBy: [integrate, 'test/ledger/tree/key-change.test.ts'],
    telling: 'is not published where another was faster in the second store',
  },
  {
    name: 'a name in the second store is given twice',
    promise: 'nothing is signed over a changed ledger',
    file: 'src/ledger/second-store/folder.ts',
    find: 'return (await newestName(folder)) === after;',
    replace: 'return true;',
    caughtBy: ['test/ledger/second-store/folder.test.ts'],
    telling: 'gives none even to who saw it free before others went on from it',
  },
  {
    name: 'what was acknowledged is not compared',
    promise: guarded,
    file: 'src/ledger/guard/guard.ts',
    find: 'if (sameHash(hashAt(index), hash)) continue;',
    replace: 'if (hashAt(index).length === hash.length) continue;',
    caughtBy: [guard],
    telling: 'has another entry than was acknowledged',
  },
  {
    name: 'any checkpoint goes on from the last',
    promise: guarded,
    file: 'src/ledger/guard/guard.ts',
    find: 'await this.#checkContinuation(next);',
    replace: '',
    caughtBy: [guard],
    telling: 'is told anew by someone who has emptied the second store as well',
  },
];
