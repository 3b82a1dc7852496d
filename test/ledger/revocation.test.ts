import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeGrant } from '../../src/grants/end-grant.ts';
import type { GrantWithApp } from '../../src/grants/grant-state.ts';
import { Appender } from '../../src/ledger/append.ts';
import type { Leaf } from '../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../src/ledger/leaf-bytes.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { disclosure, grantEnded } from '../kit/leaves.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';
import { unwatched } from './room.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let ann: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  ann = memberIdOf(plan, 'ann');
});
afterAll(() => gateway.stop());

const revoke = (grant: GrantWithApp) =>
  revokeGrant(gateway.database, {
    grantId: grant.id,
    memberId: grant.memberId,
    byKind: 'MEMBER',
    by: grant.memberId,
    channel: 'ONLINE',
    reason: '',
  });

/** Appends a release past the appender; the release ids that are in the ledger now. */
async function append(leaf: Leaf): Promise<string[]> {
  const { rows } = await gateway.database.gateway.query(
    'select release_id from ledger.append($1)',
    [[encodeLeaf(leaf)]],
  );
  return rows.map(({ release_id }) => release_id);
}

/** What the ledger says of a grant's disclosures and end, in its order. */
const historyOf = async (grant: GrantWithApp): Promise<{ kind: string; release_id: string }[]> =>
  (
    await gateway.asAdministrator(
      'select kind, release_id from ledger.entry where grant_id = $1 order by idx',
      [grant.id],
    )
  ).rows;

test('a release whose grant runs out while it waits for the head is refused', async () => {
  const grant = await makeGrant(gateway, plan, ann, await makeApp(gateway));
  const held = await holdHead(gateway.url);
  const pending = append(disclosure(grant));
  await held.waiters();
  // The statement that waits began within the term: only the clock can tell it that the term is over.
  await held.client.query('set local session_replication_role = replica');
  await held.client.query('update consent_grant set ends_at = clock_timestamp() where id = $1', [
    grant.id,
  ]);
  await held.release();
  expect(await pending).toEqual([]);
  expect(await historyOf(grant)).toEqual([]);
});

describe('a revocation', () => {
  test('that commits while a release waits for the head refuses it', async () => {
    const grant = await makeGrant(gateway, plan, ann, await makeApp(gateway));
    const held = await holdHead(gateway.url);
    const leaf = disclosure(grant);
    const pending = append(leaf);
    await held.waiters();
    await held.client.query(
      `update consent_grant set state = 'REVOKED', version = 2, ended_at = clock_timestamp(),
        ended_by_kind = 'MEMBER', ended_by = 'test', ended_channel = 'ONLINE', ended_reason = ''
        where id = $1`,
      [grant.id],
    );
    await held.client.query('select ledger.append($1)', [
      [encodeLeaf(grantEnded({ ...grant, version: 2 }))],
    ]);
    await held.release();
    expect(await pending).toEqual([]);
    expect((await historyOf(grant)).map(({ kind }) => kind)).toEqual(['GRANT_ENDED']);
  });

  test('is followed by no disclosure, however releases and it run into each other', async () => {
    const pools = [1, 2, 3].map(() => gateway.database.open('cg_gateway', { connections: 1 }));
    const appenders = pools.map(
      (pool) => new Appender(pool, { deadline: 10_000, queueMax: 1_000, batchMax: 4 }, unwatched),
    );
    const app = await makeApp(gateway);
    const seen = { APPENDED: 0, REFUSED: 0 };
    const delay = fc.integer({ min: 0, max: 25 });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(delay, { minLength: 30, maxLength: 30 }),
          delay,
          async (delays, revokedAfter) => {
            const grant = await makeGrant(gateway, plan, ann, app);
            const releases = delays.map(async (milliseconds, n) => {
              await wait(milliseconds);
              const leaf = disclosure(grant);
              const outcome = await appenders[n % appenders.length]?.append([leaf]);
              return { release: leaf.release, kind: outcome?.kind ?? 'REFUSED' };
            });
            await wait(revokedAfter);
            await revoke(grant);
            const last = await append(disclosure(grant));
            const rows = await historyOf(grant);
            const settled = await Promise.all(releases);
            const final = await historyOf(grant);
            // From the moment that the revocation was told, nothing of the grant is added.
            expect(final).toEqual(rows);
            expect(last).toEqual([]);
            expect(final.map(({ kind }) => kind).indexOf('GRANT_ENDED')).toBe(final.length - 1);
            expect(
              settled
                .filter(({ kind }) => kind === 'APPENDED')
                .map(({ release }) => release)
                .sort(),
            ).toEqual(
              final
                .filter(({ kind }) => kind === 'DISCLOSURE')
                .map(({ release_id }) => release_id)
                .sort(),
            );
            for (const { kind } of settled) seen[kind] += 1;
          },
        ),
        { numRuns: 20, endOnFailure: true },
      );
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
    }
    // Both came about, or the rounds would have proved nothing.
    expect(seen.APPENDED).toBeGreaterThan(20);
    expect(seen.REFUSED).toBeGreaterThan(20);
  });
});
