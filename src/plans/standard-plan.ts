import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import { createPlan } from './plans.ts';

/**
 * Makes sure that there is a plan to import into: an empty database gets one with the standard
 * policy, so that a first import needs no set-up.
 *
 * @returns its short name when it was created now
 */
export async function ensureSomePlan(database: Database): Promise<string | undefined> {
  if ((await database.prisma.plan.count()) > 0) return undefined;
  const plan = await createPlan(database, {
    id: uuidv7(),
    slug: 'standard',
    name: 'Standard Plan',
    maximumTermDays: 365,
    floorDate: '2016-01-01',
    granularity: 'BY_CATEGORY_AND_LABEL',
    languages: ['en'],
    channels: ['APP_FIRST', 'PORTAL_FIRST'],
    supportPhone: 'the number on the ID card',
    privacyEmail: 'privacy@plan.example',
    retentionYears: 10,
    defaultLineOfBusiness: 'STANDARD',
    linesOfBusiness: [{ code: 'STANDARD', name: 'Standard', eligible: true }],
  });
  return plan.slug;
}
