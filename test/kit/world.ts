import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { changeAppState } from '../../src/apps/app-state.ts';
import { registerApp } from '../../src/apps/register-app.ts';
import { type Category, categories, type Label } from '../../src/consent/vocabulary.ts';
import type { GrantWithApp } from '../../src/grants/grant-state.ts';
import { signGrant } from '../../src/grants/sign-grant.ts';
import { currentMaterials, publishMaterial } from '../../src/materials/materials.ts';
import { createPlan, type NewPlan } from '../../src/plans/plans.ts';
import { importFiles } from '../../src/records/import/import-files.ts';
import { recordId } from '../../src/records/import/record-id.ts';
import { type TestGateway, writeNdjson } from './gateway.ts';

const staff = { actor: 'test', actorKind: 'ADMIN' };

/** A consent document that says all it must. */
export const consentTemplate =
  '{{member}} shares {{categories}} with {{app}}. {{plan}}; {{labels}}; {{undated}}; from {{since}} to {{until}}; ' +
  '{{purpose}}; until {{expires}}. {{signature}}, {{signedAt}}.';

/** A plan with materials in English; members choose what they share unless told otherwise. */
export async function makePlan(
  { database }: Pick<TestGateway, 'database'>,
  policy: Partial<NewPlan> = {},
): Promise<{ id: string; slug: string }> {
  const id = policy.id ?? uuidv7();
  const plan = await createPlan(database, {
    id,
    slug: `plan-${id}`,
    name: 'Test Plan',
    maximumTermDays: 365,
    floorDate: '2016-01-01',
    granularity: 'BY_CATEGORY_AND_LABEL',
    languages: ['en'],
    channels: ['APP_FIRST'],
    supportPhone: '555-0100',
    privacyEmail: 'privacy@test-plan.example',
    retentionYears: 10,
    defaultLineOfBusiness: 'STANDARD',
    linesOfBusiness: [
      { code: 'STANDARD', name: 'Standard', eligible: true },
      { code: 'GROUP', name: 'Employer group', eligible: false },
    ],
    ...policy,
  });
  for (const kind of ['EDUCATION', 'CONSENT_DOCUMENT'] as const) {
    await publishMaterial(database, 'test', {
      planId: id,
      materialId: `TEST_${kind}`,
      version: 1,
      language: 'en',
      kind,
      translation: 'ORIGINAL',
      title: kind,
      body: kind === 'EDUCATION' ? 'Read this.' : consentTemplate,
    });
  }
  return plan;
}

/** An app of a partner of its own, approved. */
export async function makeApp(
  { database }: Pick<TestGateway, 'database'>,
  kind: 'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER' = 'THIRD_PARTY_APP',
  redirectUris: readonly string[] = ['https://app.example/back'],
): Promise<{ id: string; partnerId: string }> {
  const partnerId = uuidv7();
  await database.prisma.partner.create({
    data: { id: partnerId, name: `Partner ${partnerId}`, contactEmail: 'a@partner.example' },
  });
  const answer = { answer: 'YES' as const, detail: '' };
  const app = await registerApp(
    database,
    { actor: partnerId, actorKind: 'PARTNER' },
    {
      partnerId,
      name: `App ${partnerId}`,
      kind,
      privacyPolicyUrl: 'https://app.example/privacy',
      redirectUris,
      answers: {
        sellsData: answer,
        sharesWithThirdParties: answer,
        howDataIsUsed: answer,
        canLimitUse: answer,
        canRemoveAccess: answer,
        deletionPolicy: answer,
        tellsOfPrivacyChanges: answer,
        collectsDeviceData: answer,
        security: answer,
        canCorrectData: answer,
        complaintsProcess: answer,
      },
    },
  );
  await changeAppState(database, staff, app.id, { state: 'APPROVED' });
  return { id: app.id, partnerId };
}

/** Imports FHIR resources into a plan, by the importer that users have. */
export async function importResources(
  { database, dataDirectory }: Pick<TestGateway, 'database' | 'dataDirectory'>,
  plan: { id: string; slug: string },
  resources: readonly object[],
  lineOfBusiness = 'STANDARD',
): Promise<void> {
  const path = join(dataDirectory, `${uuidv7()}.ndjson`);
  const pool = database.open('cg_import', { connections: 2 });
  try {
    await writeNdjson(path, resources);
    await importFiles({
      paths: [path],
      pool,
      plan,
      defaultLineOfBusiness: lineOfBusiness,
      progress: () => undefined,
      report: (fault) => {
        throw new Error(`${fault.line}: ${fault.reason}`);
      },
    });
  } finally {
    await pool.end();
    await rm(path, { force: true });
  }
}

/** The id of an imported member. */
export const memberIdOf = (plan: { id: string }, patientId: string) =>
  recordId(plan.id, 'Patient', patientId);

/** The id of an imported record. */
export const recordIdOf = (plan: { id: string }, type: string, sourceId: string) =>
  recordId(plan.id, type, sourceId);

/** What a test's grant covers; all categories and no label unless told. */
export type GrantOf = {
  readonly categories?: readonly Category[];
  readonly labels?: readonly Label[];
  readonly includeUndated?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly termDays?: number;
};

/** Signs a grant by the service behind `signGrant`. */
export async function makeGrant(
  { database }: Pick<TestGateway, 'database'>,
  plan: { id: string },
  memberId: string,
  app: { id: string },
  grant: GrantOf = {},
): Promise<GrantWithApp> {
  const materials = await currentMaterials(database.prisma, plan.id, 'en');
  return signGrant(
    database,
    { memberId, appId: app.id, purpose: 'PATRQT' },
    {
      categories: grant.categories ?? categories,
      labels: grant.labels ?? [],
      includeUndated: grant.includeUndated ?? false,
      since: grant.since,
      until: grant.until,
      termDays: grant.termDays,
      language: 'en',
      signature: 'A. Member',
      readMaterialIds: materials.map(({ id }) => id),
    },
  );
}
