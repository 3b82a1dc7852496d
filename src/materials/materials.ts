import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type {
  Material,
  MaterialKind,
  PrismaClient,
  Translation,
} from '../db/generated/prisma/client.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { newestMaterials, originalOf } from './texts.ts';

/**
 * A plan's materials in one language, each in its newest version, with what a machine has translated. A
 * text that was never translated stands as it was written; nothing does where there is none in that language.
 */
export async function currentMaterials(
  prisma: Pick<PrismaClient, 'material'>,
  planId: string,
  language: string,
): Promise<Material[]> {
  const newest = await newestMaterials(prisma, planId);
  if (!newest.some((material) => material.language === language)) return [];
  const byId = Map.groupBy(newest, ({ materialId }) => materialId);
  return [...byId.values()].flatMap((editions) => {
    const wanted = editions.find((edition) => edition.language === language);
    return wanted ?? originalOf(editions) ?? [];
  });
}

/** What a text reads in the language that it was written in; undefined where that is not known. */
export async function originalTextOf(
  prisma: Pick<PrismaClient, 'material'>,
  { planId, materialId }: Material,
): Promise<Material | undefined> {
  const newest = await newestMaterials(prisma, planId);
  return originalOf(newest.filter((one) => one.materialId === materialId));
}

export type NewMaterial = {
  readonly planId: string;
  readonly materialId: string;
  readonly version: number;
  readonly language: string;
  readonly kind: MaterialKind;
  readonly translation: Translation;
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
