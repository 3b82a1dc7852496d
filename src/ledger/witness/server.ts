import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Witness, WitnessAnswer } from './witness.ts';

/** A proof of 63 hashes and a checkpoint with a hundred signatures are a tenth of it. */
const bodyMax = 100_000;

/** Serves the witness protocol over HTTP (C2SP tlog-witness). */
export function createWitnessServer(witness: Witness): Server {
  return createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      answer(witness, request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse) {
  const path = request.url ?? '/';
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (request.method === 'POST' && path === '/add-checkpoint') {
    const body = await bodyOf(request);
    if (body === undefined) response.writeHead(413, { connection: 'close' }).end();
    else send(response, await witness.addCheckpoint(body));
  } else if (request.method === 'GET' && originHash !== undefined) {
    send(response, await witness.checkpoint(originHash));
  } else {
    response.writeHead(404).end();
  }
}

function send(response: ServerResponse, { status, body, contentType }: WitnessAnswer): void {
  response.writeHead(status, { 'content-type': contentType }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > bodyMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
