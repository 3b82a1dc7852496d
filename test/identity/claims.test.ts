import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { VIEWER_KINDS } from '../../src/identity/viewer.ts';
import { APP, createIssuer, type Issuer, MEMBER, OTHER_MEMBER, PARTNER } from './kit/issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await createIssuer();
});

const app = { viewer_kind: 'APP', client_id: APP, sub: undefined };
const verified = async (claims: Record<string, unknown>) =>
  (await issuer.verify(await issuer.sign(claims))).viewer;
const expectRefused = (claims: Record<string, unknown>, claim: string) =>
  expect(verified(claims)).rejects.toMatchObject({
    reason: 'bad_claims',
    description: expect.stringContaining(`Claim ${claim} `),
  });

describe('an app', () => {
  test('with system/*.rs reaches all granting members', async () => {
    expect(await verified({ ...app, scope: 'system/*.rs' })).toMatchObject({
      kind: 'APP',
      appId: APP,
      subject: APP,
      members: { all: true },
    });
  });

  test('with patient/*.rs reaches the named member and no other', async () => {
    const scope = 'openid launch/patient offline_access patient/*.rs';
    expect(await verified({ ...app, scope, patient: MEMBER })).toMatchObject({
      members: { all: false, memberId: MEMBER },
    });
  });

  test.each([
    ['no scope', {}, 'scope'],
    ['an empty scope', { scope: '' }, 'scope'],
    ['a member but no scope', { patient: MEMBER }, 'scope'],
    ['patient/*.rs without a member', { scope: 'patient/*.rs' }, 'patient'],
    ['patient/*.rs and a null member', { scope: 'patient/*.rs', patient: null }, 'patient'],
    ['patient/*.rs and an empty member', { scope: 'patient/*.rs', patient: '' }, 'patient'],
    ['system/*.rs with a member', { scope: 'system/*.rs', patient: MEMBER }, 'patient'],
    ['both', { scope: 'system/*.rs patient/*.rs', patient: MEMBER }, 'scope'],
    ['writing scopes', { scope: 'system/*.cruds' }, 'scope'],
    ['reading without search', { scope: 'system/*.r' }, 'scope'],
    ['a narrower scope', { scope: 'patient/Claim.rs', patient: MEMBER }, 'scope'],
    ['a filtered scope', { scope: 'system/*.rs?status=active' }, 'scope'],
    ['SMART v1 scopes', { scope: 'system/*.read' }, 'scope'],
    ['another case', { scope: 'SYSTEM/*.RS' }, 'scope'],
    ['scopes as a list', { scope: ['system/*.rs'] }, 'scope'],
    ['a client that is no UUID', { scope: 'system/*.rs', client_id: 'app' }, 'client_id'],
    ['no client', { scope: 'system/*.rs', client_id: undefined }, 'client_id'],
    ['a partner', { scope: 'system/*.rs', partner: PARTNER }, 'partner'],
  ])('with %s is refused', async (_what, claims, claim) => {
    await expectRefused({ ...app, ...claims }, claim);
  });

  test('reaches all members only with exactly the scope that says so', async () => {
    const words = ['system/*.rs', 'patient/*.rs', 'user/*.rs', 'openid', 'system/*.r', ''];
    const claims = fc.record({
      scope: fc.option(fc.array(fc.constantFrom(...words), { maxLength: 4 })),
      patient: fc.option(fc.constantFrom(MEMBER, OTHER_MEMBER), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(claims, async ({ scope, patient }) => {
        const viewer = await verified({ ...app, scope: scope?.join(' '), patient }).catch(
          () => null,
        );
        if (viewer?.kind !== 'APP') return;
        const asked = new Set(scope?.filter((word) => word.includes('/')));
        if (viewer.members.all) {
          expect([...asked]).toEqual(['system/*.rs']);
          expect(patient).toBeUndefined();
        } else {
          expect([...asked]).toEqual(['patient/*.rs']);
          expect(viewer.members.memberId).toBe(patient);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a member', () => {
  test('is known by the same identifier however it is written', async () => {
    expect(await verified({ sub: MEMBER.toUpperCase() })).toMatchObject({ memberId: MEMBER });
  });

  test.each([
    ['no subject', { sub: undefined }, 'sub'],
    ['a subject that is no UUID', { sub: 'jane@example.org' }, 'sub'],
    ['an app: it would speak with the voice of its member', { client_id: APP }, 'client_id'],
    ['resource scopes', { scope: 'patient/*.rs' }, 'scope'],
    ['a patient', { patient: OTHER_MEMBER }, 'patient'],
    ['a partner', { partner: PARTNER }, 'partner'],
    ['somebody who acts for them', { act: { sub: APP } }, 'act'],
    ['a proof of possession nobody checks', { cnf: { jkt: 'x' } }, 'cnf'],
    ['authorization details', { authorization_details: [] }, 'authorization_details'],
  ])('with %s is refused', async (_what, claims, claim) => {
    await expectRefused(claims, claim);
  });
});

describe('a partner and the staff of the plan', () => {
  test('are known by an opaque subject', async () => {
    const partner = { viewer_kind: 'PARTNER', sub: 'auth0|17', partner: PARTNER };
    expect(await verified(partner)).toMatchObject({ partnerId: PARTNER, subject: 'auth0|17' });
    for (const viewer_kind of ['AUDITOR', 'AGENT', 'ADMIN']) {
      const viewer = await verified({ viewer_kind, sub: 'staff-3' });
      expect(viewer).toMatchObject({ kind: viewer_kind, subject: 'staff-3' });
    }
  });

  test.each([
    ['a name for a subject', { viewer_kind: 'AUDITOR', sub: 'Jane Doe' }, 'sub'],
    ['an e-mail address', { viewer_kind: 'AGENT', sub: 'jane@example.org' }, 'sub'],
    ['an app', { viewer_kind: 'ADMIN', sub: 'staff-3', client_id: APP }, 'client_id'],
    ['no partner', { viewer_kind: 'PARTNER', sub: 'x' }, 'partner'],
    ['a token identifier with a line break', { jti: 'a\r\nb' }, 'jti'],
    ['no kind', { viewer_kind: undefined }, 'viewer_kind'],
    ['the kind nobody', { viewer_kind: 'NOBODY' }, 'viewer_kind'],
    ['a kind in another case', { viewer_kind: 'admin' }, 'viewer_kind'],
    ['two kinds', { viewer_kind: ['MEMBER', 'ADMIN'] }, 'viewer_kind'],
  ])('are refused with %s', async (_what, claims, claim) => {
    await expectRefused(claims, claim);
  });

  test('every kind but nobody can be named by a token', async () => {
    const complete = { sub: MEMBER, partner: undefined, scope: undefined, client_id: undefined };
    for (const viewer_kind of VIEWER_KINDS.filter((kind) => kind !== 'NOBODY')) {
      const extra = viewer_kind === 'APP' ? { client_id: APP, scope: 'system/*.rs' } : {};
      const partner = viewer_kind === 'PARTNER' ? { partner: PARTNER } : {};
      const viewer = await verified({ ...complete, ...extra, ...partner, viewer_kind });
      expect(viewer.kind).toBe(viewer_kind);
    }
  });
});
