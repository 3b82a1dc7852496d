import { sendPdf } from '../grants/send-pdf.ts';
import { findDocument } from '../grants/signed-pdf.ts';
import { failurePage } from './failure-page.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

/** The document that a member signed, as a PDF to keep. */
export async function sendDocument(
  { database }: SiteParts,
  visit: MemberVisit,
  grantId: string,
): Promise<void> {
  const { session, request, response } = visit;
  const found = await findDocument(database, session.memberId, grantId);
  if (found === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  sendPdf(request, response, found);
}
