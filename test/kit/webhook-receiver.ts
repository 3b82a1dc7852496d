import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { expect } from 'vitest';

/** A request as a partner's server gets it. */
export type ReceivedWebhook = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A partner's server. */
export type WebhookReceiver = {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** What has come; waits until there are this many. */
  untilReceived(count: number): Promise<readonly ReceivedWebhook[]>;
  /** How it answers from now on; 204 unless told. */
  answer(how: (response: ServerResponse) => void): void;
  stop(): Promise<void>;
};

/** How far a delivery has come; `later`: some time after it was answered. */
type Moment = 'connected' | 'asked' | 'told' | 'answered' | 'later';

/**
 * Starts one on loopback.
 *
 * @param reached told of each step of each delivery; of `told` before it is answered
 */
export async function startWebhookReceiver(
  reached: (moment: Moment) => void = () => undefined,
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const friendly = (response: ServerResponse) => void response.writeHead(204).end();
  let answering: (response: ServerResponse) => void = friendly;
  const server = createServer((request, response) => {
    reached('asked');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      received.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') });
      reached('told');
      answering(response);
      reached('answered');
      setTimeout(() => reached('later'), 3);
    });
  });
  server.on('connection', () => reached('connected'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    untilReceived: async (count) => {
      await expect
        .poll(() => received.length, { timeout: 10_000, interval: 20 })
        .toBeGreaterThanOrEqual(count);
      return received;
    },
    answer: (how) => {
      answering = how;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer of a status alone. */
export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();
