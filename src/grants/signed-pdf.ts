import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../db/database.ts';
import type { Material } from '../db/generated/prisma/client.ts';
import { renderPdf } from '../pages/pdf/render-pdf.ts';
import { plainWords } from './plain-words.ts';

/** What the PDF of a signed document is made from: all of it is kept, so that it can be made again. */
export type PdfFacts = {
  readonly grantId: string;
  /** The text that was signed. */
  readonly document: string;
  readonly signedAt: Date;
  /** The consent document that was filled in. */
  readonly template: Pick<Material, 'title' | 'language' | 'materialId' | 'version'>;
};

/** A signed document as a PDF, and its SHA-256. */
export type SignedPdf = {
  readonly pdf: Uint8Array<ArrayBuffer>;
  readonly sha256: Uint8Array<ArrayBuffer>;
};

/** Makes the PDF: the same facts make the same bytes. */
export async function signedPdf({
  grantId,
  document,
  signedAt,
  template: { title, language, materialId, version },
}: PdfFacts): Promise<SignedPdf> {
  const { foot } = plainWords(language);
  const pdf = await renderPdf({
    text: document,
    title,
    language,
    writtenAt: signedAt,
    footer: (page, of) => foot({ materialId, version, grantId, page, of }),
  });
  return { pdf, sha256: new Uint8Array(createHash('sha256').update(pdf).digest()) };
}

/** Keeps it with its grant, in the transaction that signs it; it never changes. */
export async function keepDocument(
  tx: Transaction,
  grantId: string,
  { pdf, sha256 }: SignedPdf,
): Promise<void> {
  await tx.grantDocument.create({ data: { grantId, pdf, sha256 } });
}

/** A document that is kept, and whose it is. */
export type KeptDocument = SignedPdf & {
  readonly grantId: string;
  readonly memberId: string;
};

/** The document of a grant of this member; undefined where they have no such grant, or none was kept. */
export const findDocument = (
  database: Pick<Database, 'prisma'>,
  memberId: string,
  grantId: string,
): Promise<KeptDocument | undefined> => documentWhere(database, { id: grantId, memberId });

/** The document of any grant, for whoever may see all. */
export const findAnyDocument = (
  database: Pick<Database, 'prisma'>,
  grantId: string,
): Promise<KeptDocument | undefined> => documentWhere(database, { id: grantId });

async function documentWhere(
  { prisma }: Pick<Database, 'prisma'>,
  grant: { readonly id: string; readonly memberId?: string },
): Promise<KeptDocument | undefined> {
  const found = await prisma.grantDocument.findFirst({
    where: { grant },
    include: { grant: { select: { memberId: true } } },
  });
  if (found === null) return undefined;
  const { grantId, pdf, sha256 } = found;
  return { grantId, memberId: found.grant.memberId, pdf, sha256 };
}

/** Where the PDF of a grant is fetched. */
export const documentPath = (grantId: string) => `${documentPrefix}${grantId}.pdf`;
export const documentPrefix = '/documents/';
