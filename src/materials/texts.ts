import type { Material, Plan, PrismaClient } from '../db/generated/prisma/client.ts';

/** A text as members get it: final, in the language asked for where there is such a one. */
export type Text = Material & {
  /** Whether a translation into the language asked for exists, and waits for a person to review it. */
  readonly awaitsReview: boolean;
};

/** A plan's texts in their newest versions, of all languages. */
export async function newestMaterials(
  prisma: Pick<PrismaClient, 'material'>,
  planId: string,
): Promise<Material[]> {
  return prisma.material.findMany({
    where: { planId },
    orderBy: [{ materialId: 'asc' }, { language: 'asc' }, { version: 'desc' }],
    distinct: ['materialId', 'language'],
  });
}

/**
 * Each text of a plan once: in the language asked for, or, where it was not translated into that or only
 * by a machine, as it was written. So nobody goes without a text for the sake of their language.
 */
export function textsIn(newest: readonly Material[], language: string): Text[] {
  const byId = Map.groupBy(newest, ({ materialId }) => materialId);
  return [...byId.values()].flatMap((editions) => {
    const wanted = editions.find((edition) => edition.language === language);
    if (wanted !== undefined && isFinal(wanted, editions))
      return [{ ...wanted, awaitsReview: false }];
    const original = originalOf(editions);
    return original === undefined ? [] : [{ ...original, awaitsReview: wanted !== undefined }];
  });
}

/** The one among the editions of a text that it was written in; English where it was in several. */
export const originalOf = (editions: readonly Material[]): Material | undefined => {
  const originals = editions.filter(({ translation }) => translation === 'ORIGINAL');
  return originals.find(({ language }) => language === 'en') ?? originals[0];
};

/** Whether a translation says what its original says now: it has the version of what it translates, or a later one. */
export const isCurrent = (
  { translation, version }: Material,
  editions: readonly Material[],
): boolean => translation === 'ORIGINAL' || version >= (originalOf(editions)?.version ?? 0);

/** What a machine has translated is final only when a person has reviewed it. */
const isFinal = (text: Material, editions: readonly Material[]): boolean =>
  text.translation !== 'MACHINE' && isCurrent(text, editions);

/**
 * The languages that a plan's consent can be signed in: it has them, and its consent document is final there.
 * English comes first.
 */
export const signingLanguages = (
  { languages }: Pick<Plan, 'languages'>,
  newest: readonly Material[],
): string[] =>
  languages
    .filter((language) =>
      newest.some(
        (material) =>
          material.kind === 'CONSENT_DOCUMENT' &&
          material.language === language &&
          isFinal(
            material,
            newest.filter(({ materialId }) => materialId === material.materialId),
          ),
      ),
    )
    .sort((one, other) => Number(other === 'en') - Number(one === 'en'));
