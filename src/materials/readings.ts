import type { Database } from '../db/database.ts';
import type { Material } from '../db/generated/prisma/client.ts';

/** Which of these versions a member has read, by id. */
export async function findReadings(
  { prisma }: Pick<Database, 'prisma'>,
  memberId: string,
  materials: readonly Material[],
): Promise<ReadonlySet<string>> {
  const found = await prisma.materialReading.findMany({
    where: { memberId, materialId: { in: materials.map(({ id }) => id) } },
    select: { materialId: true },
  });
  return new Set(found.map(({ materialId }) => materialId));
}

/** Keeps that a member has read a version of a text; the first time counts. */
export async function keepReading(
  { prisma }: Pick<Database, 'prisma'>,
  memberId: string,
  materialId: string,
): Promise<void> {
  await prisma.materialReading.createMany({
    data: [{ memberId, materialId }],
    skipDuplicates: true,
  });
}
