import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createAccount } from '../../src/accounts/accounts.ts';
import { changeAppState, type StateChange } from '../../src/apps/app-state.ts';
import { registerApp } from '../../src/apps/register-app.ts';
import type { Config } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import type { GraphqlEndpoint } from '../../src/gateway/graphql-endpoint.ts';
import { revokeGrant } from '../../src/grants/end-grant.ts';
import { signGrant } from '../../src/grants/sign-grant.ts';
import { findEntries } from '../../src/ledger/entries.ts';
import { currentMaterials, publishMaterial } from '../../src/materials/materials.ts';
import { createPlan } from '../../src/plans/plans.ts';
import { importFiles } from '../../src/records/import/import-files.ts';
import { recordId } from '../../src/records/import/record-id.ts';
import { demoAccountOf, demoPassword } from './accounts.ts';
import type { DemoGrant } from './grants.ts';
import { floorDateOf, maximumTermDaysOf } from './plans.ts';
import { readSomeHistory } from './read-history.ts';
import { type DemoWorld, generateDemoWorld } from './world.ts';

/** What seeding needs: everything goes in by the ways that users have. */
export type SeedParts = {
  readonly config: Config;
  readonly database: Database;
  readonly graphql: GraphqlEndpoint;
  readonly say: (message: string) => void;
};

/** The demo world is the same on every machine. */
export const demoSeed = 'demo';
const actor = { actor: 'demo', actorKind: 'ADMIN' };

/** The id of a demo member, as the importer derives it. */
const demoMemberId = (planId: string, patientId: string) => recordId(planId, 'Patient', patientId);

/**
 * Fills an empty database with the demo world: records by the importer, the rest by the services,
 * and a short history of disclosures by really reading through the gateway. Cut off in the middle,
 * it goes on at the next start (its history of disclosures, the last step, may stay short); a database with anything else in it is left alone.
 */
export async function seedDemo({ config, database, graphql, say }: SeedParts): Promise<void> {
  const world = generateDemoWorld({ seed: demoSeed });
  const plans = await database.prisma.plan.findMany({ select: { id: true } });
  const ours = new Set(world.plans.map(({ id }) => id));
  if (plans.some(({ id }) => !ours.has(id))) return;
  const [disclosed] = await findEntries(database.gateway, { kinds: ['DISCLOSURE'] }, undefined, 1);
  if (disclosed !== undefined) return;
  say('Filling the empty database with demo data: two plans, 60 members, six apps …');
  await seedPlans(world, database);
  await seedRecords(world, database, say);
  await seedAccounts(world, database);
  await seedApps(world, database);
  say('… signing grants');
  for (const grant of world.grants) await seedGrant(world, database, grant);
  for (const app of world.apps.filter(({ state }) => state === 'SUSPENDED')) {
    await setState(database, app.id, {
      state: 'SUSPENDED',
      denial: { risk: 'TOKENS_EXPOSED', reason: 'Tokens of this app were found in public.' },
    });
  }
  say('… reading as apps, for a first history of disclosures');
  await readSomeHistory(config, graphql, world);
}

/** The two plans with their texts. */
export async function seedPlans(world: DemoWorld, database: Database): Promise<void> {
  for (const plan of world.plans) {
    if (await database.prisma.plan.findUnique({ where: { id: plan.id } })) continue;
    const { policy, ...rest } = plan;
    await createPlan(database, {
      ...rest,
      ...policy,
      maximumTermDays: maximumTermDaysOf(plan),
      floorDate: floorDateOf(plan),
      // So that members imported without a Coverage may share too.
      defaultLineOfBusiness: plan.linesOfBusiness.find(({ eligible }) => eligible)?.code ?? null,
    });
  }
  for (const material of world.materials) {
    const { planId, materialId, version, language } = material;
    const where = { planId, materialId, version, language };
    if (await database.prisma.material.findFirst({ where })) continue;
    await publishMaterial(database, actor.actor, material);
  }
}

