import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { Material, MaterialKind, PrismaClient } from '../db/generated/prisma/client.ts';
import { appendEvents } from '../ledger/append-event.ts';

/** A plan's materials in one language, each in its newest version. */
export async function currentMaterials(
  prisma: Pick<PrismaClient, 'material'>,
  planId: string,
  language: string,
): Promise<Material[]> {
  return prisma.material.findMany({
    where: { planId, language },
    orderBy: [{ materialId: 'asc' }, { version: 'desc' }],
    distinct: ['materialId'],
  });
}

export type NewMaterial = {
  readonly planId: string;
  readonly materialId: string;
  readonly version: number;
  readonly language: string;
  readonly kind: MaterialKind;
  readonly title: string;
  readonly body: string;
};

/** Publishes a version of a text; the ledger keeps its hash. */
export async function publishMaterial(
  database: Database,
  actor: string,
  material: NewMaterial,
): Promise<void> {
  const id = uuidv7();
  await database.prisma.$transaction(async (tx) => {
    await tx.material.create({ data: { id, ...material } });
    await appendEvents(tx, [
      {
        v: 1,
        kind: 'MATERIAL_PUBLISHED',
        release: uuidv7(),
        at: Date.now(),
        actor,
        plan: material.planId,
        material: id,
        document: createHash('sha256').update(material.body).digest('hex'),
      },
    ]);
  });
}
