import canonicalize from 'canonicalize';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeAppState } from '../../src/apps/app-state.ts';
import { revokeGrant } from '../../src/grants/end-grant.ts';
import type { GrantWithApp } from '../../src/grants/grant-state.ts';
import type { Leaf } from '../../src/ledger/leaf.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { disclosure } from '../kit/leaves.ts';
import {
  type GrantOf,
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
} from '../kit/world.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let ann: string;
let ben: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  ann = memberIdOf(plan, 'ann');
  ben = memberIdOf(plan, 'ben');
});
afterAll(() => gateway.stop());

/** A grant of Ann's for an app of its own. */
const grantFor = async (terms: GrantOf = {}) =>
  makeGrant(gateway, plan, ann, await makeApp(gateway), terms);

const revoke = (grant: GrantWithApp) =>
  revokeGrant(gateway.database, {
    grantId: grant.id,
    memberId: grant.memberId,
    byKind: 'MEMBER',
    by: grant.memberId,
    channel: 'ONLINE',
    reason: '',
  });

/** Changes a grant as no role of the gateway can: with the rules switched off. */
const bend = (grant: GrantWithApp, change: string) =>
  gateway.asAdministrator(
    `set session_replication_role = replica; update consent_grant set ${change} where id = '${grant.id}'`,
  );

/** Appends releases in one statement, past the appender; which of them are in the ledger now. */
async function append(...leaves: readonly (Leaf | object)[]): Promise<string[]> {
  const bytes = leaves.map((leaf) => Buffer.from(canonicalize(leaf) ?? ''));
  const { rows } = await gateway.database.gateway.query(
    'select release_id from ledger.append($1)',
    [bytes],
  );
  return rows.map(({ release_id }) => release_id);
}

const inLedger = async (release: string): Promise<number> =>
  (
    await gateway.asAdministrator('select count(*)::int from ledger.entry where release_id = $1', [
      release,
    ])
  ).rows[0].count;

describe('a release', () => {
  /** Each: what is wrong, and a leaf that has just that fault. */
  const faults: [string, (grant: GrantWithApp) => Promise<object>][] = [
    [
      'whose grant is revoked',
      async (grant) => {
        await revoke(grant);
        return disclosure(grant);
      },
    ],
    [
      'that names the version of the revoked grant',
      async (grant) => {
        await revoke(grant);
        return disclosure(grant, { grantVersion: 2 });
      },
    ],
    [
      'whose grant was superseded',
      async (grant) => {
        await makeGrant(gateway, plan, ann, grant.app);
        return disclosure(grant);
      },
    ],
    [
      'whose grant has run out',
      async (grant) => {
        await bend(grant, `ends_at = starts_at + interval '1 millisecond'`);
        return disclosure(grant);
      },
    ],
    [
      'whose grant has not begun',
      async (grant) => {
        await bend(grant, `starts_at = now() + interval '1 hour'`);
        return disclosure(grant);
      },
    ],
    ['of another member', async (grant) => disclosure(grant, { member: ben })],
    ['to another app', async (grant) => disclosure(grant, { app: (await makeApp(gateway)).id })],
    ['to another partner', async (grant) => disclosure(grant, { partner: uuidv7() })],
    ['of another plan', async (grant) => disclosure(grant, { plan: uuidv7() })],
    ['for another purpose', async (grant) => disclosure(grant, { purpose: 'TREAT' })],
    ['under another version of the grant', async (grant) => disclosure(grant, { grantVersion: 2 })],
    ['under a grant that is none', async (grant) => disclosure(grant, { grant: uuidv7() })],
    [
      'of a category that the grant lacks',
      async (grant) => disclosure(grant, { categories: ['CLAIMS', 'PHARMACY'] }),
    ],
    [
      'of a category that only an earlier grant has',
      async (grant) => {
        const later = await makeGrant(gateway, plan, ann, grant.app, { categories: ['PHARMACY'] });
        return disclosure(later, { categories: ['CLAIMS'] });
      },
    ],
    [
      'of a label that the grant lacks',
      async (grant) => disclosure(grant, { labels: ['HIV', 'PSY'] }),
    ],
    [
      'to an app that is suspended',
      async (grant) => {
        const by = { actor: 'test', actorKind: 'ADMIN' };
        await changeAppState(gateway.database, by, grant.appId, {
          state: 'SUSPENDED',
          denial: { risk: 'TOKENS_EXPOSED', reason: 'a security risk' },
        });
        return disclosure(grant);
      },
    ],
  ];

  test.each(faults)('%s is refused, and its neighbours stand', async (_what, makeFault) => {
    const terms = { categories: ['CLAIMS'], labels: ['HIV'] } as const;
    const sound = await grantFor(terms);
    const fault = { ...(await makeFault(await grantFor(terms))), release: uuidv7() };
    const before = disclosure(sound, { labels: ['HIV'] });
    const after = disclosure(sound);
    const appended = await append(before, fault, after);
    expect(new Set(appended)).toEqual(new Set([before.release, after.release]));
    expect(await inLedger(fault.release)).toBe(0);
  });

  test('is refused whole when one of its members may not be shown', async () => {
    const annsGrant = await grantFor();
    const bensGrant = await makeGrant(gateway, plan, ben, annsGrant.app);
    await revoke(bensGrant);
    const release = uuidv7();
    expect(
      await append(disclosure(annsGrant, { release }), disclosure(bensGrant, { release })),
    ).toEqual([]);
    expect(await inLedger(release)).toBe(0);
    expect(await append(disclosure(annsGrant, { release }))).toEqual([release]);
  });

  test('that was acknowledged stays acknowledged, though the grant has ended since', async () => {
    const grant = await grantFor();
    const leaf = disclosure(grant);
    await append(leaf);
    await revoke(grant);
    expect(await append(leaf)).toEqual([leaf.release]);
    expect(await inLedger(leaf.release)).toBe(1);
    expect(await append(disclosure(grant))).toEqual([]);
  });

  test.each([
    ['without a grant', { grant: undefined }],
    ['with a grant that is null', { grant: null }],
    ['without a version of its grant', { grantVersion: undefined }],
    ['without a member', { member: undefined }],
    ['without an app', { app: undefined }],
    ['without a partner', { partner: undefined }],
    ['without a token', { token: undefined }],
    ['without the name of its operation', { operationName: undefined }],
    ['without a purpose', { purpose: undefined }],
    ['without the hash of its response', { responseHash: undefined }],
    ['without its records', { records: undefined }],
    ['with a category that is null', { categories: [null] }],
    ['without a time', { at: undefined }],
    ['of yesterday', { at: Date.now() - 86_400_000 }],
    ['of tomorrow', { at: Date.now() + 86_400_000 }],
    ['of no known kind', { kind: 'RUMOUR' }],
    ['that passes for a member’s own look', { kind: 'SELF_ACCESS' }],
    ['that passes for an agent’s look', { kind: 'AGENT_LOOKUP' }],
    ['that passes for an auditor’s look', { kind: 'AUDIT_READ' }],
  ])('%s is no release at all', async (_what, fault) => {
    const leaf = { ...disclosure(await grantFor()), ...fault };
    await expect(append(leaf)).rejects.toMatchObject({ code: '23514' });
    expect(await inLedger(leaf.release)).toBe(0);
  });
});
