import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { GatewayError } from '../errors.ts';
import { sendPdf } from '../grants/send-pdf.ts';
import {
  documentPrefix,
  findAnyDocument,
  findDocument,
  type KeptDocument,
} from '../grants/signed-pdf.ts';
import { isExpired, type StaffViewer, type Viewer } from '../identity/viewer.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { isRead, refuseDownload, whoAsks } from './downloads.ts';
import type { DownloadParts } from './evidence-download.ts';
import { problem } from './problem.ts';

/** What the ledger has in the place of the hash of an auditor's query. */
const operationHash = hash('sha256', `GET ${documentPrefix}{grantId}.pdf`);

/**
 * Hands a signed document to the member who signed it, and to auditors; everybody else is told what is
 * told of none. An auditor's read is an entry of the ledger, before the first byte leaves.
 */
export const documentDownload =
  (parts: DownloadParts) =>
  async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    try {
      await serve(parts, request, response, path);
    } catch (cause) {
      refuseDownload(parts.log, response, 'the document', cause);
    }
  };

async function serve(
  { database, verify, soundness }: DownloadParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (!isRead(request, response, 'a document')) return;
  const viewer = await whoAsks(verify, request);
  const found = await visibleDocument(database, viewer, path);
  if (found === undefined) {
    problem(response, 404, 'Nothing is here', 'You have no signed document with this id.');
    return;
  }
  if (viewer.kind === 'AUDITOR' && request.method === 'GET') {
    if (soundness.fault) throw new GatewayError('LEDGER_UNSOUND', { cause: soundness.fault });
    await recordRead(database, viewer, found);
    // The ledger may have been slow.
    if (isExpired(viewer, Date.now())) {
      problem(response, 401, 'Who are you?', 'The token expired while the request was under way.');
      return;
    }
  }
  sendPdf(request, response, found);
}

async function visibleDocument(
  database: Database,
  viewer: Viewer,
  path: string,
): Promise<KeptDocument | undefined> {
  const grantId = grantIdOf(path);
  if (grantId === undefined) return undefined;
  if (viewer.kind === 'MEMBER') return findDocument(database, viewer.memberId, grantId);
  return viewer.kind === 'AUDITOR' ? findAnyDocument(database, grantId) : undefined;
}

function grantIdOf(path: string): string | undefined {
  if (!path.startsWith(documentPrefix) || !path.endsWith('.pdf')) return undefined;
  return z.guid().safeParse(path.slice(documentPrefix.length, -'.pdf'.length)).data;
}

async function recordRead(
  { prisma }: Database,
  { subject, tokenId }: StaffViewer,
  { memberId, sha256 }: KeptDocument,
): Promise<void> {
  await prisma.$transaction((tx) =>
    appendEvents(tx, [
      {
        v: 1,
        kind: 'AUDIT_READ',
        release: uuidv7(),
        at: Date.now(),
        actor: subject,
        token: tokenId,
        operationName: null,
        operationHash,
        responseHash: Buffer.from(sha256).toString('hex'),
        what: 'document',
        count: 1,
        members: [memberId],
      },
    ]),
  );
}
