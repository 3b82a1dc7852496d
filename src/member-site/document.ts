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
  const { session, response, language } = visit;
  const found = await findDocument(database, session.memberId, grantId);
  if (found === undefined) return show(visit, failurePage(language, 'notFound'), 404);
  response.writeHead(200, {
    'content-type': 'application/pdf',
    'content-length': found.pdf.length,
    'content-disposition': `attachment; filename="consent-${found.grantId}.pdf"`,
    'cache-control': 'no-store',
  });
  response.end(visit.request.method === 'HEAD' ? undefined : found.pdf);
}
