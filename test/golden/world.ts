import { changeAppState } from '../../src/apps/app-state.ts';
import { answers, questionNames } from '../../src/apps/attestation.ts';
import { registerApp } from '../../src/apps/register-app.ts';
import { publishMaterial } from '../../src/materials/materials.ts';
import { createPlan } from '../../src/plans/plans.ts';
import { condition, explanationOfBenefit, patient } from '../kit/fhir.ts';
import type { TestGateway } from '../kit/gateway.ts';
import { consentTemplate, importResources, makeGrant, memberIdOf } from '../kit/world.ts';

/** The same ids in every run, so that what is recorded of this world can be compared. */
export const plan = { id: '00000000-0000-4000-8000-0000000000a1', slug: 'golden-plan' };
export const partnerId = '00000000-0000-4000-8000-0000000000b1';
export const appId = '00000000-0000-4000-8000-0000000000c1';
const waitingAppId = '00000000-0000-4000-8000-0000000000c2';

const patients = Array.from({ length: 53 }, (_, n) => `p${String(n).padStart(2, '0')}`);
/** The members, in the order in which lists have them. */
export const memberIds = patients.map((id) => memberIdOf(plan, id)).sort();
/** The one with the most on record. */
export const richMemberId = memberIdOf(plan, 'p00');

/** 53 members, all of whom grant one app, with a few claims and conditions each. */
export async function makeGoldenWorld(gateway: TestGateway): Promise<void> {
  const { database } = gateway;
  await createPlan(database, {
    ...plan,
    name: 'Golden Plan',
    maximumTermDays: 365,
    floorDate: '2016-01-01',
    granularity: 'BY_CATEGORY_AND_LABEL',
    languages: ['en'],
    channels: ['APP_FIRST'],
    supportPhone: '555-0100',
    privacyEmail: 'privacy@golden-plan.example',
    retentionYears: 10,
    defaultLineOfBusiness: 'STANDARD',
    linesOfBusiness: [{ code: 'STANDARD', name: 'Standard', eligible: true }],
  });
  for (const kind of ['EDUCATION', 'CONSENT_DOCUMENT'] as const) {
    await publishMaterial(database, 'golden', {
      planId: plan.id,
      materialId: `GOLDEN_${kind}`,
      version: 1,
      language: 'en',
      kind,
      translation: 'ORIGINAL',
      title: kind,
      body: kind === 'EDUCATION' ? 'Read this.' : consentTemplate,
    });
  }
  await makeApps(gateway);
  await importResources(gateway, plan, patients.flatMap(resourcesOf));
  for (const id of patients) {
    // Every fourth grant names HIV, so that labelled claims are shown for some and not for others.
    const labels = Number(id.slice(1)) % 4 === 0 ? (['HIV'] as const) : [];
    await makeGrant(gateway, plan, memberIdOf(plan, id), { id: appId }, { labels });
  }
}

async function makeApps({ database }: TestGateway): Promise<void> {
  await database.prisma.partner.create({
    data: { id: partnerId, name: 'Golden Partner', contactEmail: 'a@partner.example' },
  });
  const app = {
    partnerId,
    kind: 'THIRD_PARTY_APP' as const,
    privacyPolicyUrl: 'https://app.example/privacy',
    redirectUris: ['https://app.example/back'],
    answers: answers.parse(
      Object.fromEntries(questionNames.map((name) => [name, { answer: 'YES', detail: '' }])),
    ),
  };
  const by = { actor: partnerId, actorKind: 'PARTNER' };
  await registerApp(database, by, { ...app, name: 'Golden App' }, appId);
  await registerApp(database, by, { ...app, name: 'Waiting App' }, waitingAppId);
  const staff = { actor: 'golden', actorKind: 'ADMIN' };
  await changeAppState(database, staff, appId, { state: 'APPROVED' });
}

function resourcesOf(id: string): object[] {
  const n = Number(id.slice(1));
  // The first member has more than one page of claims; every seventh has none.
  const claims = n === 0 ? 25 : n % 7 === 0 ? 0 : 1 + (n % 3);
  return [
    patient(id),
    ...Array.from({ length: claims }, (_, claim) =>
      explanationOfBenefit(`${id}-${claim}`, id, {
        date: `20${String(16 + (claim % 9))}-0${1 + (n % 9)}-${10 + (claim % 15)}`,
        diagnosis: claim % 3 === 2 ? 'B20' : 'J06.9',
        paid: n + claim + 0.25,
      }),
    ),
    ...(n % 5 === 0
      ? [condition(`${id}-dated`, id, 'I10', '2021-06-01'), condition(`${id}-undated`, id, 'E11.9')]
      : []),
  ];
}
