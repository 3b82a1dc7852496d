import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeAppState } from '../../src/apps/app-state.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  agent,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  read,
} from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

type App = { id: string; partnerId: string };
const staff = { actor: 'test', actorKind: 'ADMIN' };
const uuidOf = (globalIdText: string) =>
  Buffer.from(globalIdText, 'base64').toString().replace('App:', '');

describe('who sees an app, and what of it', () => {
  let gateway: TestGateway;
  let mine: App;
  let others: App;
  let ann: string;
  let plan: { id: string; slug: string };

  beforeAll(async () => {
    gateway = await startTestGateway();
    [mine, others] = [await makeApp(gateway), await makeApp(gateway)];
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [patient('ann'), patient('ben')]);
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  const seenBy = async (as: Parameters<TestGateway['token']>[0]): Promise<string[]> =>
    (await read(gateway, as, '{ apps(first: 100) { nodes { id } } }')).apps.nodes.map(
      (app: { id: string }) => uuidOf(app.id),
    );

  test('members browse approved apps, and keep sight of those they shared with', async () => {
    const [shared, unshared] = [await makeApp(gateway), await makeApp(gateway)];
    await makeGrant(gateway, plan, ann, shared);
    for (const { id } of [shared, unshared]) {
      await changeAppState(gateway.database, staff, id, {
        state: 'SUSPENDED',
        denial: { risk: 'TOKENS_EXPOSED', reason: 'Leaks.' },
      });
    }
    const browsed = await seenBy(asMember(ann));
    expect(browsed).toEqual(expect.arrayContaining([mine.id, others.id, shared.id]));
    expect(browsed).not.toContain(unshared.id);
    expect(await seenBy(asMember(memberIdOf(plan, 'ben')))).not.toContain(shared.id);
  });

  test('an app sees itself alone; auditors, agents and admins see all', async () => {
    const { id: pending } = await makeApp(gateway);
    await changeAppState(gateway.database, staff, pending, { state: 'PENDING' });
    expect(await seenBy(asApp(mine))).toEqual([mine.id]);
    for (const as of [auditor, agent, admin]) {
      expect(await seenBy(as)).toEqual(expect.arrayContaining([mine.id, others.id, pending]));
    }
  });

  test('how many grants an app has is for its own partner, and says no more', async () => {
    const app = await makeApp(gateway);
    const first = await makeGrant(gateway, plan, ann, app);
    await makeGrant(gateway, plan, ann, app);
    await makeGrant(gateway, plan, memberIdOf(plan, 'ben'), app);
    expect(first.state).toBe('ACTIVE');
    const query = `query A($id: ID!) { app(id: $id) { grantCounts { active ended expired } redirectUris } }`;
    const ask = (as: Parameters<TestGateway['token']>[0]) =>
      gateway.ask(query, { as, variables: { id: globalId('App', app.id) } });
    const counts = { active: 2, ended: 1, expired: 0 };
    for (const as of [asPartner(app), auditor, admin]) {
      const answer = await ask(as);
      expect(answer.body.data.app.grantCounts).toEqual(counts);
      expect(answer.text).not.toContain(ann);
    }
    expect((await ask(asPartner(mine))).body.data.app.grantCounts).toBeNull();
    for (const as of [asMember(ann), asApp(app), agent]) {
      const answer = await ask(as);
      expect(answer.body.data.app).toEqual({ grantCounts: null, redirectUris: null });
      expect(answer.body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });

  test('a partner reads no grant, no member and no health data of anybody', async () => {
    await makeGrant(gateway, plan, ann, mine);
    for (const field of ['grants { nodes { id } }', 'members { nodes { id } }']) {
      const answer = await gateway.ask(`{ ${field} }`, { as: asPartner(mine) });
      expect(answer.body.errors, field).toEqual([
        expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
      ]);
    }
    const node = await read(
      gateway,
      asPartner(mine),
      `{ node(id: "${globalId('Member', ann)}") { id } }`,
    );
    expect(node.node).toBeNull();
  });

  test('pages of apps give each once, whatever the size', async () => {
    const all = await seenBy(admin);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const { apps } = await read(
        gateway,
        admin,
        `query P($after: String) { apps(first: 3, after: $after) {
           nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      paged.push(...apps.nodes.map((app: { id: string }) => uuidOf(app.id)));
      after = apps.pageInfo.hasNextPage ? apps.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(all);
  });
});
