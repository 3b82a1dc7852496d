import type { Mutant } from './mutant.ts';

const release = 'src/gateway/plugins/release-after-append.ts';
const response = 'src/gateway/plugins/json-response.ts';
const down = 'test/faults/ledger-down.test.ts';
const accept = 'test/gateway/accept.test.ts';
const promise = 'no ledger, no data';
const await_ = 'const outcome = await gate.appender.append(leaves);';

/** Defects between execution and the first byte that leaves. */
export const releaseMutants: readonly Mutant[] = [
  {
    name: 'append after send',
    promise,
    file: release,
    find: `${await_}
    if (outcome.kind === 'REFUSED') return { kind: 'REFUSED' };`,
    replace: 'void gate.appender.append(leaves).catch(() => undefined);',
    caughtBy: [down, accept],
    telling: 'when another session holds the head beyond the deadline',
    short: true,
  },
  {
    name: 'a refused release leaves all the same',
    promise: 'revocation is immediate',
    file: release,
    find: "if (outcome.kind === 'REFUSED') return { kind: 'REFUSED' };",
    replace: '',
    caughtBy: [down],
    telling: 'leaves its member out, and the others in',
  },
  {
    name: 'data leaves when the ledger is down',
    promise,
    file: release,
    find: 'return done(withheld(code, operation, cause));',
    replace: 'return done(withSerialisedData(result, data));',
    caughtBy: [down],
    telling: 'when the gateway may not append',
  },
  {
    name: 'gate skipped for Accept: text/event-stream',
    promise,
    file: release,
    find: await_,
    replace: `const outcome = Reflect.get(context, 'request').headers.get('accept')?.includes('event-stream')
      ? { kind: 'APPENDED' as const }
      : await gate.appender.append(leaves);`,
    caughtBy: [accept],
    telling: 'text/event-stream, application/json',
  },
  {
    name: "event streams are answered by the server's own way",
    promise,
    file: response,
    find: "if (negotiate(request.headers.get('accept')) !== undefined) return;",
    replace: 'if (request) return;',
    also: [
      {
        find: "const mediaType = negotiate(request.headers.get('accept')) ?? 'application/json';",
        replace: `const mediaType = negotiate(request.headers.get('accept'));
    if (mediaType === undefined) return;`,
      },
    ],
    caughtBy: [accept],
    telling: 'nothing leaves and nothing is entered',
  },
  {
    name: 'hash over other bytes than sent',
    promise: 'the entry has the hash of the bytes that were sent',
    file: release,
    find: "responseHash: hash('sha256', data ?? 'null'),",
    replace: "responseHash: hash('sha256', JSON.stringify(result)),",
    caughtBy: ['test/gateway/main-job.test.ts', accept],
    telling: 'with the hash of the bytes that were sent',
  },
  {
    name: 'data is written anew after it was hashed',
    promise: 'the entry has the hash of the bytes that were sent',
    file: response,
    find: `parts.push(\`"data":\${data}\`);`,
    replace: `parts.push(\`"data":\${JSON.stringify(JSON.parse(data), null, 1)}\`);`,
    caughtBy: [accept, 'test/gateway/main-job.test.ts'],
    telling: 'data beside an error has its entry',
  },
  {
    name: "a member's own reads are not entered",
    promise: 'everybody is accounted for',
    file: release,
    find: 'if (notebook.isEmpty) return',
    replace: "if (notebook.isEmpty || context.viewer.kind === 'MEMBER') return",
    caughtBy: ['test/members/members.test.ts', 'test/gateway/authentication.test.ts'],
    telling: 'that a member is there at all is a disclosure',
  },
  {
    name: "an auditor's reads are not entered",
    promise: 'everybody is accounted for',
    file: 'src/consent/notebook.ts',
    find: 'this.auditReads.push({ what, count, members });',
    replace: '',
    caughtBy: ['test/disclosures/history.test.ts', 'test/disclosures/ledger-words.test.ts'],
    telling: 'is itself watched',
  },
  {
    name: 'a token may run out at the ledger',
    promise: 'a token is over when it is over',
    file: release,
    find: `if (expired()) return done(withheld('TOKEN_EXPIRED', operation));
    const receipted`,
    replace: 'const receipted',
    caughtBy: ['test/gateway/authentication.test.ts'],
    telling: 'gets nothing when the ledger was slow',
  },
  {
    name: 'response can be cached',
    promise: 'what is released is not kept on the way',
    file: response,
    find: "'cache-control': 'no-store',",
    replace: "'cache-control': 'private',",
    caughtBy: [accept],
    telling: 'health data leaves with its entry',
  },
];
