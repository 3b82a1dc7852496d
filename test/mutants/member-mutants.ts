import type { Mutant } from './mutant.ts';

const alone = 'an app gets what its member signed, and nobody else does';
const seen = 'nobody signs what they could not read';
const told = 'who is told is told of what happened';
const order = 'test/authorization/signing-order.test.ts';
const codes = 'test/authorization/rfc9700/codes.test.ts';
const tokens = 'test/authorization/rfc9700/tokens.test.ts';
const addresses = 'test/notify/webhook-addresses.test.ts';
const artifacts = 'src/authorization/artifact-store.ts';
const signing = 'src/grants/sign-grant.ts';

/** Defects of what members sign, and of what apps, partners and other members get by it. */
export const memberMutants: readonly Mutant[] = [
  {
    name: 'tokens outlive their consent',
    promise: alone,
    file: artifacts,
    find: `where g.id = \${grantId} and g.state = 'ACTIVE'`,
    replace: `where g.id = \${grantId}`,
    caughtBy: ['test/faults/tokens-end.drill.test.ts'],
    telling: 'the member takes it back',
  },
  {
    name: 'tokens outlive the approval of their app',
    promise: alone,
    file: artifacts,
    find: "on a.id = g.app_id and a.state = 'APPROVED'",
    replace: 'on a.id = g.app_id',
    caughtBy: [codes],
    telling: 'of an app that is suspended meanwhile ends',
  },
  {
    name: 'a refresh token that is shown again ends nothing',
    promise: alone,
    file: artifacts,
    find: '{ consumed: row.consumed }',
    replace: '{}',
    also: [
      {
        find: 'if (used?.grantId !== undefined) await this.#endGrant(used.grantId);',
        replace: 'if (used === undefined) await this.#endGrant(id);',
      },
    ],
    caughtBy: [tokens],
    telling: 'whoever shows an old one ends the whole family',
  },
  {
    name: 'a form from another site is taken',
    promise: alone,
    file: 'src/pages/forms.ts',
    find: 'return headers.origin === origin;',
    replace: "return headers.origin === origin || headers.origin.startsWith('http');",
    caughtBy: [codes, 'test/member-site/sessions.test.ts'],
    telling: 'a form from another site, or from nowhere, does nothing',
  },
  {
    name: 'a consent is signed before its texts are read',
    promise: seen,
    file: 'src/signing/sign-step.ts',
    find: 'if (!hasChosen(progress, draft) || unread.length > 0) return next;',
    replace: 'if (!hasChosen(progress, draft)) return next;',
    caughtBy: [order],
    telling: 'while the member is asked to read',
  },
  {
    name: 'a consent is signed that has changed since it was seen',
    promise: seen,
    file: signing,
    find: 'if (seen !== undefined && seen !== fingerprintOf(draft)) throw changedMeanwhile();',
    replace: '',
    caughtBy: [order],
    telling: 'is not signed unseen: the text that is signed',
  },
  {
    name: 'Social Security numbers are hashed without the key',
    promise: 'Social Security numbers are kept nowhere',
    file: 'src/members/social-security.ts',
    find: "createHmac('sha256', key)",
    replace: "createHmac('sha256', key.subarray(key.length))",
    caughtBy: ['test/records/import/social-security.test.ts'],
    telling: 'is kept as a keyed hash, and as nothing else',
  },
  {
    name: "another member's complaint is shown",
    promise: 'a complaint is between a member and their plan',
    file: 'src/complaints/visible-complaints.ts',
    find: "if (viewer.kind === 'MEMBER') return { memberId: viewer.memberId };",
    replace: "if (viewer.kind === 'MEMBER') return {};",
    caughtBy: ['test/complaints/complaints.test.ts'],
    telling:
      'sees their own, page by page, the newest first, and of another’s as little as of none',
  },
  {
    name: 'sessions outlive a new password',
    promise: "an account is its member's",
    file: 'src/accounts/set-password.ts',
    find: 'await endSessions(tx, account.memberId, keep);',
    replace: '',
    caughtBy: ['test/accounts/reset-password.test.ts'],
    telling: 'ends every session of the member, and of nobody else',
  },
  {
    name: 'a mail is queued beside the transaction that it tells of',
    promise: told,
    file: signing,
    find: 'await mailMember(tx, memberId, {',
    replace: 'await mailMember(Object(database.prisma), memberId, {',
    caughtBy: ['test/notify/told.test.ts'],
    telling: 'a signature that the ledger does not take',
  },
  {
    name: 'a name with one public address may lead to private ones, too',
    promise: "nobody is made to call into the plan's network",
    file: 'src/notify/webhooks/addresses.ts',
    find: 'production && !found.every(isPublic)',
    replace: 'production && !found.some(isPublic)',
    caughtBy: [addresses],
    telling: 'any name that leads to an address that is not public, is no endpoint',
  },
  {
    name: 'a connection goes wherever the name leads by then',
    promise: "nobody is made to call into the plan's network",
    file: 'src/notify/webhooks/post.ts',
    find: 'lookup: judged(rules, signal),',
    replace: 'lookup: judged({ ...rules, production: false }, signal),',
    caughtBy: [addresses],
    telling: 'is judged anew by each connection',
  },
  {
    name: 'a webhook is delivered before it is sent',
    promise: told,
    file: 'src/notify/webhooks/courier.ts',
    find: 'const headers = headersOf(claimed, body, claimed, now());',
    replace: `await markDelivered(database, claimed, 204);
      const headers = headersOf(claimed, body, claimed, now());`,
    caughtBy: ['test/faults/webhook-crash.drill.test.ts'],
    telling: 'every committed event is delivered at least once',
  },
];
