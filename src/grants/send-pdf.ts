import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeptDocument } from './signed-pdf.ts';

/** Hands out a signed document, to be kept; nobody else keeps a copy. */
export function sendPdf(
  { method }: Pick<IncomingMessage, 'method'>,
  response: ServerResponse,
  { grantId, pdf }: KeptDocument,
): void {
  response.writeHead(200, {
    'content-type': 'application/pdf',
    'content-length': `${pdf.byteLength}`,
    'content-disposition': `attachment; filename="consent-${grantId}.pdf"`,
    'cache-control': 'no-store',
  });
  response.end(method === 'HEAD' ? undefined : pdf);
}
