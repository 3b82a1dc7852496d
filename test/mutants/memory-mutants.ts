import type { Mutant } from './mutant.ts';

const file = 'src/consent/permission-memory.ts';
const memory = 'test/consent/permission-memory.test.ts';
const immediate = 'revocation is immediate';
const promise = 'nothing unconsented';

/** Defects of what is remembered of permissions, and for whom. */
export const memoryMutants: readonly Mutant[] = [
  {
    name: 'a refused release is read again from memory',
    promise: immediate,
    file,
    find: 'fresh ? undefined : this.#known?.get(keyOf(viewer, memberId)),',
    replace: 'this.#known?.get(keyOf(viewer, memberId)),',
    caughtBy: [memory, 'test/grants/revoke.test.ts', 'test/faults/ledger-down.test.ts'],
    telling: 'is withheld once a new grant covers less',
  },
  {
    name: 'a refused release asks for no fresh permissions',
    promise: immediate,
    file: 'src/gateway/plugins/release-after-append.ts',
    find: 'await attempt(gate, execute, args, context, true)',
    replace: 'await attempt(gate, execute, args, context, false)',
    caughtBy: [memory],
    telling: 'is unknown once the term is over',
  },
  {
    name: "one app's permission is remembered for every app",
    promise,
    file,
    find: `APP \${viewer.appId} \${reach}`,
    replace: `APP \${reach}`,
    caughtBy: [memory],
    telling: 'is unknown to another app',
    short: true,
  },
  {
    name: 'a permission is remembered for every token of its app',
    promise,
    file,
    find: `\${viewer.appId} \${reach} \${memberId}`,
    replace: `\${viewer.appId} \${memberId}`,
    caughtBy: [memory],
    telling: "the same app's token for another member",
  },
  {
    name: "a member's own permission is remembered for every member",
    promise,
    file,
    find: `MEMBER \${viewer.memberId} \${memberId}`,
    replace: `MEMBER \${memberId}`,
    caughtBy: [memory],
    telling: 'is unknown to another member',
  },
];