async function seedRecords(
  world: DemoWorld,
  database: Database,
  say: (message: string) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'consent-gateway-demo-'));
  const pool = database.open('cg_import', { connections: 2 });
  try {
    for (const plan of world.plans) {
      const file = join(folder, `${plan.slug}.ndjson`);
      await pipeline(Readable.from(lines(world, plan.id)), createWriteStream(file));
      const summary = await importFiles({
        paths: [file],
        pool,
        plan,
        defaultLineOfBusiness: null,
        progress: () => undefined,
        report: (fault) => {
          throw new Error(`the demo record at line ${fault.line} is bad: ${fault.reason}`);
        },
      });
      say(`… imported the records of ${plan.name} in ${summary.seconds.toFixed(1)} s`);
    }
  } finally {
    await pool.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function seedAccounts(world: DemoWorld, database: Database): Promise<void> {
  const known = await database.prisma.memberAccount.findMany({ select: { memberId: true } });
  const withAccount = new Set(known.map(({ memberId }) => memberId));
  await Promise.all(
    world.members.map(async (member, place) => {
      const account = demoAccountOf(member, place);
      const memberId = demoMemberId(member.planId, member.patientId);
      if (account === undefined || withAccount.has(memberId)) return;
      await createAccount(database, {
        ...account,
        memberId,
        password: demoPassword,
        emailVerified: true,
      });
    }),
  );
}

function* lines(world: DemoWorld, planId: string): Generator<string> {
  for (const resource of world.fhirResources(planId)) yield `${JSON.stringify(resource)}\n`;
}

async function seedApps(world: DemoWorld, database: Database): Promise<void> {
  for (const partner of world.partners) {
    await database.prisma.partner.upsert({
      where: { id: partner.id },
      create: { ...partner },
      update: {},
    });
  }
  for (const { id, state, privacyPolicyUrl, ...app } of world.apps) {
    if (!(await database.prisma.app.findUnique({ where: { id } }))) {
      const registered = { ...app, privacyPolicyUrl: privacyPolicyUrl ?? null };
      await registerApp(database, { actor: app.partnerId, actorKind: 'PARTNER' }, registered, id);
    }
    await database.prisma.appClient.upsert({
      where: { appId: id },
      create: { appId: id, authentication: 'NONE' },
      update: {},
    });
    if (state !== 'PENDING') await setState(database, id, { state: 'APPROVED' });
  }
}

async function setState(database: Database, appId: string, change: StateChange): Promise<void> {
  const app = await database.prisma.app.findUniqueOrThrow({ where: { id: appId } });
  if (app.state !== change.state) await changeAppState(database, actor, appId, change);
}

async function seedGrant(world: DemoWorld, database: Database, demo: DemoGrant): Promise<void> {
  const member = world.members[demo.memberIndex];
  if (member === undefined) throw new Error(`no demo member ${demo.memberIndex}`);
  const plan = world.plans.find(({ id }) => id === member.planId);
  const memberId = demoMemberId(member.planId, demo.patientId);
  const known = await database.prisma.grant.findFirst({ where: { memberId, appId: demo.appId } });
  const free = plan?.policy.granularity === 'BY_CATEGORY_AND_LABEL';
  const materials = await currentMaterials(database.prisma, member.planId, demo.language);
  const grant =
    known ??
    (await signGrant(
      database,
      { memberId, appId: demo.appId, purpose: 'PATRQT' },
      {
        categories: demo.categories,
        labels: demo.labels,
        includeUndated: demo.includeUndated,
        since: demo.since,
        until: free ? demo.until : undefined,
        termDays: demo.termDays,
        language: demo.language,
        signature: member.displayName,
        readMaterialIds: materials.map(({ id }) => id),
      },
    ));
  if (demo.endedLater === 'REVOKED' && grant.state === 'ACTIVE') {
    await revokeGrant(database, {
      grantId: grant.id,
      memberId,
      byKind: 'MEMBER',
      by: memberId,
      channel: 'ONLINE',
      reason: 'I no longer use this app.',
    });
  }
}
