import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { GatewayError } from '../errors.ts';
import { type ExportRow, findExport, readBundle, selectionOf } from '../evidence/exports.ts';
import { recordExport } from '../ledger/evidence/record-export.ts';
import type { Soundness } from '../ledger/soundness.ts';
import { isRead, refuseDownload, whoAsks } from './downloads.ts';
import type { Authenticate } from './plugins/authenticate.ts';
import { problem } from './problem.ts';

export type DownloadParts = {
  readonly database: Database;
  readonly verify: Authenticate;
  readonly soundness: Pick<Soundness, 'fault'>;
  readonly log: Logger;
};

export type ServeEvidence = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<void>;

export const evidencePrefix = '/ledger/evidence/';

/**
 * Hands a bundle to the auditor who asked for it. Everybody else is told what is told of none. Each time
 * is an entry of the ledger, before the first byte leaves: no ledger, no data.
 */
export function evidenceDownload(parts: DownloadParts): ServeEvidence {
  return async (request, response, path) => {
    try {
      await serve(parts, request, response, path.slice(evidencePrefix.length));
    } catch (cause) {
      refuseDownload(parts.log, response, 'evidence', cause);
    }
  };
}

async function serve(
  { database, verify, soundness }: DownloadParts,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  if (!isRead(request, response, 'evidence')) return;
  const found = await findOwn(database, verify, request, id);
  if (found === undefined) {
    problem(response, 404, 'Nothing is here', 'You have no export of evidence with this id.');
    return;
  }
  const { auditor, export: wanted } = found;
  const { state, bytes, entries, sha256 } = wanted;
  if (state === 'EXPIRED') {
    problem(
      response,
      410,
      'It is gone',
      'Evidence is kept for seven days. Ask for it again: exportEvidence.',
    );
    return;
  }
  if (state !== 'READY' || bytes === null || entries === null || sha256 === null) {
    problem(
      response,
      409,
      'Not ready',
      `Its state is ${state}: evidenceExport tells when it is READY.`,
    );
    return;
  }
  if (request.method === 'GET') {
    if (soundness.fault) throw new GatewayError('LEDGER_UNSOUND', { cause: soundness.fault });
    await recordExport(database, {
      actor: auditor,
      selection: selectionOf(wanted),
      entries,
      bundle: sha256,
    });
  }
  response.writeHead(200, {
    'content-type': 'application/zip',
    'content-length': `${bytes}`,
    'content-disposition': `attachment; filename="evidence-${wanted.id}.zip"`,
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(readBundle(database, wanted)), response);
}

async function findOwn(
  database: Database,
  verify: Authenticate,
  request: IncomingMessage,
  id: string,
): Promise<{ auditor: string; export: ExportRow } | undefined> {
  const viewer = await whoAsks(verify, request);
  if (viewer.kind !== 'AUDITOR' || !z.guid().safeParse(id).success) return undefined;
  const found = await findExport(database, viewer.subject, id);
  return found && { auditor: viewer.subject, export: found };
}
