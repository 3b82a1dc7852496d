import { z } from 'zod';
import { ConfigurationError, type IdentityProvider } from '../../config.ts';
import type { Database } from '../../db/database.ts';

/** Of the door, what finds a member by the number on the ID card. */
export type NumberedDoor = { numbered(memberNumber: string): Promise<readonly string[]> };

/**
 * Whether it is clear whose numbers a provider gives.
 *
 * @throws ConfigurationError where there are several plans and none is named
 */
export async function requireOnePlan(
  { prisma }: Pick<Database, 'prisma'>,
  { plan }: Pick<IdentityProvider, 'plan'>,
): Promise<void> {
  if (plan !== undefined) return;
  const plans = await prisma.plan.findMany({ select: { slug: true }, take: 10 });
  if (plans.length < 2) return;
  const slugs = plans.map(({ slug }) => slug).join(', ');
  throw new ConfigurationError(
    `OIDC_PLAN: must be set where there are several plans: numbers are given by each anew. They are: ${slugs}. Example: OIDC_PLAN=${plans[0]?.slug}`,
  );
}

/**
 * The member of the plan whom a claim names, by UUID or by the number on the ID card. A number that several have is
 * nobody's: which of a family signs in, the provider has to say.
 */
export async function findClaimedMember(
  { prisma }: Pick<Database, 'prisma'>,
  door: NumberedDoor,
  { plan: slug }: Pick<IdentityProvider, 'plan'>,
  claim: string,
): Promise<string | undefined> {
  const plans = await prisma.plan.findMany({
    where: slug === undefined ? {} : { slug },
    select: { id: true },
    take: 2,
  });
  const [plan] = plans;
  // Without a slug it must be clear which plan is meant: numbers are given by each plan anew.
  if (plan === undefined || plans.length > 1) return undefined;
  const isId = z.guid().safeParse(claim).success;
  const ids = isId ? [claim.toLowerCase()] : await door.numbered(claim);
  const found = await prisma.member.findMany({
    where: { id: { in: [...ids] }, planId: plan.id },
    select: { id: true },
    take: 2,
  });
  return found.length === 1 ? found[0]?.id : undefined;
}
