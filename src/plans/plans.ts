import type { Database } from '../db/database.ts';
import type { Granularity, Plan } from '../db/generated/prisma/client.ts';

/** A plan and its sharing policy. Dates are `YYYY-MM-DD`. */
export type NewPlan = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly maximumTermDays: number;
  readonly floorDate: string;
  readonly granularity: Granularity;
  readonly languages: readonly string[];
  readonly channels: readonly string[];
  readonly supportPhone: string;
  readonly privacyEmail: string;
  /** Where complaints go, where not to the Member Help Team. */
  readonly complaintsPhone?: string;
  readonly complaintsAddress?: string;
  /** Within how many days complaints are to be answered; 30 unless told. */
  readonly complaintDays?: number;
  readonly retentionYears: number;
  readonly defaultLineOfBusiness: string | null;
  readonly linesOfBusiness: readonly { code: string; name: string; eligible: boolean }[];
};

/** Creates a plan with its lines of business. */
export async function createPlan(
  { prisma }: Database,
  { linesOfBusiness, floorDate, languages, channels, ...plan }: NewPlan,
): Promise<Plan> {
  return prisma.plan.create({
    data: {
      ...plan,
      floorDate: new Date(floorDate),
      languages: [...languages],
      channels: [...channels],
      linesOfBusiness: { create: linesOfBusiness.map((line) => ({ ...line })) },
    },
  });
}
