import type { IncomingMessage, ServerResponse } from 'node:http';
import { LedgerFault } from '../ledger/core/fault.ts';
import { parseTilePath } from '../ledger/core/tile-path.ts';
import type { PublishedLedger } from '../ledger/proofs.ts';
import { problem } from './problem.ts';

/** What of the ledger is public. */
export type LedgerFiles = Pick<PublishedLedger, 'checkpoint' | 'tile'>;

type ServeFile = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<void>;

const tilePrefix = '/ledger/tile/';

/**
 * The ledger as static files, for anybody (C2SP tlog-tiles): the newest checkpoint, and the tree's
 * tiles. They hold hashes alone; entries are for whom they concern, through `/graphql`.
 */
export function ledgerFiles(published: LedgerFiles): ServeFile {
  return async (request, response, path) => {
    // Verifiers in browsers read them from anywhere.
    response.setHeader('access-control-allow-origin', '*');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      problem(response, 405, 'Only read', 'The ledger is read with GET.');
      return;
    }
    try {
      if (path === '/ledger/checkpoint') await serveCheckpoint(published, response);
      else if (path.startsWith(tilePrefix)) await serveTile(published, response, path);
      else notFound(response, 'The ledger has /ledger/checkpoint and /ledger/tile/….');
    } catch (cause) {
      if (cause instanceof LedgerFault) notFound(response, cause.message);
      else problem(response, 503, 'Not now', 'The ledger cannot be read now. Try again.');
    }
  };
}

async function serveCheckpoint(published: LedgerFiles, response: ServerResponse) {
  const note = await published.checkpoint();
  if (note === undefined) {
    notFound(response, 'Nothing is signed yet: the ledger is empty.');
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'public, max-age=1',
  });
  response.end(note);
}

async function serveTile(published: LedgerFiles, response: ServerResponse, path: string) {
  const bytes = await published.tile(parseTilePath(path.slice(tilePrefix.length)));
  if (bytes === undefined) {
    notFound(response, 'The published tree has no such tile.');
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  response.end(bytes);
}

function notFound(response: ServerResponse, detail: string): void {
  problem(response, 404, 'Nothing is here', detail);
}
