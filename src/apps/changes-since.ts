import type { Database } from '../db/database.ts';
import { type AttestationChanges, changesBetween } from './attestation-changes.ts';

/** What an app says otherwise than it did at a moment; undefined where it said nothing then. */
export async function changesSince(
  { prisma }: Pick<Database, 'prisma'>,
  appId: string,
  moment: Date,
): Promise<AttestationChanges | undefined> {
  const [then, newest] = await Promise.all(
    [{ attestedAt: { lte: moment } }, {}].map((at) =>
      prisma.appAttestation.findFirst({ where: { appId, ...at }, orderBy: { version: 'desc' } }),
    ),
  );
  return then && newest ? changesBetween(then, newest) : undefined;
}
