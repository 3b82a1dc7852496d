import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { changeAppState } from '../../../src/apps/app-state.ts';
import { answers, questionNames } from '../../../src/apps/attestation.ts';
import { registerApp } from '../../../src/apps/register-app.ts';
import { categories } from '../../../src/consent/vocabulary.ts';
import { type Database, openDatabase } from '../../../src/db/database.ts';
import { signGrant } from '../../../src/grants/sign-grant.ts';
import { currentMaterials, publishMaterial } from '../../../src/materials/materials.ts';
import { createPlan } from '../../../src/plans/plans.ts';
import { importFiles } from '../../../src/records/import/import-files.ts';
import { recordId } from '../../../src/records/import/record-id.ts';
import { consentTemplate } from '../../kit/world.ts';
import { ordinaryMember, richMember } from './fhir.ts';
import type { BenchPostgres } from './postgres.ts';

/** The same in every run. */
const plan = { id: '00000000-0000-4000-8000-0000000000a1', slug: 'bench-plan' };
export const partnerId = '00000000-0000-4000-8000-0000000000b1';
export const appId = '00000000-0000-4000-8000-0000000000c1';
const language = 'en';
const richPatient = 'rich';

/** Who is in the data. Every member granted the app everything that bears no label. */
export type Population = {
  readonly planId: string;
  /** Sorted, without the rich one. */
  readonly memberIds: readonly string[];
  readonly richMemberId: string;
  readonly materialIds: readonly string[];
};

/** Fills a migrated database by the ways that users have: the importer and the services. */
export async function seed(
  postgres: BenchPostgres,
  name: string,
  members: number,
): Promise<Population> {
  const limits = { connections: 4, statementTimeout: 600_000, lockTimeout: 60_000 };
  const database = openDatabase({ url: postgres.url(name), ...limits });
  try {
    await makePlan(database);
    await makeApp(database);
    const patients = Array.from({ length: members }, (_, n) => `p${String(n).padStart(4, '0')}`);
    await importRecords(database, patients);
    const ids = [richPatient, ...patients].map((id) => recordId(plan.id, 'Patient', id));
    const materials = await currentMaterials(database.prisma, plan.id, language);
    const materialIds = materials.map(({ id }) => id);
    for (const memberId of ids) {
      await patiently(() => grantAll(database, memberId, materialIds));
    }
    await postgres.run(name, 'vacuum analyze');
    const [richMemberId = '', ...memberIds] = ids;
    return { planId: plan.id, memberIds: memberIds.sort(), richMemberId, materialIds };
  } finally {
    await database.close();
  }
}

/** A machine that is busy with other work lets transactions run into their time limits. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let left = 4; ; left -= 1) {
    try {
      return await work();
    } catch (cause) {
      if (left === 0) throw cause;
    }
  }
}

async function makePlan(database: Database): Promise<void> {
  await createPlan(database, {
    ...plan,
    name: 'Bench Plan',
    maximumTermDays: 365,
    floorDate: '2016-01-01',
    granularity: 'BY_CATEGORY_AND_LABEL',
    languages: [language],
    channels: ['APP_FIRST'],
    supportPhone: '555-0100',
    privacyEmail: 'privacy@bench-plan.example',
    retentionYears: 10,
    defaultLineOfBusiness: 'STANDARD',
    linesOfBusiness: [{ code: 'STANDARD', name: 'Standard', eligible: true }],
  });
  for (const kind of ['EDUCATION', 'CONSENT_DOCUMENT'] as const) {
    await publishMaterial(database, 'bench', {
      planId: plan.id,
      materialId: `BENCH_${kind}`,
      version: 1,
      language,
      kind,
      translation: 'ORIGINAL',
      title: kind,
      body: kind === 'EDUCATION' ? 'Read this.' : consentTemplate,
    });
  }
}

async function makeApp(database: Database): Promise<void> {
  const contactEmail = 'a@partner.example';
  await database.prisma.partner.create({
    data: { id: partnerId, name: 'Bench Partner', contactEmail },
  });
  const app = {
    partnerId,
    name: 'Bench App',
    kind: 'THIRD_PARTY_APP' as const,
    privacyPolicyUrl: 'https://app.example/privacy',
    redirectUris: ['https://app.example/back'],
    answers: answers.parse(
      Object.fromEntries(questionNames.map((name) => [name, { answer: 'YES', detail: '' }])),
    ),
  };
  await registerApp(database, { actor: partnerId, actorKind: 'PARTNER' }, app, appId);
  await changeAppState(database, { actor: 'bench', actorKind: 'ADMIN' }, appId, {
    state: 'APPROVED',
  });
}

async function importRecords(database: Database, patients: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  const pool = database.open('cg_import', { connections: 2 });
  try {
    const path = join(folder, 'records.ndjson');
    await pipeline(Readable.from(lines(patients)), createWriteStream(path));
    await importFiles({
      paths: [path],
      pool,
      plan,
      defaultLineOfBusiness: 'STANDARD',
      progress: () => undefined,
      report: (fault) => {
        throw new Error(`${fault.line}: ${fault.reason}`);
      },
    });
  } finally {
    await pool.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function* lines(patients: readonly string[]): Generator<string> {
  for (const resource of richMember(richPatient)) yield `${JSON.stringify(resource)}\n`;
  for (const id of patients) {
    for (const resource of ordinaryMember(id)) yield `${JSON.stringify(resource)}\n`;
  }
}

async function grantAll(
  database: Database,
  memberId: string,
  readMaterialIds: readonly string[],
): Promise<void> {
  await signGrant(
    database,
    { memberId, appId, purpose: 'PATRQT' },
    {
      categories,
      labels: [],
      includeUndated: false,
      since: undefined,
      until: undefined,
      termDays: undefined,
      language,
      signature: 'A. Member',
      readMaterialIds: [...readMaterialIds],
    },
  );
}
