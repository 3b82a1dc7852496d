import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type {
  Material,
  MaterialKind,
  PrismaClient,
  Translation,
} from '../db/generated/prisma/client.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { checkPlaceholders } from './placeholders.ts';
import { isCurrent, newestMaterials, originalOf } from './texts.ts';

/**
 * A plan's materials in one language, each in its newest version, with what a machine has translated. A
 * text that was not translated, or not since it was changed, stands as it was written; nothing does where there is none in that language.
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
    if (wanted !== undefined && isCurrent(wanted, editions)) return wanted;
    return originalOf(editions) ?? [];
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

/**
 * Publishes a version of a text; the ledger keeps its hash.
 *
 * @throws InvalidInput for a consent document that does not say all that is consented to, for a second one, and for a
 *   translation of what was not published
 */
export async function publishMaterial(
  database: Database,
  actor: string,
  material: NewMaterial,
): Promise<void> {
  const id = uuidv7();
  if (material.kind === 'CONSENT_DOCUMENT') checkPlaceholders(material.body);
  await database.prisma.$transaction(async (tx) => {
    if (material.translation !== 'ORIGINAL') await checkOriginal(tx, material);
    if (material.kind === 'CONSENT_DOCUMENT') await checkOneDocument(tx, material);
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

/** What is signed is one text: of two, nobody could say which. */
async function checkOneDocument(
  tx: Pick<PrismaClient, 'material'>,
  { planId, materialId, kind }: NewMaterial,
): Promise<void> {
  const other = await tx.material.findFirst({ where: { planId, kind, NOT: { materialId } } });
  if (other === null) return;
  throw new InvalidInput(
    `The plan has a consent document, ${other.materialId}: publish a new version of that.`,
    'materialId',
  );
}

/** Whoever does not read the language of a translation is given the original: there must be one. */
async function checkOriginal(
  tx: Pick<PrismaClient, 'material'>,
  { planId, materialId, version }: NewMaterial,
): Promise<void> {
  const original = {
    planId,
    materialId,
    translation: 'ORIGINAL',
    version: { lte: version },
  } as const;
  if ((await tx.material.count({ where: original })) > 0) return;
  throw new InvalidInput(
    `Publish ${materialId} in the language that it was written in first: this is a translation of version ${version}.`,
    'translation',
  );
}
